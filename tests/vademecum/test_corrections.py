"""A correction says before, after, why, when, wherever the figure is shown, for ever."""

from datetime import timedelta
from decimal import Decimal

import feedparser
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from tests import factories
from tests.linked_data import every, faults, nodes
from vademecum import chain, changes
from vademecum.models import ChiffreCle, ChiffreVersion

REASON = "Le tableau 4 avait été mal lu."


@pytest.fixture
def vademecum(home):
    return factories.VademecumPageFactory(parent=home)


@pytest.fixture
def chiffres(vademecum):
    return factories.ChiffreIndexPageFactory(parent=vademecum)


@pytest.fixture
def figure(home):
    return factories.ChiffreCleFactory(
        identifier="maires", value=Decimal(81), title="Ce qu'en disent les maires"
    )


def publish(figure, **fields):
    for name, value in fields.items():
        setattr(figure, name, value)
    figure.save_revision().publish()
    figure.refresh_from_db()


@pytest.fixture
def corrected(figure):
    publish(
        figure,
        value=Decimal(82),
        correction=REASON,
        correction_en="Table 4 was misread.",
    )
    return figure


@pytest.fixture
def fiche(vademecum, figure):
    body = [{"type": "figure", "value": figure.pk}]
    return factories.FichePageFactory(parent=vademecum, slug="fiche", body=body)


def shown(client, path) -> str:
    response = client.get(path, follow=True)
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\u202f", " ").split())


# --- A page that cites a figure ---------------------------------------------------


def test_a_page_whose_figure_did_not_change_says_nothing(client, fiche):
    html = shown(client, "/fr/vademecum/fiche/")

    assert "81" in html
    assert "lors de la publication" not in html
    assert "Corrigé" not in html


def test_a_page_says_what_its_figure_was_when_it_was_published(client, fiche, figure):
    publish(figure, value=Decimal(82))

    html = shown(client, "/fr/vademecum/fiche/")

    assert "81 % lors de la publication de cette page" in html
    assert '<a href="/c/maires/v/1/">version 1</a>' in html
    assert "Corrigé" not in html


def test_publishing_the_page_again_takes_the_figure_as_it_is(client, fiche, figure):
    publish(figure, value=Decimal(82))
    Page.objects.get(pk=fiche.pk).specific.save_revision().publish()

    assert "lors de la publication" not in shown(client, "/fr/vademecum/fiche/")


def test_a_change_that_states_nothing_else_is_no_news_to_the_page(
    client, fiche, figure
):
    publish(figure, caveat="Sur 500 personnes.")
    publish(figure, counts="des maires ruraux")
    publish(figure, counts="des Français jugent utile de jouer collectif")

    assert "lors de la publication" not in shown(client, "/fr/vademecum/fiche/")


def test_a_page_says_that_its_figure_now_counts_something_else(client, fiche, figure):
    publish(figure, caveat="Sur 500 personnes.")
    publish(figure, counts="des maires ruraux")

    html = shown(client, "/fr/vademecum/fiche/")

    assert "Défini autrement lors de la publication de cette page" in html
    assert '<a href="/c/maires/v/1/">version 1</a>' in html


def test_an_english_page_says_it_in_english_digits(client, fiche, figure, english):
    factories.translated(figure, english)
    for page in (fiche.get_parent().get_parent().specific, fiche.get_parent().specific, fiche):  # fmt: skip
        factories.translated(page, english)
    publish(ChiffreCle.objects.sources().get(), value=Decimal(82))

    html = shown(client, fiche.get_translation(english).href)

    assert "82" in html
    assert "81% " in html


def test_saying_so_asks_the_database_nothing(client, fiche, figure):
    def statements():
        client.get("/fr/vademecum/fiche/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/fr/vademecum/fiche/")
        return len(captured)

    before = statements()
    publish(figure, value=Decimal(82), correction=REASON)

    assert statements() == before


def test_a_figure_as_it_was_before_it_existed_is_nothing(corrected):
    long_ago = timezone.now() - timedelta(days=9999)

    assert corrected.changed_since(long_ago) is None
    assert corrected.changed_since(timezone.now()) is None


# --- Every place that shows it ----------------------------------------------------


def test_a_correction_says_before_after_why_and_when(corrected):
    (correction,) = corrected.corrections

    assert correction.changes == (changes.Change("value", "81 %", "82 %"),)
    assert correction.reason == REASON
    assert correction.number == 2


