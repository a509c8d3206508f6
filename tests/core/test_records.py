"""A fact lives once: pages cite its French row, readers see it in their language."""

import re
from decimal import Decimal

import pytest
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import translation

from core import snippets
from core.models import Organisation
from home.models import PlainPage
from tests import factories
from tests.admin_forms import fields_of
from vademecum.models import ChiffreCle, Terme


@pytest.fixture
def terme(french):
    return factories.TermeFactory(name="Catalyseur", slug="catalyseur")


def publish(record, **fields):
    for name, value in fields.items():
        setattr(record, name, value)
    record.save_revision().publish()
    record.refresh_from_db()


# --- Writing ----------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, {"accept": "application/json"}])
def test_of_two_who_write_one_name_at_once_the_second_is_told(
    admin_client, french, monkeypatch, headers
):
    address = reverse(Terme.snippet_viewset.get_url_name("add"))
    written = fields_of(admin_client.get(address), "slug")
    written |= {"name": "Le catalyseur", "slug": "catalyseur"}

    def the_other_is_first(row):
        factories.TermeFactory(name="Catalyseur", slug="catalyseur")

    monkeypatch.setattr(snippets, "hold", the_other_is_first)
    response = admin_client.post(address, written, headers=headers)

    assert [terme.name for terme in Terme.objects.all()] == ["Catalyseur"]
    if headers:
        assert response.json()["error_code"] == "validation_error"
    else:
        assert "déjà pris" in response.context["form"].errors["slug"][0]
        assert fields_of(response, "slug")["name"] == "Le catalyseur"


# --- Citing -----------------------------------------------------------------------


def test_a_citation_is_shown_in_the_readers_language(terme, english):
    factories.translated(terme, english, name="Catalyst")

    with translation.override("en"):
        shown = Terme.objects.get(pk=terme.pk).in_language()

    assert shown.name == "Catalyst"


def test_a_citation_falls_back_to_french_where_nobody_translated_it(terme, english):
    assert terme.in_language("en") == terme


def test_a_citation_falls_back_to_french_while_the_translation_is_a_draft(
    terme, english
):
    factories.translated(terme, english, name="Catalyst").unpublish()

    assert Terme.objects.get(pk=terme.pk).in_language("en").name == "Catalyseur"


def test_citing_many_records_is_one_statement(
    terme, english, django_assert_num_queries
):
    factories.translated(terme, english, name="Catalyst")
    others = [factories.TermeFactory() for _ in range(5)]
    keys = [terme.pk, *(other.pk for other in others)]

    with django_assert_num_queries(1):
        found = Terme.objects.cited(keys)
        names = [found[key].in_language("en").name for key in keys]

    assert names == ["Catalyst", *(other.name for other in others)]


def test_citing_nothing_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Terme.objects.cited([]) == {}


def test_a_list_holds_each_record_once_in_the_readers_language(
    terme, english, django_assert_num_queries
):
    factories.translated(terme, english, name="Catalyst")
    only_french = factories.TermeFactory(name="Alliance")
    factories.TermeFactory(name="Brouillon", live=False)

    with django_assert_num_queries(1):
        in_english = Terme.objects.for_readers("en")
    in_french = Terme.objects.for_readers("fr")

    assert {term.name for term in in_english} == {"Catalyst", "Alliance"}
    assert in_french == [only_french, terme]


def unpublished(terme):
    terme.unpublish()


def deleted_at_once(terme):
    Terme.objects.filter(pk=terme.pk).delete()  # as the admin does for several


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("take_off", [unpublished, deleted_at_once])
def test_a_fact_taken_off_in_french_is_taken_off_in_every_language(
    terme, english, take_off, language
):
    factories.translated(terme, english, name="Catalyst")
    take_off(terme)

    assert Terme.objects.for_readers(language) == []
    assert Terme.said_in(language) == []


# --- Values without language ------------------------------------------------------


@pytest.fixture
def figure(french):
    return factories.ChiffreCleFactory(title="Utilité", value=Decimal(81))


def test_publishing_the_source_brings_its_value_to_the_translation(figure, english):
    translated = factories.translated(figure, english, title="Usefulness")

    publish(figure, value=Decimal(82), title="Utilité perçue")

    translated.refresh_from_db()
    assert translated.value == 82
    assert translated.title == "Usefulness"


