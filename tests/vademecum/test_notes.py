"""A source is noted once in a chapter, then called by its number."""

from hypothesis import given
from hypothesis import strategies as st

from vademecum.book import markup, notes


def chapter(*sources: str):
    return markup.parse(
        "".join(f'<p>Dit<span class="note">{each}</span>.</p>' for each in sources)
    )


def test_what_was_noted_is_called_again_at_the_foot_of_pages():
    body = chapter("Une étude", "Un bilan", "Une étude")

    notes.call_again(body, "mesures")

    assert markup.inner(body) == (
        '<p>Dit<span class="note" id="mesures-note-1">Une étude</span>.</p>'
        '<p>Dit<span class="note" id="mesures-note-2">Un bilan</span>.</p>'
        '<p>Dit<a href="#mesures-note-1" title="Note 1" class="noteref">1</a>.</p>'
    )


def test_two_addresses_of_one_title_are_two_notes():
    one, two = (
        f'Bilan. <a href="https://example.org/{n}">Lire</a>' for n in ("a", "b")
    )
    body = chapter(one, two)

    notes.call_again(body, "x")

    assert [each.get("id") for each in body.iter("span")] == ["x-note-1", "x-note-2"]


@given(st.lists(st.sampled_from("abcde"), max_size=12))
def test_each_source_is_listed_once_in_the_order_of_its_first_call(said):
    body = chapter(*said)
    in_order = list(dict.fromkeys(said))

    notes.gather(body)

    calls = [a for a in body.iter("a") if a.get("role") == "doc-noteref"]
    assert [int(a.text) for a in calls] == [in_order.index(s) + 1 for s in said]
    assert [item.text for item in body.iter("li")] == in_order
    ids = [each.get("id") for each in body.iter() if each.get("id")]
    assert len(ids) == len(set(ids)) == 2 * len(in_order)
    led_to = {a.get("href").removeprefix("#") for a in body.iter("a")}
    assert led_to <= set(ids)
