"""Everything that the site publishes: its feeds, those of each public, pillar and cell."""

from datetime import date, timedelta

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from lxml import etree, html

from core.choices import Audience, Concern, Pillar
from core.feeds import FORMS
from tests import factories
from tests.factories import paris
from tests.tree import TREE

CELLS = [Concern(audience, pillar) for audience in Audience for pillar in Pillar]
CONCERNED = {"audiences": ["medias"], "pillars": ["evaluer"]}


@pytest.fixture
def site(home):
    """A page of each kind, for the media and « évaluer »."""
    pages = {"home": home}
    vademecum = factories.VademecumPageFactory(parent=home)
    all_parcours = factories.ParcoursIndexPageFactory(parent=home)
    jeudis = factories.JeudiIndexPageFactory(parent=home)
    season = factories.SeasonPageFactory(parent=jeudis)
    pages["news"] = factories.NewsIndexPageFactory(parent=home)
    agenda = factories.AgendaPageFactory(parent=home)
    factories.NewsPageFactory(parent=pages["news"], title="Nouvelle", **CONCERNED)
    factories.JeudiPageFactory(
        parent=season, title="Jeudi", starts_at=paris(2026, 12, 3, 12), **CONCERNED
    )
    factories.FichePageFactory(parent=vademecum, title="Fiche", **CONCERNED)
    factories.ParcoursPageFactory(parent=all_parcours, title="Parcours", **CONCERNED)
    factories.EventPageFactory(parent=agenda, title="Événement", **CONCERNED)
    factories.NewsPageFactory(parent=pages["news"], title="Ailleurs", pillars=["modeliser"])  # fmt: skip
    pour = factories.StrategyPageFactory(parent=home, slug="pour")
    piliers = factories.StrategyPageFactory(parent=home, slug="piliers", axis="pillar")
    for audience in Audience:
        factories.AudiencePageFactory(
            parent=pour, slug=audience.value, audience=audience
        )
    for pillar in Pillar:
        factories.PillarPageFactory(parent=piliers, slug=pillar.value, pillar=pillar)
    return pages


ALL = {"Nouvelle", "Jeudi", "Fiche", "Parcours", "Événement"}


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200, response.content
    found = feedparser.parse(response.content)
    assert not found.bozo
    return found


def titles(client, path):
    return {entry.title for entry in read(client, path).entries}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/fr/atom.xml", {*ALL, "Ailleurs"}),
        ("/fr/atom.xml?pilier=evaluer", ALL),
        ("/fr/atom.xml?pilier=evaluer&public=institutions", set()),
        ("/fr/atom.xml?type=jeudi", {"Jeudi"}),
        ("/fr/rss.xml?type=actualite", {"Nouvelle", "Ailleurs"}),
        ("/fr/rss.xml?type=parcours&public=medias", {"Parcours"}),
        ("/fr/pour/medias/atom.xml", ALL),
        ("/fr/piliers/modeliser/atom.xml", {"Ailleurs"}),
        ("/fr/pour/medias/rss.xml?pilier=evaluer", ALL),
        ("/fr/pour/medias/atom.xml?pilier=modeliser", set()),
    ],
)
def test_a_feed_holds_what_is_asked_of_every_kind(client, site, path, expected):
    assert titles(client, path) == expected


def test_the_latest_fact_comes_first(client, site):
    tomorrow = timezone.localdate() + timedelta(days=1)
    factories.NewsPageFactory(parent=site["news"], title="Première", published_on=tomorrow)  # fmt: skip
    factories.NewsPageFactory(parent=site["news"], title="Dernière", published_on=date(1999, 1, 1))  # fmt: skip

    entries = read(client, "/fr/atom.xml").entries

    assert (entries[0].title, entries[-1].title) == ("Première", "Dernière")


def test_drafts_and_reserved_pages_are_in_no_feed(client, site):
    from wagtail.models import PageViewRestriction

    factories.NewsPageFactory(parent=site["news"], title="Brouillon", live=False)
    reserved = factories.NewsPageFactory(parent=site["news"], title="Réservé")
    PageViewRestriction.objects.create(page=reserved, restriction_type="login")

    assert titles(client, "/fr/atom.xml") == {*ALL, "Ailleurs"}


def test_an_english_feed_has_french_entries_marked_so(
    client, site, english_home, english
):
    translated = site["news"].get_children().get(title="Nouvelle").specific
    factories.translated(site["news"], english)
    factories.translated(translated, english, title="News")

    source = etree.fromstring(client.get("/en/atom.xml").content)

    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    found = {entry.findtext("{*}title"): entry.get(lang) for entry in source.findall("{*}entry")}  # fmt: skip
    assert found["News"] is None and found["Fiche"] == "fr" and "Nouvelle" not in found


