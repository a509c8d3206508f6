"""One search over every page and every shared fact."""

from itertools import product

import pytest
from django.core.management import call_command

from core import frame
from search.kinds import KINDS
from tests import factories
from tests.made_once import made_once

pytestmark = pytest.mark.engine


@pytest.fixture
@made_once
def site(home):
    """One of each kind, each with the same rare word."""
    word = {"title": "Le palétuvier"}
    vademecum = factories.VademecumPageFactory(parent=home)
    factories.FichePageFactory(parent=vademecum, **word)
    factories.TermeIndexPageFactory(parent=vademecum)
    factories.MesureIndexPageFactory(parent=vademecum)
    all_parcours = factories.ParcoursIndexPageFactory(parent=home)
    parcours = factories.ParcoursPageFactory(parent=all_parcours, **word)
    factories.EtapePageFactory(parent=parcours, **word)
    jeudis = factories.JeudiIndexPageFactory(parent=home)
    season = factories.SeasonPageFactory(parent=jeudis)
    factories.JeudiPageFactory(parent=season, **word)
    news = factories.NewsIndexPageFactory(parent=home)
    factories.NewsPageFactory(parent=news, **word)
    agenda = factories.AgendaPageFactory(parent=home)
    factories.EventPageFactory(parent=agenda, **word)
    factories.ChiffreCleFactory(**word)
    factories.MesureFactory(**word)
    factories.TermeFactory(name="Palétuvier")
    factories.PersonFactory(name="Camille Palétuvier")
    return home


@pytest.fixture
def found(client):
    """What a search finds: pages by type, records by kind."""

    def found(query="palétuvier", **asked):
        response = client.get("/fr/recherche/", {"q": query, **asked})
        assert response.status_code == 200
        pages = [page.specific_class.__name__ for page in response.context["pages"]]
        return sorted(pages), {kind.key: rows for kind, rows in response.context["records"]}  # fmt: skip

    return found


def test_a_word_is_found_in_each_kind_of_page_and_record(site, found):
    pages, records = found()

    assert pages == [
        "EtapePage", "EventPage", "FichePage", "JeudiPage", "NewsPage", "ParcoursPage",
    ]  # fmt: skip
    assert set(records) == {"chiffres", "termes", "mesures", "personnes"}


def test_a_search_may_be_of_one_kind(site, found, subtests):
    for kind in KINDS:
        with subtests.test(kind=kind.key):
            pages, records = found(type=kind.key)

            if kind.is_page:
                assert (pages, records) == ([kind.model.__name__], {})
            else:
                assert (pages, set(records)) == ([], {kind.key})


def test_an_unknown_kind_is_every_kind(site, found):
    assert found(type="inconnu' OR 1=1") == found()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"type": "licorne"}, ["licorne"]),
        ({"langue": "de", "type": "fiches"}, ["de"]),
        ({"type": "", "langue": "en"}, []),
    ],
)
def test_an_unknown_kind_or_language_is_said_not_to_exist(client, site, asked, said):
    response = client.get("/fr/recherche/", {"q": "palétuvier"} | asked)

    assert response.context["unfound"] == said
    assert response.content.decode().count("n’existe pas") == len(said)


def test_capitals_and_accents_do_not_matter(site, found, subtests):
    for query in ("PALÉTUVIER", "paletuvier", "le palétuvier"):
        with subtests.test(query=query):
            assert "FichePage" in found(query)[0]


def test_a_word_of_the_body_is_found(home, found):
    page = factories.PlainPageFactory(parent=home)
    page.body = [{"type": "text", "value": "<p>Un <b>baobab</b> remarquable.</p>"}]
    page.save_revision().publish()

    assert found("baobab")[0] == ["PlainPage"]


def test_drafts_are_not_found(home, found):
    factories.PlainPageFactory(parent=home, title="Baobab", live=False)
    factories.TermeFactory(name="Baobab", live=False)

    assert found("baobab") == ([], {})


def test_a_fact_withdrawn_in_french_is_not_found_in_english(client, home, english):
    french = factories.TermeFactory(name="Baobab")
    factories.translated(french, english, name="Baobab tree")
    french.unpublish()

    response = client.get("/en/search/", {"q": "baobab"})

    assert response.context["records"] == []


def test_what_is_taken_off_is_not_found_any_more(home, found):
    page = factories.PlainPageFactory(parent=home, title="Baobab")
    page.unpublish()

    assert found("baobab") == ([], {})


def test_a_new_title_is_found_and_the_old_one_is_not(home, found):
    page = factories.PlainPageFactory(parent=home, title="Baobab")
    page.title = "Fromager"
    page.save_revision().publish()

    assert found("fromager")[0] == ["PlainPage"]
    assert found("baobab")[0] == []


