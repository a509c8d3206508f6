"""The words of queries and of routes below lists: each language reads and writes its own."""

from urllib.parse import parse_qsl

import pytest
from django.http import QueryDict
from django.utils.translation import override
from lxml import html

from core import address_words
from core.choices import Audience, Pillar
from home.models import HomePage
from jeudis.series import Series
from news.models import EventPage
from tests import factories

SAME = {"type", "institutions"}  # French words that are English


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_word_says_one_thing(language):
    written = address_words.written(language)

    assert len(set(written.values())) == len(written)
    with override(language):
        assert [address_words.meaning(word) for word in written.values()] == list(written)  # fmt: skip


def test_in_french_each_word_is_itself():
    words = address_words.written("fr")

    assert list(words) == list(words.values())


@pytest.mark.parametrize("typed", ["pilier", "evaluer", "rappel", "cycle-prospectif"])
def test_a_word_of_another_language_means_nothing(typed):
    with override("en"):
        assert address_words.meaning(typed) == ""


def test_every_filter_and_every_choice_is_a_word_or_the_same_in_english():
    filters = HomePage.feed_filters | {"type ": EventPage.Kind, "series": Series}
    names = {name.strip() for name in filters} - {"series"}
    values = {value for choices in filters.values() for value in choices.values}

    unknown = (names | values) - set(address_words.written("en")) - SAME

    assert unknown == set()


def test_a_query_is_written_in_the_language_of_its_page():
    pairs = {"pilier": Pillar.EVALUER, "public": Audience.MEDIAS, "type": ""}

    assert address_words.query(pairs, "fr") == "?pilier=evaluer&public=medias"
    assert address_words.query(pairs, "en") == "?pillar=evaluate&audience=media"
    assert address_words.query({}, "en") == ""


def test_what_is_asked_is_one_of_the_choices_or_nothing():
    def asked(query):
        return address_words.asked(QueryDict(query), "pilier", Pillar.values)

    with override("en"):
        found = [asked(q) for q in ("pillar=evaluate", "pillar=evaluer", "pilier=evaluer", "pillar=%00", "pillar=page")]  # fmt: skip
    assert found == ["evaluer", "", "", "", ""]


def test_no_english_page_leads_to_a_query_in_french(client, tree, english):
    """Each link of each English page, with what its query says."""
    for page in tree.values():
        factories.translated(page, english)
    french = set(address_words.written("en"))
    wrong = set()
    for page in tree.values():
        twin = page.get_translation(english)
        tree_of_page = html.document_fromstring(client.get(twin.href).content)
        for link in tree_of_page.xpath("//@href | //@src | //@action"):
            path, _mark, query = link.partition("#")[0].partition("?")
            words = {word for pair in parse_qsl(query) for word in pair}
            if path.startswith("/fr/"):
                continue
            if words & french - {"parcours"}:  # of a group
                wrong.add((twin.href, link))

    assert wrong == set()
