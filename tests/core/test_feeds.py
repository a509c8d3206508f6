"""Feeds, read by programs that readers use."""

import json
from datetime import date
from io import BytesIO
from uuid import uuid5

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from tests import factories
from tests.factories import paris
from tests.made_once import made_once


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


def test_the_feed_of_each_language_is_another_feed_of_the_same_entries(
    client, jeudi, season, english_home, english
):
    jeudis = season.get_parent().specific
    translated = factories.translated(jeudis, english, slug="thursdays")

    french, in_english = feed(client), feed(client, f"{translated.href}atom.xml")

    assert french.feed.id == f"urn:uuid:{jeudis.translation_key}"
    assert in_english.feed.id == f"urn:uuid:{uuid5(jeudis.translation_key, 'en')}"
    assert in_english.entries[0].id == french.entries[0].id
    told = json.loads(client.get(f"{translated.href}feed.json").content)
    assert told["feed_url"] == f"http://testserver{translated.href}feed.json"
    assert told["items"][0]["id"] == french.entries[0].id


def test_the_id_of_a_filtered_feed_is_its_own_in_each_language(
    client, home, english_home
):
    factories.NewsIndexPageFactory(parent=home)
    addresses = [
        *("/fr/atom.xml", "/en/atom.xml"),
        *("/fr/atom.xml?pilier=evaluer", "/en/atom.xml?pillar=evaluate"),
        "/fr/atom.xml?pilier=evaluer&public=medias",
        "/en/atom.xml?pillar=evaluate&audience=media",
    ]

    assert len({feed(client, address).feed.id for address in addresses}) == 6


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


# --- Three forms ------------------------------------------------------------------

FORMS = ("atom.xml", "feed.json", "rss.xml")
NEWS = "/fr/actualites/"


@pytest.fixture
@made_once
def news(home):
    return factories.NewsIndexPageFactory(parent=home, title="Actualités")


def publish(parent, **fields):
    return factories.NewsPageFactory(parent=parent, **fields)


def parsed(client, path):
    """What feedparser makes of a feed, which has nothing to say against it."""
    response = client.get(path)
    assert response.status_code == 200, response.content
    found = feedparser.parse(BytesIO(response.content))
    assert not found.bozo, found.bozo_exception
    return found


def told(client, path) -> dict:
    """A JSON Feed."""
    response = client.get(path)
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    return json.loads(response.content)


def test_the_three_forms_say_the_same(client, news):
    for number in range(3):
        publish(news, title=f"Nouvelle {number} : oui ?", pillars=["evaluer"])

    atom, rss = parsed(client, f"{NEWS}atom.xml"), parsed(client, f"{NEWS}rss.xml")
    items = told(client, f"{NEWS}feed.json")["items"]

    def seen(entry):
        return (entry.id, entry.title, entry.link, entry.summary, entry.published_parsed, entry.updated_parsed)  # fmt: skip

    assert [seen(entry) for entry in atom.entries] == [
        seen(entry) for entry in rss.entries
    ]
    assert [(e.id, e.title, e.link) for e in atom.entries] == [
        (item["id"], item["title"], item["url"]) for item in items
    ]
    assert [e.content[0].value for e in atom.entries] == [
        e.content[0].value for e in rss.entries
    ]


