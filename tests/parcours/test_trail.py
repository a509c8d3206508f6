"""What an étape leads to shows the way back, by its address alone."""

import re

import pytest
from wagtail.models import PageViewRestriction

from tests import factories

LINK = re.compile(r'href="(/[^"]*\?etape=[^"]*)"')


@pytest.fixture
def fiche(home):
    vademecum = factories.VademecumPageFactory(parent=home)
    return factories.FichePageFactory(parent=vademecum, slug="odd-17")


@pytest.fixture
def steps(parcours):
    return [
        factories.EtapePageFactory(parent=parcours, title=f"Étape {name}")
        for name in ("une", "deux", "trois")
    ]


def lead(etape, *pages):
    """An étape that leads to pages: by a resource, and by a link in its text."""
    etape.body = [
        {
            "type": "resource",
            "value": {"medoc": "methodes", "title": "À lire", "text": "…", "page": page.pk},
        }
        for page in pages
    ] + [
        {"type": "text", "value": f'<p><a linktype="page" id="{page.pk}">lire</a></p>'}
        for page in pages
    ]  # fmt: skip
    etape.save_revision().publish()


def follow_in_two_hours(parcours, steps):
    value = {"title": "Deux heures", "hours": 2, "etapes": [each.pk for each in steps]}
    parcours.tracks = [{"type": "track", "value": value}]
    parcours.save_revision().publish()


def followed(client, etape, query="") -> list[str]:
    html = client.get(etape.href + query).content.decode()
    return [link.replace("&amp;", "&") for link in LINK.findall(html)]


def way_back(client, address) -> str:
    html = client.get(address).content.decode()
    found = re.search(r'<nav class="trail.*?</nav>', html, re.S)
    return found[0].replace("\u202f", " ").replace("\u00a0", " ") if found else ""


def test_a_page_reached_from_an_etape_says_where_one_is(client, parcours, steps, fiche):
    lead(steps[1], fiche)

    links = followed(client, steps[1])

    assert links == [f"{fiche.href}?etape={steps[1].pk}"] * 2
    shown = way_back(client, links[0])
    title = f'<span lang="fr">{parcours.title}</span>'
    assert f"Vous suivez « {title} » : étape 2 sur 3" in shown
    assert re.findall(r'href="([^"]+)"', shown) == [each.href for each in steps]


def test_two_parcours_that_share_a_page_each_show_their_own(
    client, parcours, steps, fiche
):
    other = factories.ParcoursPageFactory(parent=parcours.get_parent(), title="L'autre")
    alone = factories.EtapePageFactory(parent=other)
    for etape in (steps[0], alone):
        lead(etape, fiche)

    first, second = (
        way_back(client, followed(client, each)[0]) for each in (steps[0], alone)
    )

    assert "étape 1 sur 3" in first
    assert "L’autre</span> » : étape 1 sur 1" in second


def test_on_a_short_track_what_comes_next_is_next_on_it(client, parcours, steps, fiche):
    lead(steps[0], fiche)
    follow_in_two_hours(parcours, [steps[0], steps[2]])

    (link, _again) = followed(client, steps[0], "?piste=2h")

    assert link == f"{fiche.href}?etape={steps[0].pk}&piste=2h"
    shown = way_back(client, link)
    assert "étape 1 sur 2" in shown
    assert f"{steps[2].href}?piste=2h" in shown
    assert steps[1].href not in shown


def test_a_link_to_an_etape_or_a_parcours_needs_no_way_back(client, parcours, steps):
    lead(steps[0], steps[1], parcours)

    assert followed(client, steps[0]) == []
    assert way_back(client, f"{steps[1].href}?etape={steps[0].pk}") == ""


@pytest.mark.parametrize(
    "name",
    ["", "0", "-1", "9" * 30, "abc", "1e3", "%00", "<script>", "٣", "999999"],
)
def test_a_name_that_is_none_is_ignored(client, fiche, name):
    response = client.get(f"{fiche.href}?etape={name}")

    assert response.status_code == 200
    assert 'class="trail' not in response.content.decode()


def test_what_is_not_public_is_not_named(client, parcours, steps, fiche):
    steps[0].unpublish()
    assert way_back(client, f"{fiche.href}?etape={steps[0].pk}") == ""

    PageViewRestriction.objects.create(page=parcours, restriction_type="login")
    assert way_back(client, f"{fiche.href}?etape={steps[1].pk}") == ""


def test_the_address_alone_decides_what_is_shown(client, steps, fiche, mark):
    plain = client.get(fiche.href).content
    address = f"{fiche.href}?etape={steps[0].pk}"
    before = client.get(address).content

    mark(steps[0])

    assert client.get(fiche.href).content == plain
    assert client.get(address).content == before
    assert b"canonical" in before
    assert b"?etape=" not in before.partition(b"</head>")[0]


def test_the_way_back_stays_within_the_budget(
    client, parcours, steps, fiche, django_assert_max_num_queries
):
    follow_in_two_hours(parcours, [steps[0], steps[2]])
    address = f"{fiche.href}?etape={steps[0].pk}&piste=2h"
    assert "étape 1 sur 2" in way_back(client, address)

    with django_assert_max_num_queries(8):
        client.get(address)