def test_a_draft_of_the_translation_gets_the_value_and_keeps_its_texts(figure, english):
    translated = factories.translated(figure, english, title="Usefulness")
    draft = translated.get_latest_revision_as_object()
    draft.title = "Perceived usefulness"
    draft.save_revision()

    publish(figure, value=Decimal(82))

    translated.refresh_from_db()
    draft = translated.get_latest_revision_as_object()
    assert (translated.value, translated.title) == (82, "Usefulness")
    assert (draft.value, draft.title) == (82, "Perceived usefulness")
    assert translated.has_unpublished_changes


def test_a_draft_of_the_source_changes_no_translation(figure, english):
    translated = factories.translated(figure, english)
    figure.value = Decimal(82)

    figure.save_revision()

    translated.refresh_from_db()
    assert translated.value == 81


def test_publishing_the_translation_never_changes_the_source(figure, english):
    translated = factories.translated(figure, english)

    publish(translated, value=Decimal(7))

    figure.refresh_from_db()
    assert figure.value == 81


def test_the_measures_of_a_figure_follow_it_to_its_translation(figure, english):
    translated = factories.translated(figure, english)
    mesure = factories.MesureFactory(number=7)
    figure.mesure_links.add(figure.mesure_links.model(mesure=mesure, sort_order=0))

    publish(figure)

    translated = ChiffreCle.objects.get(pk=translated.pk)
    assert [link.mesure.number for link in translated.mesure_links.all()] == [7]


def test_publishing_again_without_change_adds_no_revision_to_the_translation(
    figure, english
):
    translated = factories.translated(figure, english)
    before = translated.revisions.count()

    publish(figure, title="Autre titre")

    assert translated.revisions.count() == before


# --- Deleting ---------------------------------------------------------------------


@pytest.fixture
def citing_page(home, terme):
    page = factories.PlainPageFactory(parent=home)
    page.body = [{"type": "term", "value": terme.pk}]
    page.save_revision().publish()
    return PlainPage.objects.get(pk=page.pk)


def test_a_cited_record_cannot_be_deleted(citing_page, terme):
    with pytest.raises(ProtectedError):
        terme.delete()

    assert Terme.objects.filter(pk=terme.pk).exists()


def test_a_record_that_nothing_cites_can_be_deleted(terme):
    terme.delete()

    assert not Terme.objects.exists()


def test_an_organisation_with_people_cannot_be_deleted(french):
    organisation = factories.OrganisationFactory()
    factories.PersonFactory(organisation=organisation)

    with pytest.raises(ProtectedError):
        organisation.delete()

    assert Organisation.objects.exists()


def test_an_editor_who_deletes_a_cited_record_is_told_who_cites_it(
    client, citing_page, terme
):
    client.force_login(factories.UserFactory(is_superuser=True))

    response = client.post(
        f"/admin/snippets/vademecum/terme/delete/{terme.pk}/", follow=True
    )

    assert Terme.objects.filter(pk=terme.pk).exists()
    assert "Catalyseur" in response.content.decode()
    assert "est cité 1 fois" in response.content.decode()


def test_a_list_of_records_says_the_language_of_each(client, english):
    organisation = factories.OrganisationFactory(name="Le Carrefour")
    factories.translated(organisation, english)
    factories.translated(factories.TermeFactory(), english)
    client.force_login(factories.UserFactory(is_superuser=True))

    for kind in ("core/organisation", "vademecum/terme"):
        html = client.get(f"/admin/snippets/{kind}/").content.decode()

        labels = re.findall(r"w-status--label[^>]*>\s*(Français|English)\s*<", html)
        assert sorted(labels) == ["English", "Français"]


@pytest.mark.parametrize(
    "kind", ["core/organisation", "core/person", "vademecum/terme"]
)
def test_a_draft_without_a_name_is_refused(client, french, kind):
    client.force_login(factories.UserFactory(is_superuser=True))

    response = client.post(
        f"/admin/snippets/{kind}/add/?locale=fr", {"slug": "sans-nom", "name": ""}
    )

    assert "Rien n&#x27;est créé" in response.content.decode()
    assert "Champ requis" in response.content.decode()


def test_an_unpublished_record_leaves_the_pages_that_cite_it(citing_page, terme):
    terme.unpublish()

    page = PlainPage.objects.get(pk=citing_page.pk)

    assert "Tiers de confiance" not in page.body.render_as_block()


# --- Previewing -------------------------------------------------------------------

RECORDS = factories.RecordFactory.__subclasses__()


@pytest.mark.parametrize("factory", RECORDS, ids=lambda each: each._meta.model.__name__)
def test_an_editor_sees_a_record_as_readers_will(factory, home):
    record = factory()

    response = record.make_preview_request()

    assert response.status_code == 200
