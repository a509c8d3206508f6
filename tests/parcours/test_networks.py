"""What readers see of partner networks: whose a parcours is, and what it is taken from."""

import re

import pytest
from django.conf import settings

from parcours.colours import Colour
from parcours.models import EtapePage
from parcours.networks import borrowing
from tests import factories
from tests.linked_data import faults, nodes
from tests.parcours.conftest import BODY, OPENING, paragraph, rewrite
from tests.test_every_page import MOST_STATEMENTS, statements

CSS = settings.SITE / "static/css"


# --- Colours ----------------------------------------------------------------------


def declared(css: str, name: str) -> list[tuple[str, str]]:
    """(selector, value) each time that a property is given a colour, in order."""
    return re.findall(rf"([^{{}}\n]*)\{{[^{{}}]*--{name}:\s*(#[0-9a-f]{{3,6}})\b", css)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_each_colour_of_a_network_reads_on_every_ground_of_both_schemes():
    tokens = (CSS / "tokens.css").read_text()
    networks = (CSS / "network.css").read_text()
    grounds = {name: [value for _s, value in declared(tokens, name)] for name in ("ground", "raised", "sunken", "on-brand")}  # fmt: skip
    assert all(len(values) == 2 for values in grounds.values())

    for colour in Colour.values:
        schemes = re.findall(rf'\[data-network="{colour}"\] {{ --brand: (#\w+); }}', networks)  # fmt: skip
        assert (colour, len(schemes)) == (colour, 2)
        for scheme, brand in enumerate(schemes):
            for ground, values in grounds.items():
                found = contrast(brand, values[scheme])
                assert (colour, ground, found >= 4.5) == (colour, ground, True)


# --- Pages ------------------------------------------------------------------------


def test_a_parcours_of_use_says_whose_it_is_and_from_what(client, copy, own, network, parcours):  # fmt: skip
    html = client.get(own.href).content.decode()

    assert f'data-network="{network.colour}"' in html
    assert f'<a href="{network.href}">{network.title}</a>' in html
    assert f'<a href="{parcours.href}">' in html
    assert "css/network" in html


def test_a_borrowed_etape_names_its_source(client, copy, source):
    html = client.get(copy.href).content.decode()

    assert "D’après l’étape" in html
    assert f'<a href="{source.href}">' in html


def test_a_borrowed_etape_whose_source_is_gone_says_so(client, copy, source):
    EtapePage.objects.get(pk=source.pk).delete()

    html = client.get(copy.href).content.decode()

    assert "La source n’existe plus" in html


def test_an_etape_of_the_movement_has_no_colour_and_no_credit(client, source):
    html = client.get(source.href).content.decode()

    assert "data-network" not in html
    assert "D’après" not in html


def test_readers_find_parcours_of_use_by_network(client, copy, own, network):
    listed = client.get(network.get_parent().specific.href).content.decode()
    space = client.get(network.href).content.decode()

    for html in (listed, space):
        assert own.title in html
    assert f'<a href="{network.href}">{network.title}</a>' in listed


def test_a_network_without_parcours_says_what_will_come(client, network):
    assert "en préparation" in client.get(network.href).content.decode()


@pytest.fixture
def whole(tree, english, member):
    """A borrowed étape that cites every kind of fact, and the parcours that holds it."""
    own = factories.ParcoursPageFactory(parent=tree["reseau"], slug="le-notre", kind="usage")  # fmt: skip
    (copy,) = borrowing.borrow(own, {tree["etape"].pk}, member, publish=True)
    return EtapePage.objects.get(pk=copy.pk), own


def test_what_is_borrowed_costs_as_few_statements_as_any_page(client, whole):
    for page in whole:
        found = statements(client, page)
        assert (page.slug, len(found) <= MOST_STATEMENTS) == (page.slug, True), "\n".join(found)  # fmt: skip


def based_on(client, page) -> tuple:
    html = client.get(page.href).content.decode()
    assert faults(html) == []
    own = next(each for each in nodes(html) if each["@id"].endswith(page.href))
    found = own["isBasedOn"]
    address = found.get("url", "").removeprefix("http://testserver")
    return found["@type"], found["name"], address


def test_machines_read_what_is_borrowed_from_what(client, copy, own, source, parcours):
    assert based_on(client, copy) == ("CreativeWork", source.title, source.href)
    assert based_on(client, own) == ("Course", parcours.title, parcours.href)

    EtapePage.objects.get(pk=source.pk).delete()

    assert based_on(client, copy) == ("CreativeWork", source.title, "")
    assert based_on(client, own) == ("CreativeWork", parcours.title, "")


def test_an_english_copy_leads_to_a_source_that_is_in_french_only(
    client, copy, source, parcours, english
):
    for page in copy.get_ancestors(inclusive=True).filter(depth__gt=1):
        translation = factories.translated(page.specific, english)

    html = client.get(translation.href).content.decode()

    assert "Based on the step" in html
    assert f'<a href="{source.href}">' in html
    assert f'<a href="{parcours.href}">' in html


# --- Learners ---------------------------------------------------------------------


def test_what_was_done_in_the_source_is_not_done_in_the_copy(
    client, copy, source, mark
):
    """Two étapes, two learnings: each parcours counts what was done in it (0038)."""
    mark(source)

    done = client.get("/fr/mon-parcours/etat.json").json()["done"]

    assert str(source.translation_key) in done
    assert str(copy.translation_key) not in done


def test_taking_a_change_lowers_nothing(client, copy, source, member, mark):
    mark(copy)
    rewrite(source, title="Regarder")
    seen = borrowing.compared(copy).seen

    borrowing.decide(copy, seen, member, taken=["title"])

    done = client.get("/fr/mon-parcours/etat.json").json()["done"]
    assert str(copy.translation_key) in done


@pytest.mark.parametrize("when", ["before", "after"])
def test_readers_see_the_old_or_the_new_and_nothing_between(
    client, copy, source, member, when
):
    body = [paragraph(OPENING, "Un mot neuf."), BODY[1]]
    rewrite(source, introduction="Autre chapô.", body=body)
    if when == "after":
        seen = borrowing.compared(copy).seen
        borrowing.decide(copy, seen, member, taken=["introduction", f"body:{OPENING}"])

    html = client.get(copy.href).content.decode()

    assert ("Un mot neuf" in html, "Autre chapô." in html) == (when == "after",) * 2
