"""Feeds, read by a program that readers use."""

from datetime import date

import feedparser
import pytest

from tests import factories
from tests.factories import paris


@pytest.fixture
def season(home):
    jeudis = factories.JeudiIndexPageFactory(parent=home)
    return factories.SeasonPageFactory(parent=jeudis, slug="saison-1")


@pytest.fixture
def jeudi(season):
    return factories.JeudiPageFactory(
        parent=season,
        title="L'alliance, pourquoi ?",
        slug="alliance",
        starts_at=paris(2026, 11, 26, 12),
        duration_minutes=45,
    )


def feed(client, path="/fr/jeudis/atom.xml"):
    response = client.get(path, follow=True)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    parsed = feedparser.parse(response.content)
    assert not parsed.bozo
    return parsed


# --- Atom -------------------------------------------------------------------------


def test_an_entry_says_what_and_where_in_french_typography(client, jeudi):
    [entry] = feed(client).entries

    assert entry.title == "L’alliance, pourquoi\u202f?"
    assert entry.link == "http://testserver/fr/jeudis/saison-1/alliance/"


def test_the_id_of_an_entry_outlives_its_slug_and_title(client, jeudi):
    before = feed(client).entries[0].id

    jeudi.slug, jeudi.title = "autre", "Autre titre"
    jeudi.save_revision().publish()
    after = feed(client).entries[0]

    assert after.id == before == f"urn:uuid:{jeudi.translation_key}"
    assert after.link.endswith("/autre/")


def test_the_id_of_a_feed_is_its_pages_for_ever(client, jeudi, season):
    before = feed(client, "/fr/jeudis/saison-1/atom.xml").feed.id

    season.slug = "saison-2026"
    season.save_revision().publish()
    after = feed(client, "/fr/jeudis/saison-2026/atom.xml").feed.id

    assert after == before == f"urn:uuid:{season.translation_key}"


def test_drafts_are_in_no_feed(client, season):
    factories.JeudiPageFactory(parent=season, live=False)

    assert feed(client).entries == []


def test_the_last_one_comes_first(client, season):
    for day in (5, 19, 12):
        factories.JeudiPageFactory(
            parent=season, title=f"Le {day}", starts_at=paris(2026, 11, day, 12)
        )

    assert [entry.title for entry in feed(client).entries] == ["Le 19", "Le 12", "Le 5"]


def test_a_hostile_title_stays_text(client, season):
    factories.JeudiPageFactory(parent=season, title="<b>&amp; ]]> é\u2028 fin")

    [entry] = feed(client).entries

    assert "]]>" in entry.title and "fin" in entry.title


# --- News -------------------------------------------------------------------------


def test_news_are_dated_by_the_fact_they_tell(client, home):
    news = factories.NewsIndexPageFactory(parent=home)
    factories.NewsPageFactory(parent=news, published_on=date(2022, 3, 28))

    [entry] = feed(client, "/fr/actualites/atom.xml").entries

    assert entry.published.startswith("2022-03-28")


def test_an_english_feed_holds_translations_and_says_which_are_french(
    client, home, english_home, english
):
    news = factories.NewsIndexPageFactory(parent=home)
    translated = factories.NewsPageFactory(parent=news, title="Un")
    factories.NewsPageFactory(parent=news, title="Deux")
    factories.translated(news, english, slug="news")
    factories.translated(translated, english, title="One")

    entries = feed(client, "/en/news/atom.xml").entries

    assert {entry.title for entry in entries} == {"One", "Deux"}
