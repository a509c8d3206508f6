"""A link to one of our pages leads to the reader's version of it, or nowhere."""

import pytest
from django.utils import translation
from wagtail.blocks import StreamValue
from wagtail.rich_text import expand_db_html

from core import page_links
from core.blocks import BodyBlock
from tests import factories


@pytest.fixture
def vademecum(home):
    return factories.VademecumPageFactory(parent=home)


@pytest.fixture
def fiche(vademecum):
    return factories.FichePageFactory(parent=vademecum, slug="odd-17")


def link_to(page):
    return f'<p>Lire <a linktype="page" id="{page.pk}">la fiche</a>.</p>'


def expanded(html, language):
    with translation.override(language):
        return expand_db_html(html)


def test_a_link_leads_to_the_page(fiche):
    assert 'href="/fr/vademecum/odd-17/"' in expanded(link_to(fiche), "fr")


def test_a_link_leads_to_the_page_in_the_readers_language(
    english_home, vademecum, fiche, english
):
    factories.translated(vademecum, english, slug="handbook")
    factories.translated(fiche, english, slug="sdg-17")

    assert 'href="/en/handbook/sdg-17/"' in expanded(link_to(fiche), "en")


def test_a_link_leads_to_french_where_nobody_translated_the_page(fiche):
    assert 'href="/fr/vademecum/odd-17/"' in expanded(link_to(fiche), "en")


def test_a_link_leads_to_french_while_the_translation_is_a_draft(
    english_home, vademecum, fiche, english
):
    factories.translated(vademecum, english)
    factories.translated(fiche, english).unpublish()

    assert 'href="/fr/vademecum/odd-17/"' in expanded(link_to(fiche), "en")


def test_an_unpublished_page_gets_no_link_but_keeps_its_words(fiche):
    fiche.unpublish()

    assert expanded(link_to(fiche), "fr") == "<p>Lire <a>la fiche</a>.</p>"


@pytest.mark.parametrize("key", ["999999", "0", ""])
def test_a_page_that_is_gone_gets_no_link(home, key):
    html = f'<a linktype="page" id="{key}">rien</a>'

    assert expanded(html, "fr") == "<a>rien</a>"


@pytest.mark.parametrize("key", ["abc", "1e3", "-1", "9" * 30, "١"])
def test_a_broken_page_id_breaks_nothing(home, key):
    html = f'<p>avant <a linktype="page" id="{key}">rien</a></p>'

    assert expanded(html, "fr") == "<p>avant <a>rien</a></p>"


def body(*texts):
    block = BodyBlock()
    raw = [
        {"type": "text", "value": text, "id": str(n)} for n, text in enumerate(texts)
    ]
    return StreamValue(block, raw, is_lazy=True)


def test_all_the_links_of_a_body_are_one_statement(
    vademecum, fiche, django_assert_num_queries
):
    others = [factories.FichePageFactory(parent=vademecum) for _ in range(4)]
    value = body(*(link_to(page) * 2 for page in [fiche, *others]))
    page_links.url(fiche)  # root paths, once for all

    with django_assert_num_queries(1):
        html = value.stream_block.render(value)

    assert html.count('href="/fr/vademecum/') == 10


def test_a_body_without_links_asks_nothing(home, django_assert_num_queries):
    value = body("<p>Rien à suivre.</p>")

    with django_assert_num_queries(0):
        value.stream_block.render(value)


def test_a_body_with_a_broken_link_is_still_shown(home):
    value = body(f'<p><a linktype="page" id="{"9" * 30}">rien</a> puis la suite.</p>')

    assert "puis la suite" in value.stream_block.render(value)


def test_a_body_knows_links_to_nothing_of_another_body(vademecum, fiche):
    with page_links.prefetched([{"value": link_to(fiche)}]):
        assert set(page_links._known.get()) == {fiche.pk}

    assert page_links._known.get() is None
