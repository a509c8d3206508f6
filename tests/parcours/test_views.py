"""What a learner does, and what the site keeps of it."""

import json
import re

import pytest
from wagtail.models import PageViewRestriction

from parcours.learner_cookie import COOKIE
from parcours.models import Learner, LearnerEvent
from tests import factories

from .conftest import ASSESSMENT, FIRST, QUIZ, RIGHT, SECOND, SHEET, WRONG


def kept_answer():
    return LearnerEvent.objects.get(kind="answer")


# --- Marking ----------------------------------------------------------------------


def test_the_first_mark_makes_a_learner_and_sets_exactly_one_cookie(
    client, etape, mark
):
    response = mark(etape)

    [cookie] = response.cookies.values()
    assert response.status_code == 302
    assert response["Location"].startswith("/fr/mon-parcours/")
    assert cookie.key == COOKIE
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert Learner.objects.get().key == cookie.value


def test_the_cookie_is_only_sent_over_https_where_there_is_https(client, etape):
    response = client.post(f"/fr/mon-parcours/etape/{etape.pk}/faite/", secure=True)

    assert response.cookies[COOKIE]["secure"]


def test_the_etape_of_a_restricted_parcours_is_nobodys_to_mark(parcours, etape, mark):
    PageViewRestriction.objects.create(page=parcours, restriction_type="login")

    response = mark(etape)

    assert response.status_code == 404
    assert not Learner.objects.exists()


def test_marking_again_stays_the_same_learner(etape, mark):
    mark(etape)
    mark(etape)

    assert Learner.objects.count() == 1
    assert LearnerEvent.objects.filter(kind="done").count() == 1


def test_progress_follows_the_learner_to_the_other_language(
    client, english_home, parcours, etape, english, mark, answer
):
    all_parcours = factories.translated(parcours.get_parent().specific, english)
    factories.translated(parcours, english)
    factories.translated(etape, english)
    mark(etape)
    answer(QUIZ, {"choice": RIGHT})

    done = client.get("/en/my-learning/state.json").json()["done"]

    assert all_parcours.live
    assert done == [str(etape.translation_key)]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_form_of_another_site_marks_nothing(etape, mark, headers):
    response = mark(etape, **headers)

    assert response.status_code == 403
    assert not response.cookies
    assert not Learner.objects.exists()


@pytest.mark.parametrize(
    "path",
    ["effacer/", "echeance/", "envoi/", "code/nouveau/", "code/annuler/", "attestation/11111111-1111-4111-8111-111111111111/"],
)  # fmt: skip
def test_a_tab_opened_again_on_a_form_leads_to_the_desk(client, path):
    """A phone asks again, as a page, for what only a form does: nothing, and no blank page."""
    response = client.get(f"/fr/mon-parcours/{path}")

    assert (response.status_code, response["Location"]) == (302, "/fr/mon-parcours/")
    assert client.put(f"/fr/mon-parcours/{path}").status_code == 405


def test_a_link_or_a_picture_marks_nothing(client, etape):
    response = client.get(f"/fr/mon-parcours/etape/{etape.pk}/faite/")

    assert (response.status_code, response["Location"]) == (302, "/fr/mon-parcours/")
    assert not Learner.objects.exists()


def test_an_unpublished_etape_cannot_be_marked(etape, mark):
    etape.unpublish()

    assert mark(etape).status_code == 404
    assert not Learner.objects.exists()


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999999", "-1", "abc"])
def test_an_etape_that_does_not_exist_cannot_be_marked(client, home, pk):
    response = client.post(f"/fr/mon-parcours/etape/{pk}/faite/")

    assert response.status_code == 404
    assert not Learner.objects.exists()


def test_another_kind_of_page_cannot_be_marked(parcours, mark):
    assert mark(parcours).status_code == 404


@pytest.mark.parametrize(
    "cookie", ["forgé", "", "x" * 3000, '"\\000"', '"\\000\\047 OR 1"', "é"]
)
def test_a_forged_cookie_is_nobodys(client, etape, cookie):
    client.cookies.load({})

    response = client.get(
        "/fr/mon-parcours/etat.json", headers={"Cookie": f"{COOKIE}={cookie}"}
    )

    assert response.status_code == 200
    assert response.json() == {"keeps": False, "done": [], "marked": []}


# --- Answering --------------------------------------------------------------------


def test_a_quiz_is_corrected_without_keeping_anything(answer):
    response = answer(QUIZ, {"choice": RIGHT})

    assert response.status_code == 200
    assert "Bien vu." in response.content.decode()
    assert not response.cookies
    assert not Learner.objects.exists()


