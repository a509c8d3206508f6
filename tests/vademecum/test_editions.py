"""An edition says for ever what it said, and what the next one says otherwise."""

from hypothesis import given
from hypothesis import strategies as st

from vademecum.editions import Run, differences, pieces

words = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), min_size=1, max_size=6)
pages = st.lists(words.map(" ".join), max_size=6)


def test_a_page_is_cut_into_what_a_reader_sees():
    html = """<html><head><title>Non</title></head><body><nav><p>Non plus</p></nav>
    <h1>Un titre</h1><p>Deux <b>mots</b><br>ici.</p><ul><li>Un point</li></ul>
    <table><tr><th>A</th><td>B</td></tr></table></body></html>"""

    assert pieces(html) == ["Un titre", "Deux mots ici.", "Un point", "A B"]


def test_a_rewritten_passage_shows_its_words():
    assert differences(["81 % des maires"], ["82 % des maires"]) == [
        [Run("-", "81"), Run("+", "82"), Run("=", "% des maires")]
    ]


def test_a_passage_added_or_taken_away_is_whole():
    assert differences(["un", "deux"], ["un"]) == [[Run("-", "deux")]]
    assert differences(["un"], ["un", "deux"]) == [[Run("+", "deux")]]


@given(pages, pages)
def test_a_comparison_holds_all_that_differs(before, after):
    passages = differences(before, after)

    removed = " ".join(r.text for p in passages for r in p if r.kind != "+").split()
    added = " ".join(r.text for p in passages for r in p if r.kind != "-").split()
    assert bool(passages) == (before != after)
    assert len(removed) - len(added) == (
        len(" ".join(before).split()) - len(" ".join(after).split())
    )


@given(pages)
def test_nothing_differs_from_itself(page):
    assert differences(page, page) == []
