"""« Mon parcours »: drafts, notebook, deadlines, one's own data."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from parcours.models import EtapePage, Learner, LearnerEvent
from tests import factories

from .conftest import ASSESSMENT, FIRST, QUIZ, RIGHT, SECOND, SHEET, WRONG

DESK = "/fr/mon-parcours/"


def page_of(client, etape, block):
    return client.get(f"{DESK}etape/{etape.pk}/reponse/{block}/")


# --- Drafts -----------------------------------------------------------------------


def test_a_half_typed_answer_comes_back_as_it_was_left(client, etape, answer):
    answer(SHEET, {f"prompt-{FIRST}": "La mai", "draft": "1"})

    desk = client.get(DESK).content.decode()
    html = page_of(client, etape, SHEET).content.decode()

    assert "Réponse commencée" in desk
    assert "La mai</textarea>" in html
    assert "Voici votre brouillon" in html


def test_a_self_assessment_may_be_left_half_way(client, etape, answer):
    response = answer(ASSESSMENT, {f"statement-{FIRST}": "3", "draft": "1"})

    html = page_of(client, etape, ASSESSMENT).content.decode()

    assert response.status_code == 200
    assert f'name="statement-{FIRST}" value="3" checked' in html
    assert f'name="statement-{SECOND}" value="3" checked' not in html


def test_a_kept_answer_can_be_opened_again(client, etape, answer):
    answer(SHEET, {f"prompt-{FIRST}": "La mairie", "keep": "1"})

    html = page_of(client, etape, SHEET).content.decode()

    assert "La mairie</textarea>" in html
    assert "Voici votre réponse" in html
    assert "Réponse commencée" not in client.get(DESK).content.decode()


def test_a_draft_that_is_too_long_is_refused_and_comes_back_whole(answer):
    long = "a" * 10_001

    response = answer(SHEET, {f"prompt-{FIRST}": long, "draft": "1"})

    assert response.status_code == 422
    assert long in response.content.decode()
    assert not Learner.objects.exists()


def test_a_draft_of_a_quiz_tells_nothing_and_passes_nothing(answer):
    html = answer(QUIZ, {"choice": RIGHT, "draft": "1"}).content.decode()

    assert "Bien vu" not in html
    assert LearnerEvent.objects.get(kind="draft").payload == {"chosen": [RIGHT]}


def test_a_stranger_who_opens_an_answer_is_sent_to_the_etape(client, etape):
    response = page_of(client, etape, SHEET)

    assert response.status_code == 302
    assert response["Location"] == f"{etape.href}#{SHEET}"


def test_nobody_reads_the_draft_of_somebody_else(etape, answer):
    answer(SHEET, {f"prompt-{FIRST}": "Mon secret", "draft": "1"})

    response = page_of(Client(), etape, SHEET)

    assert response.status_code == 302


# --- The first time ---------------------------------------------------------------


def test_the_cookie_is_said_at_the_moment_it_is_set(client, etape, mark):
    first = client.get(mark(etape)["Location"]).content.decode()
    again = client.get(mark(etape)["Location"]).content.decode()

    assert "vient d’être déposé" in first
    assert "vient d’être déposé" not in again


def test_what_is_marked_is_not_what_comes_next(client, parcours, etape, mark):
    second = factories.EtapePageFactory(parent=parcours)
    mark(etape)
    before = client.get(DESK).context["desk"].resume.next
    mark(second)
    after = client.get(DESK).context["desk"].resume.next

    assert (before, after) == (second, etape)


# --- Notebook ---------------------------------------------------------------------


def test_the_notebook_is_a_document(client, etape, answer):
    answer(SHEET, {f"prompt-{FIRST}": "La <mairie> & moi", "keep": "1"})

    page = client.get(f"{DESK}carnet/").content.decode()
    text = client.get(f"{DESK}carnet.md")

    assert "La &lt;mairie&gt; &amp; moi" in page
    assert "**Qui agit déjà ?**\n\nLa <mairie> & moi" in text.content.decode()
    assert "attachment" in text["Content-Disposition"]


# --- Deadlines --------------------------------------------------------------------


@pytest.fixture
def give_oneself(client):
    def give_oneself(place, on, **more):
        data = {"for": str(place.translation_key), "on": on} | more
        return client.post(f"{DESK}echeance/", data)

    return give_oneself


def test_deadlines_are_in_ones_own_calendar(
    client, parcours, etape, mark, give_oneself
):
    mark(etape)
    give_oneself(parcours, "2027-01-10")
    give_oneself(etape, "2026-12-01")
    give_oneself(etape, "2026-12-15")

    response = client.get(f"{DESK}echeances.ics")

    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert [(str(e["SUMMARY"]), e["DTSTART"].dt.isoformat()) for e in events] == [
        ("Étape une", "2026-12-15"),
        (parcours.title, "2027-01-10"),
    ]


def test_days_are_said_as_each_language_says_them(
    client, english_home, etape, mark, give_oneself
):
    mark(etape)
    give_oneself(etape, "2026-12-01")

    french, english = (
        " ".join(client.get(path).content.decode().split())
        for path in (DESK, "/en/my-learning/")
    )

    assert "1ᵉʳ décembre 2026" in french
    assert "1 December 2026" in english


def test_a_deadline_is_taken_back(client, etape, mark, give_oneself):
    mark(etape)
    give_oneself(etape, "2026-12-15")
    give_oneself(etape, "", remove="1")

    assert client.get(DESK).context["desk"].deadlines == []


@pytest.mark.parametrize("on", ["", "demain", "2026-13-45", "2026-02-30", "0001-01-01", "9999-12-31", "\x00", "9" * 99])  # fmt: skip
def test_a_day_that_does_not_exist_is_refused(client, etape, mark, give_oneself, on):
    mark(etape)

    response = give_oneself(etape, on)

    assert response.status_code == 422
    assert not LearnerEvent.objects.filter(kind="deadline").exists()


def test_a_deadline_is_for_what_one_follows(client, etape, mark, give_oneself):
    mark(etape)
    other = factories.ParcoursPageFactory(parent=etape.get_parent().get_parent())

    assert give_oneself(other, "2026-12-15").status_code == 404


# --- One's own data ---------------------------------------------------------------


def test_all_that_is_kept_can_be_read(client, etape, mark, answer):
    mark(etape)
    answer(SHEET, {f"prompt-{FIRST}": "La mairie", "keep": "1"})

    html = client.get(f"{DESK}donnees/").content.decode()

    assert "Étape une" in html
    assert "La mairie" in html
    assert "Qui agit déjà" in html
    assert Learner.objects.get().key not in html


def test_a_text_saved_as_it_was_typed_is_one_line_that_holds_each_of_its_states(
    client, answer
):
    typed = ["La mai", "La mairie", "La mairie, l'école"]
    for text in typed:
        answer(SHEET, {f"prompt-{FIRST}": text, "draft": "1"})
    answer(SHEET, {f"prompt-{FIRST}": "La mairie.", "keep": "1"})
    answer(SHEET, {f"prompt-{FIRST}": "La mairie seule", "draft": "1"})

    response = client.get(f"{DESK}donnees/")
    exported = client.get(f"{DESK}export.json").json()["events"]

    lines = [line for line in response.context["lines"] if line.event.kind != "start"]
    assert [
        [said for each in (line, *line.before) for _asked, said in each.told if said]
        for line in lines
    ] == [typed[::-1], ["La mairie."], ["La mairie seule"]]
    html = response.content.decode()
    for text in typed:
        assert text.replace("'", "’") in html
    assert "2 enregistrements précédents de ce brouillon" in html
    assert [event["kind"] for event in exported].count("draft") == 4


def test_drafts_of_two_sheets_are_two_lines(client, answer):
    answer(SHEET, {f"prompt-{FIRST}": "La mai", "draft": "1"})
    answer(ASSESSMENT, {f"statement-{FIRST}": "3", "draft": "1"})
    answer(SHEET, {f"prompt-{FIRST}": "La mairie", "draft": "1"})

    lines = client.get(f"{DESK}donnees/").context["lines"]

    drafts = [line for line in lines if line.event.kind == "draft"]
    assert [len(line.before) for line in drafts] == [0, 1]


def test_choices_marks_and_days_can_be_read_too(
    client, etape, mark, answer, give_oneself
):
    mark(etape)
    answer(QUIZ, {"choice": WRONG})
    answer(ASSESSMENT, {f"statement-{FIRST}": "2", f"statement-{SECOND}": "4", "keep": "1"})  # fmt: skip
    give_oneself(etape, "2026-12-15")

    html = client.get(f"{DESK}donnees/").content.decode()

    for said in ("Un achat", "0 sur 1", "Nous agissons.", "4 / 5", "15 décembre 2026", "Version 1"):  # fmt: skip
        assert (said, said in " ".join(html.split())) == (said, True)


def test_what_one_wrote_stays_when_its_sheet_or_its_etape_is_taken_out(
    client, etape, mark, answer
):
    mark(etape)
    answer(SHEET, {f"prompt-{FIRST}": "La mairie", "keep": "1"})
    etape = EtapePage.objects.get(pk=etape.pk)
    etape.body = [each for each in etape.body.raw_data if each["id"] != SHEET]
    etape.save_revision().publish()

    without_sheet = client.get(f"{DESK}carnet/").content.decode()
    etape.unpublish()

    for html in (
        without_sheet,
        client.get(f"{DESK}carnet/").content.decode(),
        client.get(f"{DESK}carnet.md").content.decode(),
        client.get(DESK).content.decode(),
    ):
        assert "La mairie" in html
        assert "Ma carte des acteurs" in html


@pytest.mark.parametrize("path", ["carnet.md", "echeances.ics"])
def test_a_stranger_has_no_document(client, home, path):
    assert client.get(DESK + path).status_code == 404


@pytest.mark.parametrize(
    ("path", "nothing", "desk"),
    [
        (f"{DESK}carnet/", "ne garde rien de vos parcours", DESK),
        (f"{DESK}donnees/", "ne garde rien de vos parcours", DESK),
        (
            "/en/my-learning/notebook/",
            "keeps nothing of your learning",
            "/en/my-learning/",
        ),
        ("/en/my-learning/data/", "keeps nothing of your learning", "/en/my-learning/"),
    ],
)
def test_who_keeps_nothing_reads_so_and_is_led_to_the_desk(
    client, english_home, path, nothing, desk
):
    response = client.get(path)

    html = response.content.decode()
    assert response.status_code == 200
    assert nothing in html
    assert f'<a class="onward" href="{desk}">' in html
    assert "apprenant" not in response.cookies
    assert not Learner.objects.exists()


# --- Cost -------------------------------------------------------------------------


def statements(client, send, path, data=None) -> int:
    getattr(client, send)(path, data)
    with CaptureQueriesContext(connection) as captured:
        getattr(client, send)(path, data)
    return len(captured)


def test_many_parcours_cost_as_many_statements_as_one(client, parcours, etape, mark):
    paths = (DESK, f"{DESK}etat.json", f"{DESK}donnees/")
    mark(etape)
    one = [statements(client, "get", path) for path in paths]
    for _ in range(6):
        other = factories.ParcoursPageFactory(parent=parcours.get_parent())
        for _ in range(3):
            mark(factories.EtapePageFactory(parent=other))

    many = [statements(client, "get", path) for path in paths]

    assert many == one
    assert max(many) <= 12


def test_the_facts_that_etapes_cite_cost_a_learner_nothing(
    client, parcours, etape, mark
):
    def all_three():
        return [
            statements(client, "post", f"{DESK}etape/{etape.pk}/faite/"),
            statements(
                client, "post", f"{DESK}etape/{etape.pk}/reponse/{QUIZ}/", {"choice": RIGHT}
            ),
            statements(client, "get", DESK),
        ]  # fmt: skip

    mark(etape)
    without = all_three()
    facts = [
        {"type": "term", "value": factories.TermeFactory().pk},
        {"type": "figure", "value": factories.ChiffreCleFactory().pk},
        {"type": "measure", "value": factories.MesureFactory().pk},
    ]
    for page in (etape, factories.EtapePageFactory(parent=parcours)):
        page.body = [*facts, *page.body.raw_data]
        page.save_revision().publish()

    assert all_three() == without
