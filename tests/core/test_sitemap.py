"""The map of the site names every page that readers find, in both languages, each once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree, html
from wagtail.models import PageViewRestriction

from jeudis.models import Speaker
from tests import factories
from tests.made_once import made_once
from tests.test_every_page import multiply
from vademecum.models import Mesure

pytestmark = pytest.mark.django_db
NAMES = {
    "map": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "html": "http://www.w3.org/1999/xhtml",
}
SITE = "http://testserver"


def entries(client) -> dict[str, dict[str, str]]:
    """Each address of the map, without the site, with its twins by language."""
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    found = {}
    for url in etree.fromstring(response.content).xpath("map:url", namespaces=NAMES):
        address = url.findtext("map:loc", namespaces=NAMES)
        assert address.startswith(SITE)
        assert address not in found
        twins = url.xpath("html:link[@rel='alternate']", namespaces=NAMES)
        found[address.removeprefix(SITE)] = {
            twin.get("hreflang"): twin.get("href").removeprefix(SITE) for twin in twins
        }
    return found


@pytest.fixture
@made_once
def both(tree, english):
    """Each page in both languages, but one."""
    for name, page in tree.items():
        if name != "simple":
            factories.translated(page, english)
    return tree


def test_each_page_is_there_with_its_twin(client, both, english):
    found = entries(client)

    for name, page in both.items():
        assert (name, page.href in found) == (name, True)
        if name == "simple":
            assert found[page.href] == {}
            continue
        twin = page.get_translation(english)
        expected = {"fr": page.href, "en": twin.href, "x-default": page.href}
        assert (name, found[page.href]) == (name, expected)
        assert (name, found[twin.href]) == (name, expected)


def test_so_are_the_pages_below_the_lists(client, both, english):
    jeudis, mesures = both["jeudis"], both["mesures"]
    numbers = Mesure.objects.sources().live().values_list("number", flat=True)
    person = both["jeudi"].speakers.first().person
    below = {
        jeudis: [
            ("series/hebdomadaire/", "series/weekly/"),
            ("series/cycle-prospectif/", "series/prospective-cycle/"),
            ("intervenants/", "speakers/"),
            (f"intervenants/{person.slug}/", f"speakers/{person.slug}/"),
        ],
        mesures: [(f"{number}/", f"{number}/") for number in numbers],
        both["vademecum"]: [("contacts/", "contacts/")],
        both["chiffres"]: [("corrections/", "corrections/")],
    }

    found = entries(client)

    for page, routes in below.items():
        for route, in_english in routes:
            twins = {"fr": page.href + route, "en": page.get_translation(english).href + in_english}  # fmt: skip
            twins["x-default"] = twins["fr"]
            assert found[twins["fr"]] == found[twins["en"]] == twins


def test_so_are_the_permanent_addresses_of_figures(client, both):
    factories.ChiffreCleFactory(identifier="maires")
    factories.ChiffreCleFactory(identifier="brouillon", live=False)

    found = entries(client)

    twins = {"fr": "/c/maires/?lang=fr", "en": "/c/maires/?lang=en"}
    twins["x-default"] = "/c/maires/"
    assert found[twins["fr"]] == found[twins["en"]] == twins
    assert not any("brouillon" in address for address in found)


def test_it_says_of_twins_what_each_page_says_of_itself(client, both):
    factories.ChiffreCleFactory(identifier="maires")

    for address, twins in entries(client).items():
        response = client.get(address)
        assert (address, response.status_code) == (address, 200)
        links = html.document_fromstring(response.content).xpath(
            "//link[@rel='alternate' and @hreflang]"
        )
        said = {link.get("hreflang"): link.get("href") for link in links}
        if twins:
            expected = {code: SITE + path for code, path in twins.items()}
            assert (address, said) == (address, expected)


def test_nobody_is_led_to_what_few_may_read(client, both):
    both["jeudi"].unpublish()
    PageViewRestriction.objects.create(
        page=both["fiche"], restriction_type="password", password="secret"
    )

    found = entries(client)

    assert both["jeudi"].href not in found
    assert both["fiche"].href not in found
    # Whoever spoke in no other Jeudi has no page any more.
    assert not any("/intervenants/" in path.removesuffix("intervenants/") for path in found if path.startswith("/fr"))  # fmt: skip


def test_a_speaker_whose_notice_is_withdrawn_is_not_there(client, both):
    speaker = Speaker.objects.first()
    address = f"{both['jeudis'].href}intervenants/{speaker.person.slug}/"
    assert address in entries(client)

    speaker.person.unpublish()

    assert address not in entries(client)


def test_it_costs_the_same_few_statements_whatever_the_tree(client, both):
    def statements():
        entries(client)
        with CaptureQueriesContext(connection) as captured:
            entries(client)
        return len(captured)

    few = statements()
    multiply(both["jeudi"], 300)

    assert statements() == few <= 17  # one is for the figures


def test_a_robot_that_has_it_gets_304(client, both):
    response = client.get("/sitemap.xml")

    again = client.get("/sitemap.xml", headers={"if-none-match": response["ETag"]})

    assert again.status_code == 304
