"""A parcours that editors change while people follow it, as the desk shows it."""

import pytest

from parcours.models import EtapePage, LearnerEvent, ParcoursVersion
from tests import factories

from .conftest import ACTIVITIES, FIRST, QUIZ, RIGHT, SHEET, WRONG


@pytest.fixture
def desk(client):
    """The only parcours begun, as the desk shows it."""

    def desk():
        [begun] = client.get("/fr/mon-parcours/").context["desk"].begun
        return begun

    return desk


@pytest.fixture
def upgrade(client, parcours):
    path = f"/fr/mon-parcours/version/{parcours.translation_key}/"

    def upgrade(asks=None):
        return client.post(path, {"asks": asks}) if asks else client.get(path)

    return upgrade


def test_a_mark_alone_does_not_complete_an_etape_that_asks_a_question(
    client, etape, mark, answer, desk
):
    mark(etape)
    answer(QUIZ, {"choice": WRONG})

    html = client.get("/fr/mon-parcours/").content.decode()

    assert desk().progress.percent == 0
    assert "il reste une question à réussir" in html
    assert f'<a href="{etape.href}#{QUIZ}">Qu’est-ce qu’une alliance' in html
    assert client.get("/fr/mon-parcours/etat.json").json() == {
        "keeps": True,
        "done": [],
        "marked": [str(etape.translation_key)],
    }


def test_a_forged_answer_does_not_pass_a_question(etape, mark, answer, desk):
    mark(etape)
    answer(QUIZ, {"choice": WRONG, "passed": "true", "is_right": "1"})
    answer(SHEET, {f"prompt-{FIRST}": "x", "passed": "true"})

    assert desk().progress.percent == 0


def test_why_names_each_requirement_and_what_meets_it(client, etape, mark, answer):
    mark(etape)
    answer(QUIZ, {"choice": RIGHT})

    html = client.get("/fr/mon-parcours/").content.decode()

    assert "Pourquoi 100" in html
    assert "Marquée faite" in html
    assert html.count("réussie") == 1
    assert "il manque" not in html


def test_an_etape_added_is_announced_and_changes_nothing_until_one_chooses(
    parcours, etape, mark, answer, desk, upgrade
):
    mark(etape)
    answer(QUIZ, {"choice": RIGHT})
    factories.EtapePageFactory(parent=parcours, title="Étape neuve")

    before = desk()
    html = upgrade().content.decode()
    upgrade(before.current.asks)
    after = desk()

    assert (before.progress.percent, before.after.percent) == (100, 50)
    assert [etape.title for etape in before.changes.added] == ["Étape neuve"]
    assert "de 100" in html and "à 50" in html
    assert after.progress.percent == before.after.percent
    assert after.changes is None
    assert [row.number for row in ParcoursVersion.objects.all()] == [1, 2]


def test_what_is_done_stays_done_when_it_asks_more(etape, mark, desk, upgrade):
    simple, full = ACTIVITIES[1:3], ACTIVITIES[:3]
    etape.body = simple
    etape.save_revision().publish()
    mark(etape)
    etape = EtapePage.objects.get(pk=etape.pk)
    etape.body = full
    etape.save_revision().publish()

    before = desk()
    upgrade(before.current.asks)
    after = desk()

    assert [each.key for each in before.changes.changed] == [etape.translation_key]
    assert before.progress.percent == after.progress.percent == 100
    assert after.steps[0].state.is_kept
    assert after.steps[0].is_revised


def test_what_was_not_read_is_not_chosen(parcours, etape, mark, desk, upgrade):
    mark(etape)
    factories.EtapePageFactory(parent=parcours)
    read = desk().current.asks
    factories.EtapePageFactory(parent=parcours)

    response = upgrade(read)

    assert response.status_code == 409
    assert "vient de changer encore" in response.content.decode()
    assert not LearnerEvent.objects.filter(kind="upgrade").exists()


def test_choosing_twice_is_choosing_once(parcours, etape, mark, desk, upgrade):
    mark(etape)
    factories.EtapePageFactory(parent=parcours)
    asks = desk().current.asks

    upgrade(asks)
    upgrade(asks)

    assert LearnerEvent.objects.filter(kind="upgrade").count() == 1


