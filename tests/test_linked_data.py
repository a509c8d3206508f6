"""What pages tell machines: it parses, has the shapes beside these tests, equals the text."""

import json
from copy import deepcopy
from decimal import Decimal

import pytest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from core import linked_data
from core.frame import Frame
from home.models import HomePage
from tests import factories
from tests.linked_data import (
    as_triples,
    every,
    faults,
    misshapen,
    nodes,
    unknown,
    unseen,
)
from tests.tree import plant
from vademecum import structured
from vademecum.models import ChiffreCle, Edition, Mesure
from vademecum.models.versions import now

KINDS = {
    "home": {"WebPage", "WebSite", "Organization"},
    "vademecum": {"Collection"},
    "fiche": {"Article"},
    "chiffres": {"Dataset"},
    "termes": {"DefinedTermSet"},
    "mesures": {"CollectionPage"},
    "all_parcours": {"CollectionPage"},
    "parcours": {"Course"},
    "etape": {"LearningResource"},
    "reseau": {"CollectionPage"},
    "jeudis": {"CollectionPage"},
    "saison": {"EventSeries"},
    "jeudi": {"Event"},
    "actualites": {"CollectionPage"},
    "actualite": {"NewsArticle"},
    "communique": {"NewsArticle"},
    "retombees": {"CollectionPage"},
    "lettre": {"CollectionPage"},
    "numero": {"Article"},
    "agenda": {"CollectionPage"},
    "evenement": {"Event"},
    "pour": {"CollectionPage"},
    "public": {"CollectionPage"},
    "pilier": {"CollectionPage"},
    "simple": {"WebPage"},
}


