"""A year that was mistyped is said in its field, wherever a day or an instant is typed."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from wagtail.fields import StreamField

from core.models import Parution
from tests import factories
from tests.admin_forms import fields_of

SAID = "Cette année n'est pas possible : écrivez-la en quatre chiffres, de 1000 à 2999."
FAR = ["01/01/0001", "31/12/9999", "0001-01-01", "9999-12-31", "01/01/0226"]


@pytest.mark.parametrize("typed", FAR)
@pytest.mark.parametrize("field", [forms.DateField, forms.DateTimeField])
def test_a_year_out_of_bounds_is_refused_by_any_field(field, typed):
    with pytest.raises(ValidationError) as refusal:
        field().clean(typed)

    assert refusal.value.messages == [SAID]


@pytest.mark.parametrize("typed", ["01/01/1000", "14/07/1789", "31/12/2999"])
@pytest.mark.parametrize("field", [forms.DateField, forms.DateTimeField])
def test_a_year_of_four_digits_is_taken(field, typed):
    assert field().clean(typed).year == int(typed[-4:])


def test_it_is_said_in_the_language_of_who_types():
    said = "This year is not possible: write it with four digits, from 1000 to 2999."

    with translation.override("en"):
        with pytest.raises(ValidationError) as refusal:
            forms.DateField().clean("0001-01-01")

        assert refusal.value.messages == [said]


def saved(admin_client, page, **typed):
    """The answer to the form of a page, with what is typed in it and no block."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    blocks = {
        f"{field.name}-count": "0"
        for field in page._meta.get_fields()
        if isinstance(field, StreamField)
    }
    written = fields_of(admin_client.get(address), "slug")
    return admin_client.post(address, written | blocks | typed)


@pytest.mark.parametrize("typed", ["01/01/0001 12:00", "31/12/9999 23:59"])
@pytest.mark.parametrize("field", ["starts_at", "registration_opens_at", "go_live_at", "expire_at"])  # fmt: skip
def test_a_jeudi_is_not_saved_at_it(admin_client, season, field, typed):
    jeudi = factories.JeudiPageFactory(parent=season, slug="un-jeudi")

    response = saved(admin_client, jeudi, **{field: typed})

    assert response.status_code == 200
    assert response.context["form"].errors[field] == [SAID]
    assert fields_of(response, "slug")[field] == typed


@pytest.mark.parametrize("typed", ["01/01/0001", "31/12/9999"])
@pytest.mark.parametrize("field", ["starts_on", "ends_on", "repeats_until"])
def test_an_event_is_not_saved_at_it(admin_client, tree, field, typed):
    response = saved(admin_client, tree["evenement"], rhythm="weekly", **{field: typed})

    assert response.status_code == 200
    assert SAID in response.context["form"].errors[field]


def test_a_parution_is_not_saved_at_it(admin_client):
    address = reverse(Parution.snippet_viewset.get_url_name("add"))

    response = admin_client.post(
        address, {"title": "L'étude", "publish_at": "01/01/0001 08:00"}
    )

    assert response.status_code == 200
    assert response.context["form"].errors["publish_at"] == [SAID]


@pytest.mark.parametrize(
    ("report", "field"),
    [
        ("wagtailadmin_reports:site_history", "timestamp"),
        ("wagtailadmin_reports:locked_pages", "locked_at"),
        ("wagtailadmin_reports:aging_pages", "last_published_at"),
        ("wagtailadmin_reports:workflow", "created_at"),
        ("wagtailadmin_reports:workflow_tasks", "started_at"),
    ],
)
@pytest.mark.parametrize("typed", ["0001-01-01", "9999-12-31"])
def test_a_report_asked_from_it_answers(admin_client, home, report, field, typed):
    for end in ("from", "to"):
        response = admin_client.get(reverse(report), {f"{field}_{end}": typed})

        assert response.status_code == 200


@pytest.mark.parametrize("typed", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("end", ["from", "to"])
def test_a_list_of_pages_asked_from_it_answers(admin_client, home, end, typed):
    response = admin_client.get(
        reverse("wagtailadmin_explore", args=[home.pk]),
        {f"latest_revision_created_at_{end}": typed},
    )

    assert response.status_code == 200
