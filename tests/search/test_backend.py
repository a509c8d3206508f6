"""The words of a query, without what no engine can read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.search.query import MATCH_ALL, And, Not, Phrase, PlainText

from search.backend import LONGEST, NOTHING, clean


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("alliance", "alliance"),
        ("l'alliance", "l alliance"),
        ('"faire alliance"', "faire alliance"),
        ("ODD*17", "ODD 17"),
        ("a:b (c) {d} [e] ^f ~g \\h", "a b c d e f g h"),
        ("\x00nul\x1f", "nul"),
        ("  des   espaces\n", "des espaces"),
        ("", NOTHING),
        ("''", NOTHING),
        ("\x00", NOTHING),
    ],
)
def test_only_words_are_read(typed, read):
    assert clean(typed) == read


@given(st.text())
def test_a_cleaned_query_is_short_and_clean(typed):
    read = clean(typed)

    assert read
    assert len(read.split()) <= LONGEST
    assert not set(read) & set("\x00\"'()*:\\")
    assert clean(read) == read


def test_a_query_that_wagtail_has_parsed_is_cleaned_too():
    parsed = And([Phrase('l"alliance'), Not(PlainText("x " * 300, "or"))])

    phrase, negation = clean(parsed).subqueries

    assert phrase.query_string == "l alliance"
    assert negation.subquery.operator == "or"
    assert len(negation.subquery.query_string.split()) == LONGEST


def test_what_is_no_text_is_left_to_wagtail():
    assert clean(MATCH_ALL) is MATCH_ALL