def test_the_page_of_the_figure_tells_all(client, corrected):
    html = shown(client, "/c/maires/?lang=fr")

    assert 'id="corrections"' in html
    assert "<del>81 %</del>" in html and "<ins>82 %</ins>" in html
    assert REASON in html
    assert "corrige la précédente" in html


def test_it_tells_it_in_english(client, corrected):
    html = shown(client, "/c/maires/?lang=en")

    assert "Table 4 was misread." in html
    assert "<del>81%</del>" in html


def refused(figure, **fields) -> str:
    """What is said of the reason of a correction that can't be published."""
    with pytest.raises(ValidationError) as error:
        publish(figure, **fields)
    assert set(error.value.message_dict) == {"correction"}
    return " ".join(error.value.messages)


def test_a_reason_that_corrects_nothing_is_refused(figure):
    assert "Rien n'a changé" in refused(figure, correction=REASON)

    publish(figure, value=Decimal(82))

    assert [correction.reason for correction in figure.corrections] == [REASON]


def test_a_reason_in_english_alone_is_refused(figure):
    told = refused(figure, value=Decimal(82), correction_en="Table 4 was misread.")

    assert "en français" in told


def test_the_first_publication_corrects_nothing(home):
    figure = factories.ChiffreCleFactory(live=False)

    assert "jamais été publié" in refused(figure, correction=REASON)


def test_a_translation_is_published_whatever_is_being_corrected(corrected, english):
    translated = factories.translated(corrected, english, title="Mayors")
    corrected.value, corrected.correction = Decimal(90), "Encore une erreur."
    corrected.save_revision()  # a draft

    publish(translated, title="What mayors think")

    assert ChiffreCle.objects.get(pk=translated.pk).title == "What mayors think"


def test_what_is_not_the_value_is_named(client, figure):
    publish(figure, source_title="Une autre étude", correction="Mauvaise étude.")

    html = shown(client, "/c/maires/?lang=fr")

    assert "<del>Jouer collectif en sortie de crise</del>" in html
    assert "Source :" in html


def test_an_update_is_no_correction(client, chiffres, figure):
    publish(figure, value=Decimal(82))

    assert 'id="corrections"' not in shown(client, "/c/maires/?lang=fr")
    assert "Corrigé" not in shown(client, "/fr/vademecum/chiffres/")


def test_lists_pages_home_and_search_show_it(client, home, chiffres, fiche, corrected):
    home.figure_of_the_week = corrected
    home.save_revision().publish()

    for path in (
        "/fr/",
        "/fr/vademecum/chiffres/",
        "/fr/vademecum/fiche/",
        "/fr/recherche/?q=maires",
    ):
        html = shown(client, path)
        assert (path, "Corrigé le <time" in html) == (path, True)
        assert (path, "/c/maires/" in html and "#corrections" in html) == (path, True)


def test_feeds_with_the_whole_text_show_it(client, fiche, corrected):
    for name in ("atom.xml", "feed.json", "rss.xml"):
        told = shown(client, f"/fr/{name}")

        assert (name, "Corrigé le" in told) == (name, True)
        assert (name, "#corrections" in told) == (name, True)


def test_the_data_of_each_page_that_cites_it_tell_it(
    client, home, chiffres, fiche, corrected
):
    home.figure_of_the_week = corrected
    home.save_revision().publish()

    for path in ("/fr/", "/fr/vademecum/chiffres/", "/fr/vademecum/fiche/"):
        html = client.get(path).content.decode()

        [claim] = every(nodes(html), "Claim")
        assert (path, claim["correction"]["url"]) == (path, "http://testserver/c/maires/v/2/")  # fmt: skip
        assert (path, faults(html)) == (path, [])


def test_the_sealed_document_says_what_it_corrects(client, corrected):
    first = shown(client, "/c/maires/v/1/")
    second = shown(client, "/c/maires/v/2/")

    assert "corrige" not in first
    assert REASON in second
    assert "<del>81 %</del>" in second and "<ins>82 %</ins>" in second
    assert "/c/maires/v/1/" in second


def test_the_reason_of_a_correction_is_text(client, chiffres, figure):
    publish(figure, value=Decimal(82), correction="<script>alert(1)</script>")

    for path in (
        "/c/maires/",
        "/c/maires/v/2/",
        "/fr/vademecum/chiffres/corrections/",
    ):
        assert "<script>alert" not in shown(client, path)


# --- The page of corrections and its feed -----------------------------------------


def test_without_correction_the_page_says_so(client, chiffres, figure):
    publish(figure, value=Decimal(82))

    html = shown(client, "/fr/vademecum/chiffres/corrections/")

    assert "Aucun chiffre publié n’a été corrigé." in html