def html_of(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def facts() -> list[str]:
    """The addresses that are no pages of the tree: a figure, a measure."""
    figure, mesure = ChiffreCle.objects.first(), Mesure.objects.first()
    return [figure.get_absolute_url(), f"/fr/vademecum/mesures/{mesure.number}/"]


def test_every_type_of_page_in_french(client, tree):
    for name, page in tree.items():
        html = html_of(client, page.href)

        own = {node["@type"] for node in nodes(html)} - {"BreadcrumbList"}
        assert (name, faults(html)) == (name, [])
        assert (name, own) == (name, KINDS[name])


def test_every_type_of_page_in_english(client, tree, english):
    for page in tree.values():
        factories.translated(page, english)

    for name, page in tree.items():
        html = html_of(client, page.get_translation(english).href)

        assert (name, faults(html)) == (name, [])
        assert (name, nodes(html)[0]["inLanguage"]) == (name, "en")


def test_a_figure_and_a_measure(client, tree, english):
    factories.translated(tree["home"], english)
    figure, mesure = facts()

    for address in (figure, f"{figure}?lang=en", mesure):
        assert (address, faults(html_of(client, address))) == (address, [])


def test_the_routes_of_the_vademecum_and_its_editions(client, tree):
    kinds = {
        "/fr/vademecum/contacts/": "ContactPage",
        "/fr/vademecum/chiffres/corrections/": "CollectionPage",
        "/e/fr/": "CollectionPage",
        "/e/2/fr/depuis/1/": "WebPage",
    }
    for number in (1, 2):
        Edition.objects.create(
            number=number, note="Une", asked_at=now(), frozen_at=now()
        )

    for address, kind in kinds.items():
        html = html_of(client, address)

        own = [node["@type"] for node in nodes(html)]
        assert (address, faults(html)) == (address, [])
        assert (address, own) == (address, [kind, "BreadcrumbList"])


def test_every_page_but_the_home_page_says_where_it_is(client, tree):
    for name, page in tree.items():
        crumbs = every(nodes(html_of(client, page.href)), "BreadcrumbList")

        assert (name, len(crumbs)) == (name, 0 if name == "home" else 1)
        for crumb in crumbs:
            last = crumb["itemListElement"][-1]
            assert (last["name"], last["item"]) == (
                page.title,
                f"http://testserver{page.href}",
            )


def test_a_cited_figure_has_its_value_of_today(client, tree):
    figure = ChiffreCle.objects.get()
    figure.value = Decimal("82.5")
    figure.save_revision().publish()

    for name in ("fiche", "etape", "actualite", "simple", "chiffres", "home"):
        html = html_of(client, tree[name].href)

        [claim] = every(nodes(html), "Claim")
        assert claim["mainEntity"]["value"] == 82.5
        assert claim["text"].startswith("82,5\u202f%")
        assert faults(html) == []


def test_a_figure_taken_off_leaves_the_data_of_every_page(client, tree):
    ChiffreCle.objects.get().unpublish()

    for name in ("fiche", "etape", "chiffres", "home"):
        assert every(nodes(html_of(client, tree[name].href)), "Claim") == []


def test_a_correction_is_told_with_the_version_that_made_it(home):
    figure = factories.ChiffreCleFactory(identifier="utilite")
    figure.value, figure.correction = Decimal(82), "Le rapport dit 82."
    figure.save_revision().publish()
    figure.refresh_from_db()

    node = printed(structured.sheet(figure, 2))

    correction = node["correction"]
    assert misshapen(as_triples([node])) == []
    assert correction["text"] == "Le rapport dit 82."
    assert correction["url"] == "https://example.org/c/utilite/v/2/"


def test_a_range_has_two_ends(home):
    figure = factories.ChiffreCleFactory(value=Decimal(10), value_high=Decimal(20))

    node = printed(structured.claim(figure))

    assert misshapen(as_triples([node])) == []
    assert node["mainEntity"]["minValue"] == 10
    assert node["mainEntity"]["maxValue"] == 20


def test_translations_are_named_when_they_exist(client, tree, english):
    fiche = tree["fiche"]
    alone = nodes(html_of(client, fiche.href))[0]
    for name in ("home", "vademecum", "fiche"):
        factories.translated(tree[name], english)
    translation = fiche.get_translation(english)

    source = nodes(html_of(client, fiche.href))[0]
    translated = nodes(html_of(client, translation.href))[0]

    assert "workTranslation" not in alone
    assert source["workTranslation"]["@id"] == translated["@id"]
    assert translated["translationOfWork"]["@id"] == source["@id"]


def test_what_nobody_confirmed_is_not_told(client, tree):
    jeudi = tree["jeudi"]
    jeudi.is_date_confirmed, jeudi.format = False, "podcast"
    jeudi.save_revision().publish()

    event = nodes(html_of(client, jeudi.href))[0]

    assert "startDate" in event
    assert not {"eventStatus", "endDate", "location", "eventAttendanceMode"} & set(
        event
    )


def test_a_restricted_page_tells_machines_nothing(client, tree):
    PageViewRestriction.objects.create(
        page=tree["fiche"],
        restriction_type=PageViewRestriction.PASSWORD,
        password="ouvre",
    )

    html = html_of(client, tree["fiche"].href)

    assert "application/ld+json" not in html


def test_a_title_cannot_end_the_data(client, home):
    page = factories.PlainPageFactory(parent=home, title="</script><b>A & B")

    html = html_of(client, page.href)

    assert "</script><b>" not in html
    assert nodes(html)[0]["name"] == "</script><b>A & B"
    assert faults(html) == []


def printed(node) -> dict:
    return linked_data.printed(node, "https://example.org", "fr")


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(title=text)
def test_whatever_is_written_is_read_back(title):
    request = RequestFactory().get("/fr/")
    request.frame = Frame("fr")

    html = linked_data.script(
        {"request": request, "linked_data": {"@type": "WebPage", "name": title}}
    )

    inside = html.removeprefix('<script type="application/ld+json">')
    inside = inside.removesuffix("</script>")
    [node] = json.loads(inside)["@graph"]
    assert not set("<>&") & set(inside)
    assert node.get("name", "") == linked_data.typeset(title, "fr")


# --- The judges themselves ----------------------------------------------------------


@pytest.fixture(scope="session")
def fiche(for_a_while):
    """A fiche as readers receive it."""
    with for_a_while():
        return html_of(Client(), plant(HomePage.objects.get())["fiche"].href)


@pytest.fixture
def article(db, fiche):
    """The nodes of a fiche, to be spoilt, and its page."""
    return nodes(fiche), fiche


def without(name):
    return lambda node: node.pop(name)


def with_value(name, value):
    return lambda node: node.__setitem__(name, value)


@pytest.mark.parametrize(
    "spoil",
    [
        without("name"),
        without("url"),
        with_value("inLanguage", "de"),
        with_value("dateModified", "hier"),
        with_value("datePublished", ["2026-01-01", "2026-01-02"]),
        with_value("name", ["Un nom", "Un autre"]),
        lambda node: node["citation"]["mainEntity"].pop("value"),
        lambda node: node["citation"]["mainEntity"].update(value="81"),
        lambda node: node["citation"]["mainEntity"].update(minValue=80),
        lambda node: node["citation"].pop("text"),
        lambda node: node["citation"].update(identifier="autre"),
    ],
)
def test_the_shapes_refuse_a_spoilt_graph(article, spoil):
    graph, _html = article
    spoilt = deepcopy(graph)

    spoil(spoilt[0])

    assert misshapen(as_triples(graph)) == []
    assert misshapen(as_triples(spoilt)) != []


def test_a_breadcrumb_without_places_is_refused(article):
    graph, _html = article
    del graph[1]["itemListElement"][0]["position"]

    assert misshapen(as_triples(graph)) != []


@pytest.mark.parametrize(
    "node", [{"@type": "Artcile"}, {"@type": "Article", "headlin": "Un titre"}]
)
def test_a_word_that_schema_org_does_not_know_is_refused(node):
    assert unknown(as_triples([node])) != []


@pytest.mark.parametrize("name", ["name", "headline", "description"])
def test_words_that_readers_do_not_see_are_refused(article, name):
    graph, html = article
    graph[0][name] = "Ce que personne ne lit."

    assert unseen(graph, html) == [f"unseen: {name}: Ce que personne ne lit."]


def test_what_only_a_script_says_is_not_seen(article):
    _graph, html = article
    node = {"@type": "WebPage", "name": "Tu me vois ?"}
    hidden = html.replace("</main>", "<script>Tu me vois ?</script></main>")
    shown = html.replace("</main>", "<p>Tu me <b>vois</b>\u202f?</p></main>")

    assert unseen([node], hidden) != []
    assert unseen([node], shown) == []