@pytest.mark.parametrize("name", FORMS)
def test_nothing_changed_is_said_in_304_and_a_change_is_not(client, news, name):
    page = publish(news, title="Une nouvelle")
    first = client.get(NEWS + name)

    again = client.get(NEWS + name, headers={"if-none-match": first["ETag"]})
    page.title = "Une autre"
    page.save_revision().publish()
    after = client.get(NEWS + name, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert (after.status_code, "Une autre" in after.content.decode()) == (200, True)


def test_a_figure_that_changed_is_a_change_of_the_feed(client, news):
    figure = factories.ChiffreCleFactory(value=81)
    publish(news, body=[{"type": "figure", "value": figure.pk}])
    first = client.get(f"{NEWS}atom.xml")

    figure.value = 82
    figure.save_revision().publish()
    after = client.get(f"{NEWS}atom.xml", headers={"if-none-match": first["ETag"]})

    assert "81" in first.content.decode()
    assert (after.status_code, "82" in after.content.decode()) == (200, True)


def test_the_whole_text_is_there_with_whole_addresses_and_described_pictures(
    client, home, news
):
    vademecum = factories.VademecumPageFactory(parent=home)
    fiche = factories.FichePageFactory(parent=vademecum, slug="alliance")
    image = factories.SiteImageFactory()
    publish(
        news,
        listing_image=image,
        body=[
            {"type": "heading", "value": "Une partie"},
            {"type": "text", "value": f'<p>Lire <a linktype="page" id="{fiche.pk}">la fiche</a> ; bien !</p>'},
            {"type": "image", "value": {"image": {"image": image.pk, "decorative": False, "alt_text": "Deux cercles"}, "caption": "Un nœud"}},
        ],
    )  # fmt: skip

    [entry] = parsed(client, f"{NEWS}atom.xml").entries
    html = entry.content[0].value

    assert "<h2>Une partie</h2>" in html
    assert '<a href="http://testserver/fr/vademecum/alliance/">la fiche</a>\u202f; bien\u202f!' in html  # fmt: skip
    assert 'alt="Deux cercles"' in html and 'src="http://testserver/images/' in html
    assert "class=" not in html and "<svg" not in html
    [picture] = entry.media_content
    assert picture["url"].startswith("http://testserver/images/")
    source = etree.fromstring(client.get(f"{NEWS}atom.xml").content)
    assert source.findtext(".//{*}description") == "Deux cercles entrelacés"


def test_a_press_release_says_where_it_comes_from_and_who_speaks(client, news):
    issuer = factories.OrganisationFactory(name="L'Observatoire", description="Il compte.")  # fmt: skip
    factories.CommuniquePageFactory(parent=news, place="Paris", issuer=issuer)

    for path in (f"{NEWS}atom.xml", "/fr/atom.xml"):
        [entry] = parsed(client, path).entries
        html = entry.content[0].value

        assert html.startswith("<p>Paris, le ") and html.endswith("<p>Il compte.</p>")
        assert "L’Observatoire" in html


def test_what_is_published_and_what_is_updated_are_two_instants(client, news):
    page = publish(news, published_on=date(2022, 3, 28))

    [item] = told(client, f"{NEWS}feed.json")["items"]

    assert item["date_published"] == "2022-03-28T09:00:00+02:00"
    assert item["date_modified"] > item["date_published"]
    in_paris = timezone.localtime(page.last_published_at)
    assert item["date_modified"][:10] == f"{in_paris:%Y-%m-%d}"


def test_hostile_words_leave_the_documents_well_formed(client, news):
    publish(
        news,
        title="<b>&amp; ]]> \x0b\ufffe fin",
        body=[
            {"type": "heading", "value": "\x08<script>alert(1)</script> & \ud83d\ude00"}
        ],
    )

    for name in FORMS[::2]:
        [entry] = parsed(client, NEWS + name).entries
        assert "fin" in entry.title and "<script" not in entry.content[0].value
    [item] = told(client, f"{NEWS}feed.json")["items"]
    assert "<script" not in item["content_html"]


# --- Pages of an archive ----------------------------------------------------------


@pytest.fixture
@made_once
def many(news):
    for day in range(1, 25):
        publish(news, title=f"Le {day}", published_on=date(2022, 5, day))
    return news


@pytest.mark.parametrize("name", FORMS)
def test_every_entry_is_read_once_from_page_to_page(client, many, name):
    titles, address, pages = [], f"http://testserver{NEWS}{name}", 0
    while address:
        pages += 1
        path = address.removeprefix("http://testserver")
        if name == "feed.json":
            feed = told(client, path)
            titles += [item["title"] for item in feed["items"]]
            address = feed.get("next_url")
        else:
            feed = parsed(client, path)
            titles += [entry.title for entry in feed.entries]
            links = {link.rel: link.href for link in feed.feed.links}
            assert links["self"] == address
            address = links.get("next")

    assert (pages, titles) == (2, [f"Le {day}" for day in range(24, 0, -1)])


def test_the_relations_of_an_archive_are_those_of_rfc_5005(client, many):
    def places(path):
        links = parsed(client, path).feed.links
        return {link.rel: link.href.rpartition("/")[2] for link in links if link.rel not in ("alternate", "self")}  # fmt: skip

    assert places(f"{NEWS}atom.xml") == {"first": "atom.xml", "last": "atom.xml?page=2", "next": "atom.xml?page=2"}  # fmt: skip
    assert places(f"{NEWS}atom.xml?page=2") == {"first": "atom.xml", "last": "atom.xml?page=2", "previous": "atom.xml"}  # fmt: skip


@pytest.mark.parametrize("page", ["0", "3", "-1", "2.0", "deux", "9" * 400, "", "²"])
@pytest.mark.parametrize("name", FORMS)
def test_a_page_that_is_none_is_told_so(client, many, name, page):
    response = client.get(NEWS + name, {"page": page})

    assert response.status_code == 404
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "ce fil va de 1 à 2" in response.content.decode()


# --- Filters ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({}, {"Un", "Deux", "Trois"}),
        ({"type": "communique"}, {"Deux"}),
        ({"pilier": "evaluer"}, {"Un", "Deux"}),
        ({"public": "medias", "pilier": "evaluer"}, {"Un"}),
        ({"public": "academiques"}, set()),
    ],
)
def test_a_feed_is_narrowed_by_its_address(client, news, asked, titles):
    publish(news, title="Un", pillars=["evaluer"], audiences=["medias"])
    publish(news, title="Deux", pillars=["evaluer"], kind="communique")
    publish(news, title="Trois")

    for name in ("atom.xml", "rss.xml"):
        query = "&".join(f"{key}={value}" for key, value in asked.items())
        found = parsed(client, f"{NEWS}{name}?{query}")

        assert {entry.title for entry in found.entries} == titles


