"""The screens of networks: borrow, compare, decide; and who reuses what."""

import json
import re
from html import unescape

import pytest
from django.utils.html import strip_tags

from parcours.models import Borrowing, EtapePage
from parcours.networks import borrowing, reading
from tests.parcours.conftest import (
    ACTIVITIES,
    ADDED,
    BODY,
    OPENING,
    etape_with,
    paragraph,
    rewrite,
)


@pytest.fixture
def staff(client, member):
    client.force_login(member)
    return client


def words(response) -> str:
    html = re.sub(
        r"<(script|style)\b.*?</\1>", "", response.content.decode(), flags=re.S
    )
    return re.sub(r"\s+", " ", unescape(strip_tags(html)))


def compare_url(copy) -> str:
    return f"/admin/reseaux/comparer/{copy.pk}/"


def send(client, copy, **choices):
    """Choose on the screen as it stands."""
    shown = client.get(compare_url(copy)).context["form"]
    data = {"seen": shown.initial["seen"]}
    for place, each in enumerate(shown.readings):
        data[f"choice-{place}"] = choices.get(each.change.key, "later")
    data |= choices.get("more", {})
    return client.post(compare_url(copy), data, follow=True)


# --- Borrowing --------------------------------------------------------------------


def test_the_shelf_shows_the_parcours_of_the_movement_and_not_those_of_networks(
    staff, own, source, copy, parcours
):
    response = staff.get(f"/admin/reseaux/emprunter/{own.pk}/")

    lent = [(lender.pk, [e.pk for e in etapes]) for lender, etapes in response.context["shelf"]]  # fmt: skip
    assert lent == [(parcours.pk, [source.pk])]
    assert "déjà empruntée" in words(response)


def test_what_is_ticked_is_borrowed(staff, own, source):
    response = staff.post(f"/admin/reseaux/emprunter/{own.pk}/", {"etape": [source.pk], "publish": "1"}, follow=True)  # fmt: skip

    assert Borrowing.objects.get().etape.live
    assert "1 étape empruntée et publiée." in words(response)


@pytest.mark.parametrize("sent", [[], ["0"], ["-1"], ["x"], ["9" * 30]])
def test_nothing_ticked_or_nonsense_is_said_kindly(staff, own, sent):
    response = staff.post(f"/admin/reseaux/emprunter/{own.pk}/", {"etape": sent}, follow=True)  # fmt: skip

    assert "cochez au moins une étape" in words(response)
    assert not Borrowing.objects.exists()


def test_a_parcours_of_the_movement_borrows_nothing(staff, parcours):
    assert staff.get(f"/admin/reseaux/emprunter/{parcours.pk}/").status_code == 404


# --- Comparing --------------------------------------------------------------------


def test_a_comparison_shows_the_words_that_changed(staff, copy, source):
    rewrite(
        source, title="Voir loin", body=[paragraph(OPENING, "Le premier mot."), BODY[1]]
    )

    html = staff.get(compare_url(copy)).content.decode()

    assert "Voir<ins> loin</ins>" in html
    assert "Le premier <del>texte</del>." in html
    assert "Le premier <ins>mot</ins>." in html
    assert "2 changements de la source attendent votre décision" in words(staff.get(compare_url(copy)))  # fmt: skip


def test_a_question_is_compared_part_by_part(staff, own, parcours, member):
    source = etape_with(parcours, ACTIVITIES[:1])
    (copy,) = borrowing.borrow(own, {source.pk}, member, publish=True)
    quiz = {**source.body.raw_data[0]}
    quiz["value"] = {**quiz["value"], "question": "Qu'est-ce donc qu'une alliance ?"}
    rewrite(source, body=[quiz])

    (shown,) = staff.get(compare_url(copy)).context["form"].readings

    assert (shown.what, [line.label for line in shown.lines]) == ("Quiz", ["Question"])


def test_a_long_text_is_shown_around_what_changed():
    long = "Beaucoup de mots qui restent les mêmes. " * 20

    pieces = reading.difference(f"{long}Un mot. {long}", f"{long}Deux mots. {long}")

    shown = "".join(piece.words for piece in pieces if piece.mark != "del")
    assert shown.startswith("[…]") and shown.endswith("[…]")
    assert "Deux mots." in shown
    assert len(shown) < 300


def test_blocks_that_changed_places_are_marked(staff, copy, source):
    rewrite(source, body=list(reversed(BODY)))

    (shown,) = staff.get(compare_url(copy)).context["form"].readings
    (line,) = shown.lines

    for pieces, mark in ((line.before, "del"), (line.after, "ins")):
        assert sorted(piece.mark for piece in pieces) == ["", mark]
    assert [p.words for p in line.before] == [p.words for p in reversed(line.after)]


def test_two_texts_with_nothing_in_common_are_shown_whole():
    pieces = reading.difference("Partir des problèmes.", "Un chapô récrit.")

    assert [(piece.words, piece.mark) for piece in pieces] == [
        ("Partir des problèmes.", "del"),
        ("Un chapô récrit.", "ins"),
    ]


def test_what_both_wrote_is_shown_three_times(staff, copy, source):
    rewrite(copy, title="Chez nous")
    rewrite(source, title="Regarder")

    told = words(staff.get(compare_url(copy)))

    assert "vous l'aviez adapté" in told
    for word in ("Au moment de l'emprunt", "La source aujourd'hui", "Chez vous"):
        assert word in told


