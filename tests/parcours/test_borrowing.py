"""What networks borrow, and what becomes of it when the source changes."""

import pytest
from wagtail.models import Page

from parcours.models import Borrowing, EtapePage
from parcours.networks import borrowing
from parcours.networks.borrowing import Stale
from parcours.networks.comparing import State
from tests import factories
from tests.parcours.conftest import (
    ACTIVITIES,
    ADDED,
    BODY,
    CLOSING,
    OPENING,
    QUIZ,
    etape_with,
    paragraph,
    rewrite,
)


def decide(copy, member, **choices):
    seen = borrowing.compared(copy).seen
    borrowing.decide(copy, seen, member, **choices)
    return EtapePage.objects.get(pk=copy.pk)


def state(copy):
    return borrowing.compared(copy).state


def asked(copy):
    return [change.key for change in borrowing.compared(copy).waiting]


# --- Borrowing --------------------------------------------------------------------


def test_a_borrowed_etape_says_the_same_and_remembers_its_source(copy, source):
    row = Borrowing.objects.get()

    assert (copy.title, copy.live, copy.slug) == ("Voir", True, "voir")
    assert copy.body.raw_data[0]["id"] == OPENING
    assert copy.translation_key != source.translation_key
    assert (row.source, row.version_at) == (source.translation_key, source.last_published_at)  # fmt: skip
    assert (row.source_title, row.base["title"]) == ("Voir", "Voir")
    assert state(copy) == State.UP_TO_DATE


def test_what_is_borrowed_may_wait_as_a_draft(own, source, member):
    (copy,) = borrowing.borrow(own, {source.pk}, member, publish=False)

    assert not EtapePage.objects.get(pk=copy.pk).live
    assert state(copy) == State.UP_TO_DATE


def test_borrowing_twice_is_borrowing_once(own, copy, source, member):
    assert borrowing.borrow(own, {source.pk}, member, publish=True) == []
    assert Borrowing.objects.count() == 1


def test_a_parcours_borrows_two_etapes_that_share_an_address(
    own, copy, parcours, member
):
    other = factories.ParcoursPageFactory(parent=parcours.get_parent(), slug="autre")
    same = factories.EtapePageFactory(parent=other, slug="voir", title="Voir")

    (second,) = borrowing.borrow(own, {same.pk}, member, publish=True)

    assert second.slug == "voir-2"


def test_only_published_etapes_of_the_movement_are_lent(own, copy, parcours, member):
    draft = factories.EtapePageFactory(parent=parcours, slug="brouillon", live=False)

    assert borrowing.borrow(own, {draft.pk, copy.pk, 0}, member, publish=True) == []


def test_a_restricted_etape_is_not_lent(own, source, parcours, member):
    parcours.view_restrictions.create(restriction_type="login")

    assert borrowing.borrow(own, {source.pk}, member, publish=True) == []


def test_questions_keep_their_ids(own, parcours, member):
    source = etape_with(parcours, ACTIVITIES)

    (copy,) = borrowing.borrow(own, {source.pk}, member, publish=True)

    assert QUIZ in {block["id"] for block in copy.body.raw_data}
    assert state(copy) == State.UP_TO_DATE


# --- The source changes -----------------------------------------------------------


def test_a_draft_of_the_source_asks_nothing(copy, source):
    source.title = "Regarder"
    source.save_revision()

    assert state(copy) == State.UP_TO_DATE


def test_a_published_change_waits_for_a_decision(copy, source):
    rewrite(source, title="Regarder", body=[*BODY, paragraph(ADDED, "Un troisième.")])

    assert state(copy) == State.BEHIND
    assert asked(copy) == ["title", f"body:{ADDED}"]
    assert EtapePage.objects.get(pk=copy.pk).title == "Voir"


def test_publishing_the_source_without_a_change_asks_nothing(copy, source):
    rewrite(source)

    assert asked(copy) == []


def test_what_the_editor_of_texts_adds_by_itself_is_no_change(copy, source):
    """Draftail gives each paragraph a key, the first time that a form is saved."""
    keyed = [
        {**block, "value": block["value"].replace("<p>", f'<p data-block-key="{n}abcd">')}
        for n, block in enumerate(BODY)
    ]  # fmt: skip
    rewrite(source, body=keyed)
    assert asked(copy) == []

    rewrite(copy, body=keyed, title="Chez nous")
    rewrite(source, body=[paragraph(OPENING, "Un mot neuf."), keyed[1]])

    (change,) = borrowing.compared(copy).waiting
    assert (change.key, change.is_conflict) == (f"body:{OPENING}", False)


def test_what_is_taken_is_published_at_once_and_the_rest_stays(copy, source, member):
    rewrite(copy, introduction="Pour nos membres.")
    rewrite(source, title="Regarder", introduction="Autre chapô.")
    before = Borrowing.objects.get().version_at

    page = decide(copy, member, taken=["title"], declined=["introduction"])

    assert (page.title, page.introduction, page.live) == ("Regarder", "Pour nos membres.", True)  # fmt: skip
    assert not page.has_unpublished_changes
    assert state(copy) == State.DECLINED
    assert Borrowing.objects.get().version_at > before


