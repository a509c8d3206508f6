"""None goes live without its source, whichever way it is published."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, TaskState

from home import editors
from tests import factories
from vademecum.models import ChiffreCle, ChiffreVersion


@pytest.fixture
def figure(home):
    return factories.ChiffreCleFactory(identifier="maires", value=Decimal(81))


def incomplete(figure, **fields):
    """A draft that lacks something; drafts may."""
    for name, value in (fields or {"source_title": ""}).items():
        setattr(figure, name, value)
    return figure.save_revision(clean=False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("source_title", ""),
        ("source_publisher", ""),
        ("source_url", ""),
        ("source_url", "pas une adresse"),
        ("source_read_on", None),
        ("value", None),
        ("counts", ""),
        ("title", ""),
    ],
)
def test_an_incomplete_figure_is_not_published(figure, field, value):
    revision = incomplete(figure, **{field: value})

    with pytest.raises(ValidationError) as error:
        revision.publish()

    assert set(error.value.message_dict) == {field}
    assert ChiffreVersion.objects.count() == 1
    assert ChiffreCle.objects.get().source_title == "Jouer collectif en sortie de crise"


def test_neither_is_its_translation(figure, english):
    translated = factories.translated(figure, english)

    with pytest.raises(ValidationError):
        incomplete(translated).publish()


@pytest.fixture
def second_reader(home):
    factories.ParcoursIndexPageFactory(parent=home)
    editors.set_up()
    reader = factories.UserFactory()
    reader.groups.add(Group.objects.get(name=editors.READERS))
    return reader


@pytest.mark.parametrize("headers", [{}, {"X-Requested-With": "XMLHttpRequest"}])
def test_an_approval_that_cannot_publish_says_why_and_waits(
    client, figure, second_reader, headers
):
    figure.save_revision(user=factories.UserFactory())
    figure.get_workflow().start(figure, factories.UserFactory())
    incomplete(figure)
    state = TaskState.objects.get()
    client.force_login(second_reader)
    approve = reverse(
        ChiffreCle.snippet_viewset.get_url_name("workflow_action"),
        args=[figure.pk, "approve", state.pk],
    )

    response = client.post(approve, {"comment": ""}, headers=headers)

    state.refresh_from_db()
    shown = client.get("/admin/").content.decode()
    assert response.status_code in (200, 302)
    assert state.status == "in_progress"
    assert "Ce chiffre ne peut pas être publié." in shown
    assert "Source : Ce champ ne peut pas être vide." in shown
    assert ChiffreVersion.objects.count() == 1


def due(record, **fields):
    """A revision that was scheduled, and whose hour has come."""
    revision = incomplete(record, **fields)
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    return revision


def test_a_scheduled_figure_that_cannot_be_published_stops_nobody_else(figure, caplog):
    other = factories.ChiffreCleFactory(identifier="autre")
    due(figure)
    due(other, value=Decimal(82))

    call_command("publish_scheduled")

    figure.refresh_from_db()
    other.refresh_from_db()
    assert other.value == Decimal(82)
    assert figure.source_title == "Jouer collectif en sortie de crise"
    assert figure.scheduled_revision is None
    assert "source_title" in caplog.text


def test_its_history_in_the_admin_says_that_it_was_not_published(
    client, figure, admin_user
):
    due(figure)
    call_command("publish_scheduled")
    client.force_login(admin_user)

    name = ChiffreCle.snippet_viewset.get_url_name("history")
    response = client.get(reverse(name, args=[figure.pk]))

    assert response.status_code == 200


def test_scheduling_an_incomplete_figure_is_refused(figure):
    revision = incomplete(
        figure, source_title="", go_live_at=timezone.now() + timedelta(days=1)
    )

    with pytest.raises(ValidationError):
        revision.publish()


def test_publishing_costs_the_same_however_many_pages_cite_the_figure(
    figure, home, django_capture_on_commit_callbacks
):
    vademecum = factories.VademecumPageFactory(parent=home)

    def cited_once_more():
        factories.FichePageFactory(
            parent=Page.objects.get(pk=vademecum.pk).specific,
            body=[{"type": "figure", "value": figure.pk}],
        )

    def statements() -> int:
        figure.value += 1
        with (
            CaptureQueriesContext(connection) as captured,
            django_capture_on_commit_callbacks(execute=True),
        ):
            figure.save_revision().publish()
        return len(captured)

    cited_once_more()
    statements()  # the second version costs a little more than the first
    once = statements()
    for _ in range(4):
        cited_once_more()

    assert statements() == once


@pytest.mark.parametrize(("kept", "typed"), [("81", "81"), ("1200.5", "1200.5")])
def test_the_form_shows_a_value_as_one_types_it(client, home, kept, typed):
    client.force_login(factories.UserFactory(is_superuser=True))
    figure = factories.ChiffreCleFactory(value=Decimal(kept))

    form = client.get(
        reverse("wagtailsnippets_vademecum_chiffrecle:edit", args=[figure.pk])
    ).content.decode()

    assert f'name="value" value="{typed}"' in form
