"""
Three versions of an étape, against what networks are promised.

Sources and copies are edited at random: a field written again, a block added, changed,
removed, moved. Then the network chooses at random, in one sitting or in several.
"""

import json
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcours.networks.merging import (
    Kind,
    Loan,
    compare,
    decide,
    digest,
    merge,
    refused,
    waiting,
)

WORDS = st.sampled_from("abcd")
EDITS = st.lists(
    st.tuples(
        st.sampled_from(("title", "change", "add", "remove", "move")),
        st.integers(0, 9),
        WORDS,
    ),
    max_size=6,
)


def block(key, words="a"):
    return {"id": key, "type": "text", "value": words}


def contents(*keys, **fields):
    return {"title": "a", **fields, "body": [block(key) for key in keys]}


BASE = contents("1", "2", "3", "4")


def edited(content, edits, name):
    """A content as somebody leaves it; the blocks they add are theirs."""
    content = json.loads(json.dumps(content))
    body = content["body"]
    for number, (what, place, words) in enumerate(edits):
        place = place % len(body) if body else 0
        match what:
            case "title":
                content["title"] = words
            case "add":
                body.insert(place, block(f"{name}{number}", words))
            case "change" if body:
                body[place] = block(body[place]["id"], words)
            case "remove" if body:
                del body[place]
            case "move" if body:
                body.insert(int(number * 7) % len(body), body.pop(place))
    return content


@st.composite
def three(draw):
    """A base, its source now, and a copy that took some of it already."""
    source = edited(BASE, draw(EDITS), "s")
    ours = edited(BASE, draw(EDITS), "o")
    taken = keys(compare(BASE, source, ours))
    some = draw(st.sets(st.sampled_from(taken))) if taken else set()
    loan, ours = decide(Loan(BASE), source, ours, taken=some)
    return loan.base, edited(source, draw(EDITS), "t"), edited(ours, draw(EDITS), "p")


def keys(changes):
    return [change.key for change in changes]


def ids(content):
    return [each["id"] for each in content["body"]]


# --- What the network is promised -------------------------------------------------


@given(three())
def test_taking_all_when_nothing_is_ours_is_the_source(versions):
    base, source, _ours = versions

    assert merge(base, source, base, keys(compare(base, source, base))) == source


@given(three())
def test_declining_all_leaves_ours_as_it_is(versions):
    base, source, ours = versions
    every = keys(compare(base, source, ours))

    loan, merged = decide(Loan(base), source, ours, declined=every)

    assert merged == ours
    assert waiting(loan, source, merged) == []
    assert set(keys(refused(loan, source, merged))) == set(every)


@given(three(), st.data())
def test_what_is_ours_is_never_lost(versions, data):
    base, source, ours = versions
    changes = compare(base, source, ours)
    taken = data.draw(st.sets(st.sampled_from(keys(changes)))) if changes else set()

    _loan, merged = decide(Loan(base), source, ours, taken=taken)

    agreed = {c.key for c in changes if c.kind == Kind.REMOVED and c.key in taken}
    kept = {each["id"]: each for each in merged["body"]}
    for each in ours["body"]:
        if f"body:{each['id']}" in agreed:
            assert each["id"] not in kept
        elif f"body:{each['id']}" not in taken:
            assert kept[each["id"]] == each
    assert len(ids(merged)) == len(set(ids(merged)))
    if "title" not in taken:
        assert merged["title"] == ours["title"]


@given(three(), st.data())
def test_nothing_comes_that_was_not_taken(versions, data):
    base, source, ours = versions
    changes = compare(base, source, ours)
    taken = data.draw(st.sets(st.sampled_from(keys(changes)))) if changes else set()

    _loan, merged = decide(Loan(base), source, ours, taken=taken)

    new = set(ids(merged)) - set(ids(ours))
    assert {f"body:{key}" for key in new} <= taken
    if "body:order" not in taken:
        assert [key for key in ids(merged) if key in ids(ours)] == [
            key for key in ids(ours) if key in ids(merged)
        ]


@given(three(), st.data())
def test_deciding_twice_is_deciding_once(versions, data):
    base, source, ours = versions
    every = keys(compare(base, source, ours))
    taken = data.draw(st.sets(st.sampled_from(every))) if every else set()
    declined = set(every) - taken
    loan, merged = decide(Loan(base), source, ours, taken, declined)

    again = decide(loan, source, merged, taken, declined)

    assert again == (loan, merged)
    assert waiting(loan, source, merged) == []


@given(three(), st.data())
def test_neither_the_order_nor_the_sittings_matter(versions, data):
    base, source, ours = versions
    every = keys(compare(base, source, ours))
    some = data.draw(st.lists(st.sampled_from(every), unique=True, max_size=3)) if every else []  # fmt: skip
    at_once = decide(Loan(base), source, ours, taken=some)

    for order in permutations(some):
        loan, merged = decide(Loan(base), source, ours)
        for key in order:
            loan, merged = decide(loan, source, merged, taken=[key])
        assert (loan, merged) == at_once