def test_the_page_tells_every_correction_the_latest_first(client, chiffres, corrected):
    publish(corrected, value=Decimal(83), correction="Encore une erreur.")
    other = factories.ChiffreCleFactory(identifier="autre", title="Un autre chiffre")
    publish(other, value=Decimal(3), correction="Une troisième.")

    html = shown(client, "/fr/vademecum/chiffres/corrections/")

    assert (
        html.index("Une troisième.")
        < html.index("Encore une erreur.")
        < html.index(REASON)
    )
    assert "<del>82 %</del>" in html


def test_a_correction_outlives_its_figure(client, chiffres, corrected):
    corrected.unpublish()
    off = shown(client, "/fr/vademecum/chiffres/corrections/")
    corrected.delete()

    gone = shown(client, "/fr/vademecum/chiffres/corrections/")

    for html in (off, gone):
        assert REASON in html
        assert 'href="/c/maires/"' not in html
        assert "/c/maires/v/2/" in html


def test_the_page_shows_the_head_of_the_chains(client, chiffres, corrected):
    html = shown(client, "/fr/vademecum/chiffres/corrections/")

    assert chain.head() in html


def test_the_page_has_few_statements_whatever_the_number(client, chiffres, corrected):
    def statements():
        client.get("/fr/vademecum/chiffres/corrections/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/fr/vademecum/chiffres/corrections/")
        return len(captured)

    few = statements()
    for number in range(5):
        other = factories.ChiffreCleFactory(identifier=f"autre-{number}")
        publish(other, value=Decimal(3), correction="Erreur.")

    assert statements() == few <= 8


def read_feed(client, path="/fr/vademecum/chiffres/corrections.xml"):
    response = client.get(path)
    parsed = feedparser.parse(response.content)
    assert response["Content-Type"].startswith("application/atom+xml")
    assert not parsed.bozo
    return parsed


def test_corrections_have_a_feed(client, chiffres, corrected):
    (entry,) = read_feed(client).entries

    assert entry.title == "Ce qu’en disent les maires"
    assert entry.link == "http://testserver/c/maires/#corrections"
    assert "81\u202f% → 82\u202f%" in entry.summary
    assert REASON in entry.summary
    assert entry.id.startswith("urn:uuid:")


def test_the_ids_of_the_feed_outlive_the_figure(client, chiffres, corrected):
    (before,) = read_feed(client).entries
    corrected.delete()

    (after,) = read_feed(client).entries

    assert after.id == before.id


def test_the_first_address_of_the_feed_is_still_answered(client, chiffres):
    before, after = (
        client.get(f"/fr/vademecum/chiffres/{name}").content
        for name in ("corrections.xml", "corrections/atom.xml")
    )

    assert before == after


def test_a_feed_without_corrections_is_read_too(client, chiffres):
    assert read_feed(client).entries == []


def test_one_finds_them_from_the_figures_and_from_a_figure(client, chiffres, figure):
    address = 'href="/fr/vademecum/chiffres/corrections/"'

    assert address in shown(client, "/fr/vademecum/chiffres/")
    assert address in shown(client, "/c/maires/?lang=fr")
    for name in ("atom.xml", "feed.json", "rss.xml"):
        assert f"corrections/{name}" in shown(client, "/fr/vademecum/chiffres/")


def test_french_words_of_a_change_are_told_as_french(client, corrected, english):
    factories.translated(corrected, english, counts="of the mayors of France")
    publish(corrected, counts="des maires interrogés", correction="Pas tous.")

    html = shown(client, "/c/maires/?lang=en")
    french = shown(client, "/c/maires/?lang=fr")

    assert '<ins lang="fr">des maires interrogés</ins>' in html
    assert "<ins>82%</ins>" in html  # a value is written in the language of the page
    assert "<ins>des maires interrogés</ins>" in french


def test_corrections_are_read_in_english_too(client, chiffres, corrected, english):
    factories.translated(corrected, english, title="What mayors say")
    for page in (chiffres.get_parent().get_parent().specific, chiffres.get_parent().specific, chiffres):  # fmt: skip
        factories.translated(page, english)
    english_page = chiffres.get_translation(english)

    html = shown(client, f"{english_page.href}corrections/")

    assert "What mayors say" in html
    assert "Table 4 was misread." in html


def test_the_chain_has_one_version_a_correction(corrected):
    assert list(ChiffreVersion.objects.values_list("number", "reason")) == [
        (1, ""),
        (2, REASON),
    ]