def test_declined_stays_declined_until_the_source_changes_there(copy, source, member):
    rewrite(source, title="Regarder")
    decide(copy, member, declined=["title"])

    rewrite(source, introduction="Autre chapô.")
    elsewhere = asked(copy)
    rewrite(source, title="Observer")

    assert elsewhere == ["introduction"]
    assert set(asked(copy)) == {"title", "introduction"}


def test_an_adapted_change_says_what_the_network_wrote(copy, source, member):
    rewrite(source, body=[paragraph(OPENING, "Le premier texte, revu."), BODY[1]])
    key = f"body:{OPENING}"

    page = decide(copy, member, adapted={key: paragraph(OPENING, "Le nôtre.")})

    assert page.body.raw_data[0]["value"] == "<p>Le nôtre.</p>"
    assert state(copy) == State.UP_TO_DATE


def test_a_choice_made_on_what_is_no_longer_there_changes_nothing(copy, source, member):
    rewrite(source, title="Regarder")
    seen = borrowing.compared(copy).seen
    rewrite(source, title="Observer")

    with pytest.raises(Stale):
        borrowing.decide(copy, seen, member, taken=["title"])

    assert EtapePage.objects.get(pk=copy.pk).title == "Voir"


def test_the_same_choice_sent_twice_is_written_once(copy, source, member):
    rewrite(source, title="Regarder")
    seen = borrowing.compared(copy).seen
    borrowing.decide(copy, seen, member, taken=["title"])

    with pytest.raises(Stale):
        borrowing.decide(copy, seen, member, taken=["title"])

    assert copy.revisions.count() == 2


def test_a_draft_of_the_network_gets_the_change_and_goes_on_waiting(
    copy, source, member
):
    draft = EtapePage.objects.get(pk=copy.pk)
    draft.introduction = "À moitié écrit"
    draft.save_revision()
    rewrite(source, title="Regarder")

    page = decide(copy, member, taken=["title"])

    waiting = page.get_latest_revision_as_object()
    assert (page.title, page.introduction) == ("Regarder", copy.introduction)
    assert (waiting.title, waiting.introduction) == ("Regarder", "À moitié écrit")
    assert page.has_unpublished_changes


def test_what_was_never_published_is_compared_and_stays_a_draft(own, source, member):
    (copy,) = borrowing.borrow(own, {source.pk}, member, publish=False)
    draft = copy.get_latest_revision_as_object()
    draft.introduction = "Pour nos membres."
    draft.save_revision()
    rewrite(source, title="Regarder")

    page = decide(copy, member, taken=["title"])

    latest = page.get_latest_revision_as_object()
    assert not page.live
    assert (latest.title, latest.introduction) == ("Regarder", "Pour nos membres.")


def test_a_failure_half_way_leaves_everything_as_it_was(
    copy, source, member, monkeypatch
):
    rewrite(source, title="Regarder")

    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr("parcours.networks.translations.carry_over", fail)
    with pytest.raises(RuntimeError):
        decide(copy, member, taken=["title"])

    assert EtapePage.objects.get(pk=copy.pk).title == "Voir"
    assert asked(copy) == ["title"]


@pytest.mark.parametrize("leave", ["unpublish", "delete"])
def test_the_copy_outlives_its_source(copy, source, member, leave):
    getattr(Page.objects.get(pk=source.pk).specific, leave)()

    assert state(copy) == State.GONE
    assert EtapePage.objects.get(pk=copy.pk).live
    with pytest.raises(Stale):
        decide(copy, member, taken=["title"])


def test_comparing_many_etapes_costs_what_comparing_one_does(
    own, copy, parcours, member, django_assert_num_queries
):
    more = [factories.EtapePageFactory(parent=parcours, slug=f"e{n}") for n in range(3)]
    borrowing.borrow(own, {page.pk for page in more}, member, publish=True)

    with django_assert_num_queries(2):
        found = Borrowing.objects.inside(own).comparisons()
        states = [each.state for each in found]

    assert states == [State.UP_TO_DATE] * 4


# --- English ----------------------------------------------------------------------


def test_what_is_said_in_the_same_words_is_translated_already(
    own, source, member, english
):
    from home.loading import translating

    twin = EtapePage.objects.get(pk=source.pk)
    twin.title, twin.introduction = "See", "In two sentences."
    twin.body = [
        paragraph(OPENING, "The first text."),
        paragraph(CLOSING, "The second text."),
    ]
    factories.translated(source.get_parent().get_parent().get_parent(), english)
    for parent in (source.get_parent().get_parent(), source.get_parent()):
        factories.translated(parent.specific, english)
    translating.translate(source, twin, english)

    (copy,) = borrowing.borrow(own, {source.pk}, member, publish=True)

    for parent in (own.get_parent(), own):
        factories.translated(parent.specific, english)
    copy = EtapePage.objects.get(pk=copy.pk)
    translating.TranslationSource.update_or_create_from_instance(copy)
    translation = translating.Translation.objects.create(
        source=translating.TranslationSource.objects.get_for_instance(copy),
        target_locale=english,
    )
    translation.save_target(publish=False)
    latest = copy.get_translation(english).get_latest_revision_as_object()
    assert latest.title == "See"
    assert "The second text." in latest.body.raw_data[1]["value"]
