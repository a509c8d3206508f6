"""Two thousand Jeudis of ten years: the same few statements, few elements, one machine."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html as lxml_html

from jeudis.models import JeudiPage
from tests import factories
from tests.factories import paris
from tests.jeudis.archive import ten_years

MOST_STATEMENTS, MOST_ELEMENTS = 8, 500
NOW = paris(2026, 11, 26, 9)


@pytest.fixture
def sites(home, english_home, english, library, monkeypatch):
    """Ten seasons of two hundred Jeudis, most of them past, in French; one in English."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    index = factories.JeudiIndexPageFactory(parent=home)
    season, jeudi = ten_years(index, library())
    twins = [factories.translated(page, english) for page in (index, season)]
    return {"index": index, "season": season, "jeudi": jeudi, "en": twins[0], "en season": twins[1]}  # fmt: skip


def addresses(sites) -> dict[str, str]:
    index, season = sites["index"].href, sites["season"].href
    return {
        "home": "/fr/",
        "listing": index,
        "page 40 of the listing": f"{index}?page=40",
        "a year": f"{index}?annee=2019",
        "a series": f"{index}series/hebdomadaire/",
        "season": season,
        "page of a season": f"{season}?page=3",
        "English listing": sites["en"].href,
        "English season": sites["en season"].href,
        "Atom": f"{index}atom.xml",
        "JSON Feed": f"{index}feed.json",
        "calendar": f"{index}agenda.ics",
        "Atom of a season": f"{season}atom.xml",
        "calendar of a season": f"{season}agenda.ics",
        "JSON Feed of a season": f"{season}feed.json",
        "calendar of a series": f"{index}series/hebdomadaire/agenda.ics",
        "Atom of a series": f"{index}series/hebdomadaire/atom.xml",
        "podcast": f"{index}podcast.xml",
        "page 15 of the podcast": f"{index}podcast.xml?page=15",
        "podcast of a season": f"{season}podcast.xml",
        "English podcast": f"{sites['en'].href}podcast.xml",
    }


def test_statements_elements_and_304(client, sites):
    assert JeudiPage.objects.count() == 2_000
    assert JeudiPage.objects.filter(starts_at__gt=timezone.now()).exists()
    dear, heavy, sent_again = {}, {}, {}
    for name, address in addresses(sites).items():
        cache.clear()
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        assert (name, response.status_code) == (name, 200)
        if len(captured) > MOST_STATEMENTS:
            dear[name] = [query["sql"][:200] for query in captured.captured_queries]
        if response["Content-Type"].startswith("text/html"):
            tree = lxml_html.document_fromstring(response.content.decode())
            elements = len(list(tree.iter("*")))
            if elements > MOST_ELEMENTS:
                heavy[name] = elements
        again = client.get(address, headers={"if-none-match": response["ETag"]})
        if again.status_code != 304:
            sent_again[name] = again.status_code

    assert (dear, heavy, sent_again) == ({}, {}, {})


def test_mad_page_numbers_and_years_answer(client, sites):
    index = sites["index"].href
    for query in ("page=0", "page=-3", "page=99999999999999999999", "page=x", "annee=1000", "annee=x", "annee=2019&page=7777", "annee=%00", "page=1e9"):  # fmt: skip
        assert (query, client.get(f"{index}?{query}").status_code) == (query, 200)
    for query, said in {"annee=1000": ["1000"], "annee=2019": [], "annee=": []}.items():
        assert client.get(f"{index}?{query}").context["unfound"] == said
    for series in ("inconnue", "%00", "x" * 3000):
        assert client.get(f"{index}series/{series}/").status_code == 404


def test_the_podcast_gives_its_whole_archive_page_by_page_each_episode_once(client, sites):  # fmt: skip
    heard = JeudiPage.objects.filter(has_recording=True, starts_at__lte=NOW)
    address, guids = f"{sites['index'].href}podcast.xml", []

    while address:
        feed = client.get(address).content.decode()
        guids += re.findall("<guid[^>]*>urn:uuid:([^<]+)</guid>", feed)
        following = re.search('<atom:link[^>]*href="([^"]+)"[^>]* rel="next"|<atom:link[^>]*rel="next"[^>]* href="([^"]+)"', feed)  # fmt: skip
        address = following and next(filter(None, following.groups()))

    last_first = heard.order_by("-starts_at").values_list("translation_key", flat=True)
    assert guids == [str(key) for key in last_first]
    assert len(guids) > 1_900