def test_a_quiz_explains_a_wrong_answer_too(answer):
    html = answer(QUIZ, {"choice": WRONG}).content.decode()

    assert "Relisez." in html
    assert "Chacun contribue." in html


def test_a_quiz_without_answer_says_what_to_do(answer):
    response = answer(QUIZ, {})

    assert response.status_code == 422
    assert "Choisissez au moins une réponse." in response.content.decode()
    assert "Bien vu." not in response.content.decode()


def test_right_answers_are_not_in_the_page_of_the_etape(client, etape):
    html = client.get(etape.href).content.decode()

    assert "Un engagement" in html
    for told_later in ("Bien vu.", "Relisez.", "Chacun contribue.", "is_right", "True"):
        assert told_later not in html


def test_the_page_of_the_etape_is_the_same_for_everybody(client, etape, mark):
    stranger = client.get(etape.href).content
    mark(etape)

    assert client.get(etape.href).content == stranger


def test_an_exercise_is_kept_when_asked(client, etape, answer):
    response = answer(SHEET, {f"prompt-{FIRST}": "La mairie", "keep": "1"})

    assert COOKIE in response.cookies
    assert kept_answer().payload == {
        "texts": ["La mairie", ""],
        "title": "Ma carte des acteurs",
        "asked": [[FIRST, "Qui agit déjà ?"], [SECOND, "Qui manque ?"]],
    }
    assert "La mairie" in client.get("/fr/mon-parcours/").content.decode()


def test_an_exercise_that_is_too_long_comes_back_whole(answer):
    long = "a" * 10_001

    response = answer(SHEET, {f"prompt-{FIRST}": long, "keep": "1"})

    assert response.status_code == 422
    assert long in response.content.decode()
    assert not Learner.objects.exists()


def test_what_a_learner_wrote_is_shown_as_text(client, answer):
    answer(SHEET, {f"prompt-{FIRST}": "<script>alert(1)</script>", "keep": "1"})

    html = client.get("/fr/mon-parcours/").content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html


def test_a_self_assessment_is_kept_when_complete(answer):
    incomplete = answer(ASSESSMENT, {f"statement-{FIRST}": "3", "keep": "1"})
    complete = answer(
        ASSESSMENT, {f"statement-{FIRST}": "3", f"statement-{SECOND}": "5", "keep": "1"}
    )

    assert (incomplete.status_code, complete.status_code) == (422, 200)
    assert kept_answer().payload["marks"] == [3, 5]
    assert [key for key, _words in kept_answer().payload["asked"]] == [FIRST, SECOND]


def test_a_script_gets_a_fragment_instead_of_a_page(answer):
    html = answer(QUIZ, {"choice": RIGHT}, **{"X-Fragment": "1"}).content.decode()

    assert "Bien vu." in html
    assert "<html" not in html


def test_an_answer_of_another_site_is_refused(answer):
    response = answer(SHEET, {"keep": "1"}, Origin="https://evil.example")

    assert response.status_code == 403
    assert "d’un autre site" in response.content.decode()
    assert not Learner.objects.exists()


@pytest.mark.parametrize("block", [FIRST, "abc", "00000000-0000-0000-0000-000000000000"])  # fmt: skip
def test_an_activity_that_does_not_exist_cannot_be_answered(answer, block):
    assert answer(block, {"choice": RIGHT}).status_code == 404


def test_an_activity_of_an_unpublished_etape_cannot_be_answered(etape, answer):
    etape.unpublish()

    assert answer(QUIZ, {"choice": RIGHT}).status_code == 404


def test_an_enormous_form_is_refused_without_an_error(client, etape):
    path = f"/fr/mon-parcours/etape/{etape.pk}/reponse/{SHEET}/"

    response = client.post(
        path,
        f"prompt-{FIRST}=" + "a" * (6 * 1024 * 1024),
        content_type="application/x-www-form-urlencoded",
    )

    assert response.status_code == 413
    html = response.content.decode()
    assert re.search(r"5,0\sMo", html) and "<main" in html
    assert not Learner.objects.exists()


# --- The desk ---------------------------------------------------------------------


def test_the_desk_of_a_stranger_is_empty_and_sets_nothing(client, parcours):
    response = client.get("/fr/mon-parcours/")

    assert response.status_code == 200
    assert not response.cookies
    assert not Learner.objects.exists()