def test_a_search_is_in_the_readers_language(client, site, english_home, english):
    page = factories.PlainPageFactory(parent=site, title="Le palétuvier")
    factories.translated(page, english, title="The mangrove")

    in_english = client.get(frame.address("search", "en"), {"q": "mangrove"})
    in_french = client.get("/fr/recherche/", {"q": "mangrove"})

    assert [page.title for page in in_english.context["pages"]] == ["The mangrove"]
    assert list(in_french.context["pages"]) == []


def test_another_language_may_be_asked_for(site, english_home, english, found):
    page = factories.PlainPageFactory(parent=site, title="Le palétuvier")
    factories.translated(page, english, title="The mangrove")

    assert found("mangrove", langue="en")[0] == ["PlainPage"]
    assert found("mangrove", langue="de")[0] == []


@pytest.mark.parametrize(
    ("asked", "kind", "language"),
    [
        ("language=fr&type=sheets", "fiches", "fr"),
        ("langue=fr&type=fiches", "fiches", "fr"),  # as links said it before
        ("language=de&type=pages", None, "en"),
    ],
)
def test_an_english_search_asks_in_english(client, english_home, asked, kind, language):
    response = client.get(f"{frame.address('search', 'en')}?q=mangrove&{asked}")

    found = response.context["kind"]
    assert (found and found.key, response.context["results_language"]) == (
        kind,
        language,
    )
    html = response.content.decode()
    assert '<select name="language" id="language">' in html
    assert '<option value="figures">' in html


def test_an_english_search_that_finds_nothing_leads_to_french_in_english(
    client, english_home
):
    response = client.get(frame.address("search", "en"), {"q": "xyzzy"})

    assert "?q=xyzzy&amp;language=fr" in response.content.decode()


def test_the_index_can_be_made_again(site, found):
    call_command("update_index", verbosity=0)

    assert len(found()[0]) == 6


# --- Hostile queries --------------------------------------------------------------

HOSTILE = [
    "",
    "   ",
    "'",
    '"',
    '"palétuvier',
    "palétuvier\x00",
    "\x00",
    "%",
    "_",
    "*",
    "-",
    "!",
    "&",
    "|",
    "a & b | !c",
    "NOT palétuvier",
    "a AND OR NOT b",
    "NEAR(a b, 3)",
    "title:palétuvier",
    "palétuvier*",
    "(((((",
    "{}[]",
    "-- ; DROP TABLE wagtailcore_page",
    "' OR '1'='1",
    "\\",
    "\\'",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "é" * 10_000,
    "a " * 400,
    "palétuvier " * 400,
    "٣ 数据 🌳 \u202e",
    "∅",
    "…",
    "l'",
]


def test_a_hostile_query_is_answered_in_few_statements(
    client, site, subtests, django_assert_max_num_queries
):
    client.get("/fr/recherche/", {"q": "palétuvier"})

    for query in HOSTILE:
        with subtests.test(query=query[:40]), django_assert_max_num_queries(10):
            response = client.get("/fr/recherche/", {"q": query})

            assert response.status_code == 200
            assert "<script>alert" not in response.content.decode()


def test_a_hostile_query_of_one_kind_is_answered(client, site, subtests):
    for kind, query in product(KINDS, ["'", "\x00", "a & b", "-", "*", "∅"]):
        with subtests.test(kind=kind.key, query=query):
            response = client.get("/fr/recherche/", {"q": query, "type": kind.key})

            assert response.status_code == 200


HOSTILE_PARAMETERS = [
    "q=%FF%FE",
    "q[]=x",
    "q=a&q=b",
    "page=-1&q=a",
    "page=%00&q=a",
    "q=a&page=" + "9" * 5000,
    "type=%00&langue=%00&q=a",
]


def test_hostile_parameters_are_answered(client, site, subtests):
    for parameters in HOSTILE_PARAMETERS:
        with subtests.test(parameters=parameters[:40]):
            assert client.get(f"/fr/recherche/?{parameters}").status_code == 200


def test_a_query_that_was_cut_says_so(client, site):
    long = client.get("/fr/recherche/", {"q": "palétuvier " + "x" * 10_000})
    short = client.get("/fr/recherche/", {"q": "palétuvier"})

    assert long.context["was_cut"]
    assert not short.context["was_cut"]


def test_an_empty_search_page_is_a_page(client, home):
    response = client.get("/fr/recherche/")

    assert response.status_code == 200
    assert "Que cherchez-vous" in response.content.decode()


def test_the_admins_own_search_survives_hostile_queries(client, site):
    client.force_login(factories.UserFactory(is_superuser=True))

    for query in ('"', "a & b", "'", "∅", "x " * 300):
        response = client.get("/admin/pages/search/", {"q": query})

        assert response.status_code == 200, query


def test_the_api_search_survives_hostile_queries(client, site):
    for query in ('"', "a & b", "'", "é" * 5000):
        response = client.get("/api/v2/pages/", {"search": query})

        assert response.status_code in (200, 400), query