def test_each_kind_of_change_is_said(staff, copy, source):
    rewrite(source, body=[paragraph(ADDED, "Neuf."), BODY[1]])
    added = words(staff.get(compare_url(copy)))
    rewrite(source, body=list(reversed(BODY)))
    moved = words(staff.get(compare_url(copy)))

    assert "ajouté" in added and "retiré" in added
    assert "autre ordre" in moved and "Ordre des blocs" in moved


def test_choices_are_written_and_what_is_left_is_told(staff, copy, source):
    rewrite(source, title="Regarder", introduction="Autre chapô.", duration_minutes=40)

    response = send(staff, copy, title="take", introduction="decline")

    page = EtapePage.objects.get(pk=copy.pk)
    assert (page.title, page.introduction, page.duration_minutes) == ("Regarder", copy.introduction, 20)  # fmt: skip
    assert "Il reste 1 changement à décider" in words(response)
    assert "Un changement décliné" in words(staff.get(compare_url(copy)))


def test_a_block_is_adapted_on_the_spot(staff, copy, source):
    rewrite(source, body=[paragraph(OPENING, "Le premier mot."), BODY[1]])
    block = {"blocks": [{"key": "a", "text": "Le nôtre.", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}  # fmt: skip
    send(
        staff,
        copy,
        **{f"body:{OPENING}": "adapt"},
        more={"own-0-own": json.dumps(block)},
    )

    page = EtapePage.objects.get(pk=copy.pk)
    assert page.body.raw_data[0]["id"] == OPENING
    assert "Le nôtre." in page.body.raw_data[0]["value"]
    assert page.live and not borrowing.compared(copy).waiting


def test_an_adaptation_that_says_nothing_changes_nothing(staff, copy, source):
    rewrite(source, title="Regarder")

    response = send(staff, copy, title="adapt", more={"own-0-own": " "})

    assert "Rien n'est encore changé" in words(response)
    assert EtapePage.objects.get(pk=copy.pk).title == "Voir"


def test_one_button_takes_all_that_was_not_adapted(staff, copy, source):
    rewrite(copy, introduction="Pour nos membres.")
    rewrite(source, title="Regarder", introduction="Autre chapô.")

    send(staff, copy, more={"all": "take"})

    page = EtapePage.objects.get(pk=copy.pk)
    assert (page.title, page.introduction) == ("Regarder", "Pour nos membres.")


def test_one_button_declines_all(staff, copy, source):
    rewrite(source, title="Regarder", introduction="Autre chapô.")

    response = send(staff, copy, more={"all": "decline"})

    assert "n'a plus rien à comparer" in words(response)
    assert EtapePage.objects.get(pk=copy.pk).title == "Voir"


def test_a_source_that_changes_meanwhile_is_shown_again(staff, copy, source):
    rewrite(source, title="Regarder")
    seen = staff.get(compare_url(copy)).context["form"].initial["seen"]
    rewrite(source, title="Observer")

    response = staff.post(compare_url(copy), {"seen": seen, "choice-0": "take"}, follow=True)  # fmt: skip

    assert "rien n'a été écrit" in words(response)
    assert "Observer" in words(response)
    assert EtapePage.objects.get(pk=copy.pk).title == "Voir"


@pytest.mark.parametrize(
    "forged",
    [{}, {"choice-0": "burn"}, {"choice-9": "take"}, {"choice-0": "take", "seen": ""}, {"all": "burn"}],
)  # fmt: skip
def test_a_forged_choice_changes_nothing(staff, copy, source, forged):
    rewrite(source, title="Regarder")

    response = staff.post(compare_url(copy), forged, follow=True)

    assert response.status_code == 200
    assert EtapePage.objects.get(pk=copy.pk).title == "Voir"


def test_what_is_not_borrowed_is_compared_with_nothing(staff, source):
    assert staff.get(compare_url(source)).status_code == 404


def test_a_copy_whose_source_is_gone_says_so(staff, copy, source):
    EtapePage.objects.get(pk=source.pk).delete()

    told = words(staff.get(compare_url(copy)))

    assert "La source n'existe plus : votre copie reste" in told


# --- What the team sees -----------------------------------------------------------


def test_the_report_says_who_reuses_what_and_where_it_stands(
    staff, copy, source, network, own
):
    rewrite(source, title="Regarder")

    told = words(staff.get("/admin/reports/reemplois/"))

    assert f"{network.title} {own.title}" in told
    assert "1 changement à décider" in told


def test_an_empty_report_says_what_will_come(staff, parcours):
    assert "Aucun réseau n'a encore emprunté" in words(staff.get("/admin/reports/reemplois/"))  # fmt: skip


def test_the_edit_screens_say_where_a_copy_comes_from_and_who_reuses_a_source(
    staff, copy, source
):
    theirs = words(staff.get(f"/admin/pages/{source.pk}/edit/"))
    ours = words(staff.get(f"/admin/pages/{copy.pk}/edit/"))

    assert "Empruntée une fois" in theirs
    assert "Étape empruntée" in ours and "Comparer avec la source" in ours


def test_who_deletes_a_source_is_told_that_copies_stay(staff, copy, source):
    told = words(staff.get(f"/admin/pages/{source.pk}/delete/"))

    assert "Un réseau a emprunté 1 étape d'ici" in told


def test_a_copy_of_a_copy_has_the_same_source(staff, copy, own):
    staff.post(
        f"/admin/pages/{copy.pk}/copy/",
        {"new_title": "Voir", "new_slug": "voir-encore", "new_parent_page": own.pk},
    )

    again = EtapePage.objects.get(slug="voir-encore")
    assert again.borrowing.source == copy.borrowing.source
    assert again.borrowing.pk != copy.borrowing.pk
