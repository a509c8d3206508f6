"""What every kind of page promises: it renders, in both languages, within its budget."""

import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import get_page_models

from core.models import BasePage
from tests import factories

MOST_STATEMENTS = 8
HEAVIEST_HTML = 18_000  # bytes, compressed: 50 kB less style, font and scripts

TREE = [
    ("vademecum", factories.VademecumPageFactory, "home"),
    ("fiche", factories.FichePageFactory, "vademecum"),
    ("chiffres", factories.ChiffreIndexPageFactory, "vademecum"),
    ("termes", factories.TermeIndexPageFactory, "vademecum"),
    ("mesures", factories.MesureIndexPageFactory, "vademecum"),
    ("all_parcours", factories.ParcoursIndexPageFactory, "home"),
    ("parcours", factories.ParcoursPageFactory, "all_parcours"),
    ("etape", factories.EtapePageFactory, "parcours"),
    ("jeudis", factories.JeudiIndexPageFactory, "home"),
    ("saison", factories.SeasonPageFactory, "jeudis"),
    ("jeudi", factories.JeudiPageFactory, "saison"),
    ("actualites", factories.NewsIndexPageFactory, "home"),
    ("actualite", factories.NewsPageFactory, "actualites"),
    ("agenda", factories.AgendaPageFactory, "home"),
    ("evenement", factories.EventPageFactory, "agenda"),
    ("pour", factories.StrategyPageFactory, "home"),
    ("public", factories.AudiencePageFactory, "pour"),
    ("pilier", factories.PillarPageFactory, "pour"),
    ("simple", factories.PlainPageFactory, "home"),
]
NAMES = ["home", *(name for name, _factory, _parent in TREE)]
REPEATED = {
    "fiche": 14,
    "parcours": 8,
    "etape": 8,
    "jeudi": 40,
    "actualite": 40,
    "evenement": 20,
}


@pytest.fixture
def tree(home):
    """One page of each type, with every kind of fact cited."""
    person = factories.PersonFactory(organisation=factories.OrganisationFactory())
    factories.ObjectifFactory()
    mesure = factories.MesureFactory()
    figure = factories.ChiffreCleFactory()
    terme = factories.TermeFactory()
    pages = {"home": home}
    for name, make, parent in TREE:
        pages[name] = make(parent=pages[parent], slug=name)
    links = f'<p>Lire <a linktype="page" id="{pages["fiche"].pk}">la fiche</a>.</p>'
    for name in ("fiche", "etape", "jeudi", "actualite", "evenement", "simple"):
        page = pages[name]
        page.body = [
            {"type": "heading", "value": "Une partie"},
            {"type": "text", "value": links},
            {"type": "text", "value": links},
            {"type": "figure", "value": figure.pk},
            {"type": "term", "value": terme.pk},
            {"type": "measure", "value": mesure.pk},
            {"type": "contact", "value": person.pk},
        ]
        page.save_revision().publish()
    pages["jeudi"].speakers.create(person=person, locale=home.locale)
    home.figure_of_the_week = figure
    home.save()
    return pages


def test_every_page_type_of_the_site_is_in_this_test():
    ours = {model for model in get_page_models() if issubclass(model, BasePage)}

    assert ours == {factories.HomePageFactory._meta.model} | {
        make._meta.model for _name, make, _parent in TREE
    }


@pytest.mark.parametrize("name", NAMES)
def test_it_renders_in_french(client, tree, name):
    response = client.get(tree[name].href)

    assert response.status_code == 200
    html = response.content.decode()
    assert '<html lang="fr"' in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize("name", NAMES)
def test_it_renders_in_english(client, tree, english, name):
    above, page = [], tree[name]
    while page.depth > 1:
        above.append(page)
        page = page.get_parent().specific
    for page in reversed(above):
        factories.translated(page, english)

    response = client.get(tree[name].get_translation(english).href)

    assert response.status_code == 200
    assert '<html lang="en"' in response.content.decode()


def statements(client, page) -> list[str]:
    client.get(page.href)  # caches of content types, root paths and renditions
    with CaptureQueriesContext(connection) as captured:
        response = client.get(page.href)
    assert response.status_code == 200
    assert len(gzip.compress(response.content)) <= HEAVIEST_HTML
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize("name", NAMES)
def test_its_statements_stay_few_and_the_same_in_a_large_tree(client, tree, name):
    few = statements(client, tree[name])

    makers = {name: (make, parent) for name, make, parent in TREE}
    for repeated, count in REPEATED.items():
        make, parent = makers[repeated]
        for _ in range(count):
            make(parent=tree[parent])
    many = statements(client, tree[name])

    assert len(few) <= MOST_STATEMENTS, "\n".join(sql[:300] for sql in few)
    assert len(many) == len(few), "\n".join(sql[:300] for sql in many)


@pytest.mark.parametrize("name", NAMES)
def test_it_has_an_api_representation(client, tree, name):
    page = tree[name]

    response = client.get(f"/api/v2/pages/{page.pk}/")

    assert response.status_code == 200
    assert response.json()["title"] == page.title
    assert response.json()["introduction"] == page.introduction