def test_a_narrowed_feed_has_an_identity_and_an_address_of_its_own(client, news):
    def identity(query):
        feed = parsed(client, f"{NEWS}atom.xml?{query}").feed
        return feed.id, [link.href for link in feed.links if link.rel == "self"]

    one = identity("pilier=evaluer&public=medias")

    assert one == identity("public=medias&pilier=evaluer")
    assert one[1] == [f"http://testserver{NEWS}atom.xml?pilier=evaluer&public=medias"]
    assert len({identity(q)[0] for q in ("", "pilier=evaluer", "public=medias")}) == 3


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("pilier=inconnu", "capitaliser, evaluer, modeliser, faire-valoir"),
        ("piliers=evaluer", "type, pilier, public"),
        ("type=", "actualite"),
        (f"public={'x' * 9000}", "institutions, academiques, medias"),
    ],
)
@pytest.mark.parametrize("name", FORMS)
def test_a_filter_that_does_not_exist_is_told_so(client, news, name, query, said):
    response = client.get(f"{NEWS}{name}?{query}")

    assert response.status_code == 404
    assert said in response.content.decode()
    assert len(response.content) < 400


def test_it_is_told_in_the_language_of_the_address(client, news, english_home, english):
    factories.translated(news, english, slug="news")

    response = client.get("/en/news/atom.xml?pillar=evaluer")

    assert "Possible values" in response.content.decode()


# --- What it costs ----------------------------------------------------------------


def test_a_feed_costs_the_same_statements_whatever_it_holds(client, home, news):
    vademecum = factories.VademecumPageFactory(parent=home)
    factories.MesureIndexPageFactory(parent=vademecum)

    def statements():
        client.get(f"{NEWS}atom.xml")
        with CaptureQueriesContext(connection) as captured:
            parsed(client, f"{NEWS}atom.xml")
        return len(captured)

    def publish_with_facts():
        fiche = factories.FichePageFactory(parent=vademecum)
        image = factories.SiteImageFactory()
        publish(
            news,
            listing_image=image,
            body=[
                {"type": "text", "value": f'<p><a linktype="page" id="{fiche.pk}">x</a></p>'},
                {"type": "figure", "value": factories.ChiffreCleFactory().pk},
                {"type": "term", "value": factories.TermeFactory().pk},
                {"type": "measure", "value": factories.MesureFactory().pk},
                {"type": "contact", "value": factories.PersonFactory().pk},
                {"type": "image", "value": {"image": {"image": image.pk, "decorative": True, "alt_text": ""}, "caption": ""}},
            ],
        )  # fmt: skip

    publish_with_facts()
    few = statements()
    for _ in range(8):
        publish_with_facts()

    assert statements() == few <= 7


# --- Found from the pages ---------------------------------------------------------


def test_every_page_announces_what_one_may_follow(client, news):
    publish(news, slug="une", pillars=["evaluer"])

    def announced(path):
        tree = etree.HTML(client.get(path).content.decode())
        links = tree.xpath('//link[@rel="alternate"][contains(@type, "+xml") or contains(@type, "+json")]')  # fmt: skip
        return [link.get("href") for link in links]

    assert announced(f"{NEWS}une/") == ["/fr/atom.xml", "/fr/feed.json"]
    assert announced(f"{NEWS}?pilier=evaluer") == [
        "/fr/atom.xml",
        "/fr/feed.json",
        *(f"{NEWS}{name}?pilier=evaluer" for name in FORMS),
    ]
