"""The list of those who come: the team's, and nobody else's."""

import csv

import pytest
from django.contrib.auth.models import Group
from wagtail.models import PageLogEntry

from home import editors
from jeudis.models import Registration
from tests import factories

from .conftest import NOW


@pytest.fixture
def people(come, jeudi):
    come("camille@exemple.fr")
    come("=cmd|x@exemple.fr")
    Registration.objects.create(
        jeudi_key=jeudi.translation_key,
        address="pas-confirme@exemple.fr",
        language="fr",
        asked_at=NOW,
    )


@pytest.fixture
def member(home, client):
    editors.set_up()

    def sign_in(group=None):
        user = factories.UserFactory()
        if group:
            user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        return user

    return sign_in


def paths(jeudi):
    folder = f"/admin/jeudis/{jeudi.pk}/inscriptions"
    return f"{folder}/", f"{folder}.csv"


@pytest.mark.parametrize("group", [editors.WRITERS, editors.READERS])
def test_the_team_sees_and_takes_the_list(client, jeudi, people, member, group):
    user = member(group)
    screen, file = map(client.get, paths(jeudi))

    html = screen.content.decode()
    assert "2 inscriptions confirmées" in html and "camille@exemple.fr" in html
    assert "pas-confirme" not in html
    rows = list(csv.reader(file.content.decode("utf-8-sig").splitlines(), delimiter=";"))  # fmt: skip
    assert rows == [
        ["adresse", "langue", "inscription"],
        ["camille@exemple.fr", "fr", "2026-11-26 09:00"],
        ["'=cmd|x@exemple.fr", "fr", "2026-11-26 09:00"],
    ]
    entry = PageLogEntry.objects.get(action="jeudis.export_registrations")
    assert entry.user == user


@pytest.mark.parametrize("group", [None, editors.NETWORKS])
def test_nobody_else_does(client, jeudi, people, member, group):
    member(group)

    for path in paths(jeudi):
        response = client.get(path)
        assert response.status_code == 302
        assert "camille" not in response.content.decode()
    assert not PageLogEntry.objects.filter(action="jeudis.export_registrations").exists()  # fmt: skip


def test_a_reader_is_asked_to_sign_in(client, jeudi, people):
    for path in paths(jeudi):
        assert "/admin/login/" in client.get(path).url


def test_no_address_leaves_by_the_api_or_the_page(client, jeudi, people):
    for path in (jeudi.href, f"/api/v2/pages/{jeudi.pk}/", f"{jeudi.href}agenda.ics"):
        assert "camille@exemple.fr" not in client.get(path, follow=True).content.decode()  # fmt: skip