def test_feeds_and_calendars_of_cells_cost_few_statements_whatever_their_length(
    client, tree, english
):
    kinds = ("fiche", "parcours", "jeudi", "actualite", "communique", "evenement")
    for name in kinds:
        for field, values in CONCERNED.items():
            setattr(tree[name], field, values)
        tree[name].save_revision().publish()
    for name in ("home", "pour", "public", "pilier", "actualites", "communique"):
        factories.translated(tree[name], english)
    page, pillar = tree["public"], tree["pilier"]
    type(page).objects.update(audience="medias")
    type(pillar).objects.update(pillar="evaluer")
    addresses = [
        f"{each.href}{name}{query}"
        for each, query in (
            (page, "?pilier=evaluer"),
            (page.get_translation(english), "?pillar=evaluate"),
            (pillar, "?public=medias"),
            (tree["home"].get_translation(english), ""),
        )
        for name in (*FORMS, "agenda.ics")
        if not (query == "" and name == "agenda.ics")
    ]
    few = {address: statements(client, address) for address in addresses}

    makers = {name: make for name, make, _parent in TREE}
    for name in kinds:
        for number in range(2):
            copy = makers[name](
                parent=tree[name].get_parent(),
                slug=f"{name}-de-plus-{number}",
                body=list(tree[name].body.raw_data),
                **CONCERNED,
            )
            if name == "communique":
                factories.translated(copy, english)
    many = {address: statements(client, address) for address in addresses}

    assert many == few
    assert max(few.values()) <= 9
    assert len(read(client, addresses[0]).entries) == 3 * len(kinds)


def statements(client, address):
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


# --- The twelve cells -------------------------------------------------------------


def test_there_are_twelve_cells_each_with_a_code():
    assert len({cell.code for cell in CELLS}) == 12 == len(CELLS)
    assert CELLS[0].code == "institutions.capitaliser"


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.code)
def test_each_cell_has_a_page_feeds_and_a_calendar(client, site, cell):
    page = f"/fr/pour/{cell.audience}/?pilier={cell.pillar}"
    tree = etree.HTML(client.get(page).content.decode())

    title = tree.findtext(".//h1")
    addresses = tree.xpath('//link[@rel="alternate"]/@href')

    assert title == cell.label
    assert tree.xpath('//link[@rel="canonical"]/@href') == [f"http://testserver{page}"]
    for name in ("atom.xml", "feed.json", "rss.xml", "agenda.ics"):
        address = f"/fr/pour/{cell.audience}/{name}?pilier={cell.pillar}"
        assert address in addresses
        assert client.get(address).status_code == 200


def test_a_cell_is_the_same_from_both_sides(client, site):
    by_public = client.get("/fr/pour/medias/atom.xml?pilier=evaluer")
    by_pillar = client.get("/fr/piliers/evaluer/atom.xml?public=medias")
    page = client.get("/fr/piliers/evaluer/?public=medias").content.decode()

    assert by_public.content == by_pillar.content
    assert '<link rel="canonical" href="http://testserver/fr/pour/medias/?pilier=evaluer">' in page  # fmt: skip


def test_a_cell_leads_to_itself_in_the_other_language(client, tree, english):
    for name in ("home", "pour", "public"):
        factories.translated(tree[name], english)
    there = tree["public"].get_translation(english).href

    page = html.fromstring(client.get(f"{tree['public'].href}?pilier=evaluer").content)

    assert page.xpath('//link[@hreflang="en"]/@href') == [
        f"http://testserver{there}?pillar=evaluate"
    ]
    assert page.xpath('//header//a[@hreflang="en"]/@href') == [
        f"{there}?pillar=evaluate"
    ]
    back = html.fromstring(client.get(f"{there}?pillar=evaluate").content)
    assert back.xpath('//link[@hreflang="fr"]/@href') == [
        f"http://testserver{tree['public'].href}?pilier=evaluer"
    ]


def test_an_empty_cell_says_so_kindly(client, site):
    page = client.get("/fr/pour/academiques/?pilier=modeliser").content.decode()

    assert "Personne n’a encore noué ces deux fils." in page


def test_the_calendar_of_a_cell_holds_what_one_may_attend(client, site):
    def events(path):
        response = client.get(path)
        assert response.status_code == 200
        return {str(e["summary"]) for e in Calendar.from_ical(response.content).walk("VEVENT")}  # fmt: skip

    assert events("/fr/pour/medias/agenda.ics?pilier=evaluer") == {"Jeudi", "Événement"}
    assert events("/fr/pour/medias/agenda.ics?pilier=evaluer&rappel=60") == {"Jeudi", "Événement"}  # fmt: skip
    assert events("/fr/pour/institutions/agenda.ics") == set()


def test_a_calendar_refuses_a_filter_that_does_not_exist(client, site):
    response = client.get("/fr/pour/medias/agenda.ics?pilier=inconnu")

    assert response.status_code == 404
    assert "capitaliser" in response.content.decode()