def test_correcting_words_is_no_new_version(parcours, etape, mark, desk):
    mark(etape)
    etape.title = "Étape une, relue"
    etape.save_revision().publish()
    parcours.refresh_from_db()
    parcours.introduction = "Autrement dit."
    parcours.save_revision().publish()

    begun = desk()

    assert begun.changes is None
    assert begun.steps[0].title == "Étape une, relue"
    assert begun.steps[0].is_revised


def test_moving_an_etape_is_announced(parcours, etape, mark, desk):
    second = factories.EtapePageFactory(parent=parcours)
    mark(etape)
    second.move(EtapePage.objects.get(pk=etape.pk), pos="left")

    assert desk().changes.is_reordered


def test_the_version_is_the_same_in_english(
    client, english_home, english, parcours, etape, mark, answer
):
    second = factories.EtapePageFactory(parent=parcours)
    factories.translated(parcours.get_parent().specific, english)
    factories.translated(parcours, english)
    factories.translated(second, english, title="Second step")
    mark(etape)
    answer(QUIZ, {"choice": RIGHT})

    [begun] = client.get("/en/my-learning/").context["desk"].begun

    assert begun.progress.percent == 50
    assert begun.changes is None
    assert [step.title for step in begun.steps] == ["Étape une", "Second step"]


def test_what_was_read_in_one_language_is_not_said_revised_in_the_other(
    client, english_home, english, parcours, etape, mark
):
    def is_revised(path):
        [begun] = client.get(path).context["desk"].begun
        return begun.steps[0].is_revised

    for page in (parcours.get_parent().specific, parcours):
        factories.translated(page, english)
    step = factories.translated(etape, english, title="First step")
    mark(etape)

    assert not is_revised("/fr/mon-parcours/")
    assert not is_revised("/en/my-learning/")

    mark(step)
    etape.title = "Étape une, relue"
    etape.save_revision().publish()

    assert is_revised("/fr/mon-parcours/")
    assert not is_revised("/en/my-learning/")


def test_what_is_missing_and_what_changed_is_said_in_the_language_of_the_page(
    client, english_home, english, parcours, etape, mark
):
    factories.translated(parcours.get_parent().specific, english)
    factories.translated(parcours, english)
    step = factories.translated(etape, english, title="First step")
    body = [dict(block) for block in step.body.raw_data]
    body[0]["value"] = body[0]["value"] | {"question": "What is an alliance?"}
    step.body = body
    step.save_revision().publish()
    mark(etape)
    added = factories.EtapePageFactory(parent=parcours)
    factories.translated(added, english, title="Second step")

    html = client.get("/en/my-learning/").content.decode()
    [begun] = client.get("/en/my-learning/").context["desk"].begun
    shown = client.get(f"/en/my-learning/version/{begun.key}/").content.decode()

    assert f'<a href="{step.href}#{QUIZ}">What is an alliance?</a>' in html
    assert "Pass the question “What is an alliance?”: missing." in html
    assert "Qu’est-ce" not in html
    assert "Step added: Second step." in shown
    # What is kept of the version stays as the French pages said it.
    assert ParcoursVersion.objects.get().version.etapes[0].title == etape.title


def test_beginning_in_english_follows_the_same_version(
    client, english_home, english, parcours, etape
):
    factories.EtapePageFactory(parent=parcours)
    factories.translated(parcours.get_parent().specific, english)
    factories.translated(parcours, english)
    translated = factories.translated(etape, english)

    client.post(f"/en/my-learning/step/{translated.pk}/done/", follow=True)
    client.post(f"/fr/mon-parcours/etape/{etape.pk}/faite/")

    [row] = ParcoursVersion.objects.all()
    assert len(row.version.etapes) == 2


@pytest.mark.parametrize("key", ["00000000-0000-0000-0000-000000000000", "abc"])
def test_a_parcours_that_was_not_begun_has_no_new_version(client, etape, mark, key):
    mark(etape)

    assert client.get(f"/fr/mon-parcours/version/{key}/").status_code == 404
    assert client.post(f"/fr/mon-parcours/version/{key}/").status_code == 404


def test_versions_name_nobody(etape, mark):
    mark(etape)

    [row] = ParcoursVersion.objects.all()

    assert set(row.content) == {"title", "etapes"}
    assert {name for each in row.content["etapes"] for name in each} == {
        "key",
        "title",
        "minutes",
        "requirements",
    }