def test_the_desk_resumes_at_the_first_unfinished_etape(client, parcours, etape, mark):
    following = factories.EtapePageFactory(parent=parcours, title="Étape deux")
    mark(etape)
    client.post(f"/fr/mon-parcours/etape/{etape.pk}/reponse/{QUIZ}/", {"choice": RIGHT})

    response = client.get("/fr/mon-parcours/")

    [begun] = response.context["desk"].begun
    assert begun.next == following
    assert begun.progress.percent == 50
    assert following.href in response.content.decode()


def test_the_desk_is_kept_by_no_cache(client, etape, mark):
    mark(etape)

    for path in ("", "etat.json", "export.json"):
        assert "no-store" in client.get(f"/fr/mon-parcours/{path}")["Cache-Control"]


def test_the_desk_asks_as_few_statements_for_many_parcours(
    client, parcours, etape, mark, django_assert_max_num_queries
):
    mark(etape)
    for number in range(8):
        other = factories.ParcoursPageFactory(
            parent=parcours.get_parent(), slug=f"autre-{number}"
        )
        mark(factories.EtapePageFactory(parent=other))
    client.get("/fr/mon-parcours/")

    with django_assert_max_num_queries(8):
        response = client.get("/fr/mon-parcours/")

    assert len(response.context["desk"].begun) == 9


def test_an_etape_taken_off_stays_with_who_did_it(
    client, parcours, etape, mark, answer
):
    factories.EtapePageFactory(parent=parcours)
    mark(etape)
    answer(QUIZ, {"choice": RIGHT})
    etape.unpublish()

    response = client.get("/fr/mon-parcours/")

    [begun] = response.context["desk"].begun
    assert begun.progress.percent == 50
    assert "Étape retirée du site" in response.content.decode()


def test_a_parcours_taken_off_stays_with_who_followed_it(client, parcours, etape, mark):
    mark(etape)
    parcours.unpublish()
    etape.unpublish()

    html = client.get("/fr/mon-parcours/").content.decode()

    assert parcours.title in html
    assert "Ce parcours a été retiré du site" in html


# --- One's own data ---------------------------------------------------------------


def test_a_learner_leaves_with_everything(client, etape, mark, answer):
    mark(etape)
    answer(SHEET, {f"prompt-{FIRST}": "L'été à Poitiers"})

    response = client.get("/fr/mon-parcours/export.json")

    data = json.loads(response.content)
    assert "attachment" in response["Content-Disposition"]
    assert [event["kind"] for event in data["events"]] == ["start", "done", "answer"]
    assert data["events"][2]["payload"]["texts"][0] == "L'été à Poitiers"
    assert Learner.objects.get().key not in response.content.decode()


def test_a_stranger_exports_nothing(client, home):
    assert client.get("/fr/mon-parcours/export.json").json()["events"] == []


def test_erasing_is_asked_twice(client, etape, mark):
    mark(etape)

    response = client.post("/fr/mon-parcours/effacer/")

    assert response.status_code == 200
    assert Learner.objects.exists()


def test_erasing_leaves_nothing(client, etape, mark, answer):
    mark(etape)
    answer(SHEET, {f"prompt-{FIRST}": "La mairie"})

    response = client.post("/fr/mon-parcours/effacer/", {"sure": "1"})

    assert response.cookies[COOKIE]["max-age"] == 0
    assert not Learner.objects.exists()
    assert not LearnerEvent.objects.exists()
    assert client.get("/fr/mon-parcours/export.json").json()["events"] == []


def test_another_site_erases_nothing(client, etape, mark):
    mark(etape)

    response = client.post(
        "/fr/mon-parcours/effacer/",
        {"sure": "1"},
        headers={"Origin": "https://evil.example"},
    )

    assert response.status_code == 403
    assert Learner.objects.exists()


def test_after_erasing_a_new_mark_makes_a_new_learner(client, etape, mark):
    mark(etape)
    first = Learner.objects.get().key
    client.post("/fr/mon-parcours/effacer/", {"sure": "1"})

    mark(etape)

    assert Learner.objects.get().key != first


def test_an_answer_and_a_mark_cost_few_statements(
    client, etape, mark, answer, django_assert_max_num_queries
):
    """The first one makes a learner and begins a parcours; the limits count transactions."""
    sent = {"choice": RIGHT, "keep": "1"}
    fragment = {"X-Fragment": "1"}  # as the script of the page asks for it
    answer(QUIZ, sent, **fragment)  # caches, and the version of today
    client.cookies.clear()

    with django_assert_max_num_queries(15):
        answer(QUIZ, sent, **fragment)
    with django_assert_max_num_queries(8):
        answer(QUIZ, sent, **fragment)
    with django_assert_max_num_queries(8):
        mark(etape)
