"""The first content: loaded once, then the editors'."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from wagtail.models import Page, Revision, Site

from core.models import LoadedEntry, SiteImage
from jeudis.models import JeudiPage
from news.models import EventPage
from parcours.models import ParcoursIndexPage
from tests import factories
from tests.factories import paris
from vademecum.models import ChiffreCle, FichePage, Mesure, VademecumPage

pytestmark = pytest.mark.django_db


def page(model, slug, language="fr"):
    return model.objects.get(slug=slug, locale__language_code=language)


def figure(language="fr"):
    return ChiffreCle.objects.get(identifier="maires", locale__language_code=language)


# --- Loading once -----------------------------------------------------------------


def test_the_tree_is_made_and_published(content):
    report = content.load()

    fiche = page(FichePage, "odd-17")
    assert len(report.created) == len(set(report.created)) > 10
    assert fiche.live and fiche.url_path == "/accueil/vademecum/odd-17/"
    assert fiche.pillars == ["evaluer"]
    assert Site.objects.get().root_page.specific.statement.startswith("Aucun acteur")


def test_wagtails_welcome_page_leaves(content):
    content.load()

    assert not Page.objects.filter(title__icontains="wagtail").exists()


def test_a_link_may_lead_to_a_page_that_comes_later(content):
    content.load()

    text = page(FichePage, "odd-17").body[1].value.source
    assert f'linktype="page" id="{page(FichePage, "alliances").pk}"' in text


def test_an_hour_without_zone_is_in_paris(content):
    content.load()

    jeudi = page(JeudiPage, "premier")
    assert jeudi.starts_at == paris(2026, 11, 26, 12)
    assert jeudi.speakers.get().role == "Directrice"
    assert jeudi.mesure_links.get().mesure.number == 7


def test_the_english_is_a_translation_of_the_french(content):
    content.load()

    french, english = page(FichePage, "alliances"), page(FichePage, "alliances", "en")
    assert english.translation_key == french.translation_key
    assert "commitment" in english.body[0].value.source
    assert english.url_path == "/home/handbook/alliances/"
    assert figure("en").title == "Share of mayors"
    assert figure("en").value == 81


def test_a_figure_loaded_has_its_first_version(client, content):
    content.load()

    assert client.get("/c/maires/v/1/").status_code == 200


def test_pictures_are_in_the_library_with_their_description(content):
    content.load()

    assert SiteImage.objects.get().description == "Deux cercles entrelacés"


def test_the_command_says_what_it_did(content, capsys):
    call_command("load_content", content.path)

    assert "créés" in capsys.readouterr().out


# --- Loading again ----------------------------------------------------------------


def test_loading_twice_changes_nothing(content, django_assert_num_queries):
    first = content.load()
    revisions = Revision.objects.count()

    with django_assert_num_queries(1):
        again = content.load()

    assert (again.created, again.updated, again.kept) == ([], [], [])
    assert again.unchanged >= len(first.created)
    assert Revision.objects.count() == revisions


def test_a_changed_file_updates_an_untouched_entry(content):
    content.load()
    content.replace("pages/accueil.fr.yaml", "title: L'ODD 17", "title: L'objectif 17")

    report = content.load()

    assert report.updated == ["pages/vademecum/odd-17/fr"]
    assert page(FichePage, "odd-17").title == "L'objectif 17"


def test_what_a_file_no_longer_says_is_forgotten(content):
    content.load()
    content.replace("pages/accueil.fr.yaml", "  pillars: [evaluer]\n", "")
    content.replace("pages/accueil.fr.yaml", '  mesures: ["7"]\n', "")

    report = content.load()

    assert len(report.updated) == 2
    assert page(FichePage, "odd-17").pillars == []
    assert page(FichePage, "odd-17").live
    assert not page(JeudiPage, "premier").mesure_links.exists()
    assert page(JeudiPage, "premier").speakers.exists()


def test_an_event_of_several_days_may_become_one_that_comes_again(content):
    content.write(
        "pages/agenda.fr.yaml",
        """
        agenda: {type: news.AgendaPage, title: Agenda}
        agenda/cycle:
          type: news.EventPage
          title: Un cycle
          starts_on: 2026-12-03
          ends_on: 2026-12-04
        """,
    )
    content.load()
    content.replace("pages/agenda.fr.yaml", "ends_on: 2026-12-04", "rhythm: weekly")

    content.load()

    event = page(EventPage, "cycle")
    assert (event.rhythm, event.ends_on) == ("weekly", None)


def test_a_new_entry_finds_its_place_beside_the_old_ones(content):
    content.load()
    content.write(
        "pages/parcours.fr.yaml",
        "parcours: {type: parcours.ParcoursIndexPage, title: Parcours}\n",
    )

    report = content.load()

    assert report.created == ["pages/parcours/fr"]
    assert ParcoursIndexPage.objects.get().url_path == "/accueil/parcours/"


def test_loading_again_keeps_the_anchors_of_a_page(content):
    content.load()
    before = [block.id for block in page(FichePage, "odd-17").body]
    content.replace("pages/accueil.fr.yaml", "Une partie", "Une autre partie")

    content.load()

    assert [block.id for block in page(FichePage, "odd-17").body] == before


def test_a_changed_value_reaches_the_translation(content):
    content.load()
    content.replace("records/chiffres.fr.yaml", 'value: "81"', 'value: "82"')

    content.load()

    assert (figure().value, figure("en").value) == (82, 82)
    assert figure("en").title == "Share of mayors"


def test_the_english_still_follows_its_file_after_its_value_followed_the_french(
    content,
):
    content.load()
    content.replace("records/chiffres.fr.yaml", 'value: "81"', 'value: "82"')
    content.load()
    content.replace("records/chiffres.en.yaml", "Share of mayors", "Mayors")

    report = content.load()

    assert report.updated == ["chiffres/maires/en"]
    assert figure("en").title == "Mayors"


def test_both_languages_of_a_record_may_change_at_once(content):
    content.load()
    content.replace("records/chiffres.fr.yaml", 'value: "81"', 'value: "82"')
    content.replace("records/chiffres.en.yaml", "Share of mayors", "Mayors")

    content.load()

    assert (figure("en").title, figure("en").value) == ("Mayors", 82)


# --- What editors did -------------------------------------------------------------


def edit(instance, **fields):
    """As an editor does in the admin: a signed revision, published."""
    for name, value in fields.items():
        setattr(instance, name, value)
    instance.save_revision(user=factories.UserFactory()).publish()


def test_an_entry_that_an_editor_changed_is_left(content):
    content.load()
    edit(page(FichePage, "odd-17"), title="Le titre de la rédaction")
    content.replace("pages/accueil.fr.yaml", "title: L'ODD 17", "title: L'objectif 17")

    report = content.load()

    assert report.kept == ["pages/vademecum/odd-17/fr"]
    assert page(FichePage, "odd-17").title == "Le titre de la rédaction"


def test_a_draft_of_an_editor_is_left_too(content):
    content.load()
    fiche = page(FichePage, "odd-17")
    fiche.title = "Un brouillon"
    fiche.save_revision(user=factories.UserFactory())
    content.replace("pages/accueil.fr.yaml", "title: L'ODD 17", "title: L'objectif 17")

    content.load()

    fiche = page(FichePage, "odd-17")
    assert fiche.title == "L'ODD 17"
    assert fiche.get_latest_revision_as_object().title == "Un brouillon"


def test_a_page_that_an_editor_took_off_stays_off(content):
    content.load()
    page(FichePage, "odd-17").unpublish()
    content.replace("pages/accueil.fr.yaml", "title: L'ODD 17", "title: L'objectif 17")

    content.load()

    assert not page(FichePage, "odd-17").live


@pytest.mark.parametrize("change", ["", "file"])
def test_a_page_that_an_editor_deleted_stays_deleted(content, change):
    content.load()
    page(FichePage, "odd-17").delete()
    if change:
        content.replace("pages/accueil.fr.yaml", "L'ODD 17", "L'objectif 17")

    report = content.load()

    assert report.kept == (["pages/vademecum/odd-17/fr"] if change else [])
    assert not FichePage.objects.filter(slug="odd-17").exists()


def test_a_deleted_page_with_a_translation_stops_no_other_change(content):
    content.load()
    for fiche in FichePage.objects.filter(slug="alliances"):
        fiche.delete()
    content.replace("records/chiffres.fr.yaml", 'value: "81"', 'value: "82"')

    content.load()

    assert figure().value == 82
    assert not FichePage.objects.filter(slug="alliances").exists()


def test_a_translation_that_an_editor_changed_is_left(content):
    content.load()
    edit(page(VademecumPage, "handbook", "en"), title="The editors' title")
    content.replace("pages/accueil.en.yaml", "title: Handbook", "title: Vade mecum")

    report = content.load()

    assert report.kept == ["pages/vademecum/en"]
    assert page(VademecumPage, "handbook", "en").title == "The editors' title"


def test_the_english_of_a_page_that_an_editor_rewrote_in_french_is_left(content):
    content.load()
    fiche = page(FichePage, "alliances")
    edit(fiche, body=[*fiche.body.raw_data, {"type": "heading", "value": "Ajout"}])
    content.replace("pages/accueil.en.yaml", "common **commit", "shared **commit")

    report = content.load()

    assert report.kept == ["pages/vademecum/alliances/en"]


def test_a_record_that_an_editor_changed_is_left(content):
    content.load()
    edit(figure(), value=90)
    content.replace("records/chiffres.fr.yaml", 'value: "81"', 'value: "82"')

    content.load()

    assert (figure().value, figure("en").value) == (90, 90)


def test_a_page_of_the_editors_is_never_touched(content):
    content.load()
    own = factories.PlainPageFactory(
        parent=Page.objects.get(slug="accueil"), slug="leur"
    )
    content.replace("pages/accueil.fr.yaml", "title: L'ODD 17", "title: L'objectif 17")

    content.load()

    own.refresh_from_db()
    assert own.live
    assert not LoadedEntry.objects.filter(object_id=own.pk, key__startswith="pages").exists()  # fmt: skip


# --- The site's own content -------------------------------------------------------


def test_the_command_names_every_mistake_and_changes_nothing(content):
    content.replace("records/mesures.fr.yaml", "operationnelle", "artistique")
    content.replace(
        "pages/accueil.fr.yaml", "pillars: [evaluer]", "pillars: [jardiner]"
    )

    with pytest.raises(CommandError) as refused:
        call_command("load_content", content.path)

    assert "Rien n'a été chargé" in str(refused.value)
    assert not Mesure.objects.exists()


def test_the_command_speaks_french_whatever_the_language(content):
    content.replace("records/mesures.fr.yaml", "operationnelle", "artistique")

    with translation.override("en"), pytest.raises(CommandError) as refused:
        call_command("load_content", content.path)

    assert "artistique" in str(refused.value)
    assert "valid choice" not in str(refused.value)