@given(three(), EDITS, st.data())
def test_declined_stays_declined_until_the_source_changes_there(versions, edits, data):
    base, source, ours = versions
    every = keys(compare(base, source, ours))
    loan, merged = decide(Loan(base), source, ours, declined=every)

    own = edited(merged, edits, "q")
    later = edited(source, [("title", 0, "z")], "r")

    # Whatever the network writes next, and whatever else the source changes.
    assert not {c.key for c in waiting(loan, source, own)} & set(every) - {"body:order"}
    assert set(keys(waiting(loan, later, merged))) == {"title"}


@given(three(), st.data())
def test_taking_one_change_does_not_ask_again_what_was_declined(versions, data):
    base, source, ours = versions
    every = keys(compare(base, source, ours))
    taken = data.draw(st.sets(st.sampled_from(every))) if every else set()
    loan, merged = decide(Loan(base), source, ours, declined=every)

    loan, merged = decide(loan, source, merged, taken=taken)

    assert waiting(loan, source, merged) == []


@given(three())
def test_what_is_remembered_outlives_a_database(versions):
    base, source, ours = versions
    every = keys(compare(base, source, ours))
    loan, merged = decide(Loan(base), source, ours, declined=every)

    kept = Loan(*json.loads(json.dumps([loan.base, dict(loan.declined)])))

    assert waiting(kept, source, merged) == []
    assert digest(kept.base) == digest(loan.base)


# --- One case at a time -----------------------------------------------------------


def test_a_change_on_one_side_is_no_conflict():
    source = {**BASE, "title": "b"}

    (change,) = compare(BASE, source, BASE)

    assert (change.key, change.kind, change.is_conflict) == ("title", "changed", False)
    assert compare(BASE, BASE, source) == []


def test_a_change_on_both_sides_is_a_conflict_unless_it_is_the_same():
    source, ours = {**BASE, "title": "b"}, {**BASE, "title": "c"}

    assert compare(BASE, source, ours)[0].is_conflict
    assert compare(BASE, source, source) == []


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (contents("1", "2", "new", "3", "4"), Kind.ADDED),
        (contents("1", "2", "4"), Kind.REMOVED),
        (contents("2", "1", "3", "4"), Kind.MOVED),
    ],
)
def test_what_happens_to_blocks(source, kind):
    (change,) = compare(BASE, source, BASE)

    assert (change.kind, change.field) == (kind, "body")


def test_what_the_network_removed_and_the_source_changed_is_a_conflict():
    source = {**BASE, "body": [block("1", "b"), *BASE["body"][1:]]}
    ours = contents("2", "3", "4")

    (change,) = compare(BASE, source, ours)
    _loan, merged = decide(Loan(BASE), source, ours, taken=[change.key])

    assert change.is_conflict and change.ours is None
    assert merged["body"][0] == block("1", "b")


def test_a_new_block_comes_after_the_one_it_follows_among_ours():
    source = contents("1", "2", "new", "3", "4")
    ours = contents("4", "2", "own", "3")

    _loan, merged = decide(Loan(BASE), source, ours, taken=["body:new"])

    assert ids(merged) == ["4", "2", "new", "own", "3"]


def test_an_adapted_change_is_settled_and_says_what_the_network_wrote():
    source = {**BASE, "title": "b", "body": [block("1", "b"), *BASE["body"][1:]]}
    own = {"title": "c", "body:1": block("1", "c")}

    loan, merged = decide(Loan(BASE), source, BASE, adapted=own)

    assert (merged["title"], merged["body"][0]) == ("c", block("1", "c"))
    assert (waiting(loan, source, merged), refused(loan, source, merged)) == ([], [])
    assert loan.base == source


def test_what_was_declined_is_asked_again_when_the_source_changes_there():
    loan, ours = decide(Loan(BASE), {**BASE, "title": "b"}, BASE, declined=["title"])

    (change,) = waiting(loan, {**BASE, "title": "c"}, ours)

    assert (change.base, change.source, change.ours) == ("a", "c", "a")


def test_what_was_declined_can_still_be_taken():
    source = {**BASE, "title": "b"}
    loan, ours = decide(Loan(BASE), source, BASE, declined=["title"])

    loan, ours = decide(loan, source, ours, taken=["title"])

    assert ours == source
    assert loan == Loan(source, {})


def test_a_choice_about_nothing_changes_nothing():
    assert decide(Loan(BASE), BASE, BASE, ["title", "body:x"], ["body:order"]) == (Loan(BASE, {}), BASE)  # fmt: skip
