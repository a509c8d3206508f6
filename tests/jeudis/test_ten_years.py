"""Two thousand Jeudis of ten years: the same few statements, few elements, one machine."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html as lxml_html

from jeudis.models import JeudiPage
from tests import factories
from tests.factories import paris
from tests.test_every_page import multiply

MOST_STATEMENTS, MOST_ELEMENTS = 8, 500
NOW = paris(2026, 11, 26, 9)


@pytest.fixture
def sites(home, english_home, english, monkeypatch):
    """Ten seasons of two hundred Jeudis, most of them past, in French; one in English."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    index = factories.JeudiIndexPageFactory(parent=home)
    for number in range(10):
        year = 2017 + number
        season = factories.SeasonPageFactory(
            parent=index, title=f"Saison {year}", slug=f"saison-{year}", starts_on=paris(year, 1, 1).date(), ends_on=paris(year, 12, 31).date()
        )  # fmt: skip
        first = factories.JeudiPageFactory(parent=season, starts_at=paris(year, 1, 5, 12), exception_reason="Le jour que l'on voulait.")  # fmt: skip
        multiply(first, 199)
    jeudis = list(JeudiPage.objects.order_by("starts_at", "pk"))
    for place, jeudi in enumerate(jeudis):
        years, rank = divmod(place, 200)
        jeudi.starts_at = paris(2017 + years, 1, 5, 12) + timedelta(hours=43 * rank)
        jeudi.number = rank + 1
    JeudiPage.objects.bulk_update(jeudis, ["starts_at", "number"], batch_size=400)
    twins = [factories.translated(page, english) for page in (index, season)]
    return {"index": index, "season": season, "jeudi": jeudis[-1], "en": twins[0], "en season": twins[1]}  # fmt: skip


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
    for series in ("inconnue", "%00", "x" * 3000):
        assert client.get(f"{index}series/{series}/").status_code == 404
