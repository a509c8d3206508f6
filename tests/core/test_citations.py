"""Before one changes or deletes a fact: who cites it."""

from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from home.models import PlainPage
from tests import factories
from tests.admin_forms import fields_of
from vademecum.models import ChiffreCle, Mesure, Terme


@pytest.fixture
def admin(client, db):
    client.force_login(factories.UserFactory(is_superuser=True))
    return client


def edit_screen(client, record) -> str:
    address = reverse(record.snippet_viewset.get_url_name("edit"), args=[record.pk])
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def citing(home, record, **fields):
    body = [{"type": "term", "value": record.pk}]
    return factories.PlainPageFactory(parent=home, body=body, **fields)


RECORDS = [
    factories.ChiffreCleFactory,
    factories.TermeFactory,
    factories.MesureFactory,
    factories.ObjectifFactory,
    factories.PressContactFactory,
    factories.PersonFactory,
    factories.OrganisationFactory,
]


@pytest.mark.parametrize("make", RECORDS, ids=lambda f: f._meta.model.__name__)
def test_the_screen_of_every_record_says_where_it_is_cited(admin, home, make):
    screen = edit_screen(admin, make())

    assert "Où ce fait est cité" in screen
    assert "Nulle part encore." in screen


def test_pages_and_records_that_cite_are_named_with_their_language_and_state(admin, home):  # fmt: skip
    term = factories.TermeFactory()
    page = citing(home, term, title="Une page")
    draft = citing(home, term, title="Un essai", live=False)

    screen = edit_screen(admin, term)

    assert f'<a href="/admin/pages/{page.pk}/edit/">Une page</a>' in screen
    assert f'<a href="/admin/pages/{draft.pk}/edit/">Un essai</a>' in screen
    assert screen.count("brouillon</span>") == 1
    assert ", français" in screen
    assert '<span class="w-status">2</span>' in screen


def test_a_record_cited_by_a_record_names_it(admin, french):
    organisation = factories.OrganisationFactory()
    person = factories.PersonFactory(name="Camille Martin", organisation=organisation)

    screen = edit_screen(admin, organisation)

    assert f"/edit/{person.pk}/" in screen
    assert "Camille Martin" in screen


def test_the_translation_of_a_record_shows_who_cites_its_source(admin, home, english):
    term = factories.TermeFactory()
    citing(home, term, title="Une page")
    translation = factories.translated(term, english, name="Catalyst")

    assert "Une page" in edit_screen(admin, translation)


def test_twenty_citations_are_named_and_the_others_are_one_link_away(admin, home):
    term = factories.TermeFactory()
    for number in range(23):
        citing(home, term, title=f"Page citante {number}")

    screen = edit_screen(admin, term)

    assert screen.count(">Page citante") == 20
    assert "Voir les 3 autres" in screen
    assert reverse(Terme.snippet_viewset.get_url_name("usage"), args=[term.pk]) in screen  # fmt: skip


def test_many_citations_cost_as_many_statements_as_a_few(admin, home, django_assert_max_num_queries):  # fmt: skip
    term = factories.TermeFactory()
    citing(home, term)
    edit_screen(admin, term)
    with django_assert_max_num_queries(200) as few:
        edit_screen(admin, term)
    for _number in range(15):
        citing(home, term)

    with django_assert_max_num_queries(len(few)):
        edit_screen(admin, term)


def test_a_new_record_is_cited_nowhere_and_says_nothing(admin, french):
    screen = admin.get(reverse(Terme.snippet_viewset.get_url_name("add"))).content.decode()  # fmt: skip

    assert "Où ce fait est cité" not in screen


# --- Names --------------------------------------------------------------------------


@pytest.mark.parametrize("make", RECORDS, ids=lambda f: f._meta.model.__name__)
def test_a_name_that_is_taken_is_refused_with_that_of_its_record(french, make):
    first, second = make(), make(live=False)
    setattr(second, first.key_field, getattr(first, first.key_field))

    with pytest.raises(ValidationError) as error:
        second.full_clean()

    assert set(error.value.message_dict) == {first.key_field}
    assert str(first) in " ".join(error.value.messages)


def test_a_name_that_is_taken_is_told_in_the_form(admin, french):
    first = factories.ChiffreCleFactory(identifier="maires", title="Les maires")
    second = factories.ChiffreCleFactory(identifier="autre", live=False)
    edit = reverse(ChiffreCle.snippet_viewset.get_url_name("edit"), args=[second.pk])
    typed = fields_of(admin.get(edit), "identifier")

    response = admin.post(edit, typed | {"identifier": first.identifier})

    assert response.status_code == 200
    assert "« maires » est déjà pris par « Les maires" in unescape(
        response.content.decode()
    )


def test_a_record_and_its_translation_share_their_name(french, english):
    term = factories.TermeFactory()

    factories.translated(term, english, name="Catalyst").full_clean()


# --- Deleting ---------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
def test_deleting_a_cited_record_leads_to_the_list_of_citations(admin, home, method):
    term = factories.TermeFactory(name="Catalyseur")
    citing(home, term, title="Une page")
    address = reverse(Terme.snippet_viewset.get_url_name("delete"), args=[term.pk])

    response = getattr(admin, method)(address, follow=True)

    said = response.content.decode()
    assert "« Catalyseur » est cité 1 fois" in said
    assert "Une page" in said
    assert Terme.objects.filter(pk=term.pk).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_deleting_several_records_of_which_one_is_cited_deletes_none(admin, home, method):  # fmt: skip
    cited, free = factories.TermeFactory(name="Catalyseur"), factories.TermeFactory()
    citing(home, cited, title="Une page")
    bulk = reverse("wagtail_bulk_action", args=["vademecum", "terme", "delete"])

    response = getattr(admin, method)(
        f"{bulk}?id={cited.pk}&id={free.pk}&next=/admin/", follow=True
    )

    said = response.content.decode()
    assert "« Catalyseur » est cité 1 fois" in said
    assert "Une page" in said
    assert Terme.objects.count() == 2


@pytest.mark.parametrize("several", [False, True])
def test_deleting_a_record_that_another_needs_leads_to_the_list(admin, several):
    person = factories.PersonFactory(name="Camille Martin")
    contact = factories.PressContactFactory(person=person)
    if several:
        address = reverse("wagtail_bulk_action", args=["core", "person", "delete"])
        address += f"?id={person.pk}"
    else:
        address = reverse(person.snippet_viewset.get_url_name("delete"), args=[person.pk])  # fmt: skip

    response = admin.post(address, follow=True)

    assert "« Camille Martin » est cité 1 fois" in response.content.decode()
    assert type(contact).objects.exists()


def test_a_record_that_nobody_cites_is_deleted(admin, french):
    mesure = factories.MesureFactory()
    address = reverse(Mesure.snippet_viewset.get_url_name("delete"), args=[mesure.pk])

    admin.post(address)

    assert not Mesure.objects.exists()
    assert not PlainPage.objects.exists()
