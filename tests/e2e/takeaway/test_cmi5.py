"""A cmi5 launch, played against a store that checks every statement."""

import json
import subprocess

import pytest
from lxml import etree

from tests.e2e.running import ROOT
from tests.parcours.takeaway.conftest import unzipped

from . import learners
from .cmi5_lms import PROGRESS, Lms, handler
from .platforms import files_handler, play, served
from .runtime import NODE

pytestmark = [pytest.mark.e2e, pytest.mark.django_db]
SPACE = "{https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd}"


@pytest.fixture
def lms(browser, made):
    """A platform that imported the package, and the learner's browser."""
    content = unzipped(made["cmi5"])
    au = etree.fromstring(content["cmi5.xml"]).find(f"{SPACE}au")
    lms = Lms(au.get("id"))
    context = browser.new_context(locale="fr-FR")
    with served(files_handler(content)) as package, served(handler(lms)) as store:

        def open_(**options):
            page = context.new_page()
            page.on("pageerror", lambda error: lms.flaws.append(str(error)))
            url = f"{package}/{au.find(f'{SPACE}url').text.strip()}"
            page.goto(lms.launch(url, store, **options))
            page.wait_for_selector("html[data-platform]", state="attached")
            page.wait_for_timeout(200)
            return page

        lms.open = open_
        yield lms
        context.close()
    assert lms.flaws == []
    assert other_validator(lms) == []


def other_validator(lms) -> list:
    """What somebody else's validator of xAPI says of the same statements."""
    script = """
    const { default: factory } = require("@learninglocker/xapi-validation");
    const told = JSON.parse(require("fs").readFileSync(0, "utf8"));
    process.stdout.write(JSON.stringify(told.flatMap((each) => factory(each).map(String))));
    """
    statements = [each for session in lms.sessions for each in session.statements]
    done = subprocess.run(
        [NODE, "-e", script],
        input=json.dumps(statements),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    return json.loads(done.stdout)


def leave(page, lms):
    page.goto("about:blank")
    for _ in range(40):
        if lms.sessions[-1].verbs()[-1:] == ["terminated"]:
            break
        page.wait_for_timeout(50)
    page.close()


def reached(lms) -> dict:
    """What the store knows, as plain data."""
    told = [each for session in lms.sessions for each in session.statements]
    verbs = {each["verb"]["id"].rpartition("/")[2]: each for each in told}
    judged = verbs.get("passed") or verbs.get("failed")
    answers = {
        each["object"]["id"].rpartition("/")[2]: (each["result"]["response"], each["result"]["success"])
        for each in told
        if each["verb"]["id"].endswith("/answered") and "success" in each["result"]
    }  # fmt: skip
    return {
        "score": judged["result"]["score"]["raw"] if judged else None,
        "is_complete": "completed" in verbs,
        "passed": judged["result"]["success"] if judged else None,
        "answers": answers,
    }


@pytest.mark.parametrize("who", [learners.perfect, learners.hesitant, learners.unlucky])
def test_the_same_learner_ends_with_the_same_result(client, course, etapes, lms, who):
    steps = who(etapes)
    here = learners.on_the_site(client, course, etapes, steps)

    page = lms.open()
    play(page.main_frame, steps)
    page.wait_for_timeout(300)
    leave(page, lms)

    told = reached(lms)
    assert lms.sessions[0].verbs()[0] == "initialized"
    assert lms.sessions[0].verbs()[-1] == "terminated"
    assert told["is_complete"] == here.is_complete
    assert (told["passed"], told["answers"]) == (here.passed, here.answers)
    if here.passed:
        assert told["score"] == here.score


def test_a_second_session_finds_everything_again_and_says_nothing_twice(lms, etapes):
    steps = learners.perfect(etapes)

    page = lms.open()
    play(page.main_frame, steps[:4])
    page.wait_for_timeout(300)
    leave(page, lms)
    page = lms.open()
    assert page.locator("form[data-activity='0'] input:checked").count() == 1
    play(page.main_frame, steps[4:])
    page.wait_for_timeout(300)
    leave(page, lms)
    page = lms.open()
    page.evaluate("location.hash = 'parcours'")
    page.locator("#finished").wait_for()
    leave(page, lms)

    assert lms.sessions[1].verbs().count("completed") == 1
    assert lms.sessions[2].verbs() == ["initialized", "terminated"]
    progress = [
        each["result"]["extensions"][PROGRESS]
        for session in lms.sessions
        for each in session.statements
        if each["verb"]["id"].endswith("progressed")
    ]
    assert progress == sorted(progress)


@pytest.mark.parametrize("mode", ["Browse", "Review"])
def test_nothing_is_judged_of_who_only_looks(lms, etapes, mode):
    page = lms.open(mode=mode)
    play(page.main_frame, learners.perfect(etapes))
    page.wait_for_timeout(300)
    said = page.locator("#said").inner_text()
    leave(page, lms)

    assert lms.sessions[0].verbs() == ["initialized", "terminated"]
    assert "rien n’est compté" in said


@pytest.mark.parametrize("mastery", [0, 0.75, 1])
def test_the_mastery_score_of_the_platform_is_kept(lms, etapes, mastery):
    page = lms.open(mastery=mastery)
    play(page.main_frame, learners.perfect(etapes))
    page.wait_for_timeout(300)
    leave(page, lms)

    assert "passed" in lms.sessions[0].verbs()


@pytest.mark.parametrize(("mastery", "is_judged"), [(0.9, True), (0, False)])
def test_failed_is_said_only_below_the_mastery_score(lms, etapes, mastery, is_judged):
    page = lms.open(mastery=mastery)
    play(page.main_frame, learners.unlucky(etapes))
    page.wait_for_timeout(300)
    leave(page, lms)

    assert ("failed" in lms.sessions[0].verbs()) is is_judged


def test_what_the_store_did_not_confirm_is_sent_again_and_is_there_once(lms, etapes):
    page = lms.open()
    lms.drops = 2
    play(page.main_frame, learners.perfect(etapes))
    page.wait_for_timeout(300)
    leave(page, lms)

    assert lms.sessions[0].verbs().count("answered") >= 8
    assert {"passed", "completed"} <= set(lms.sessions[0].verbs())


def test_a_launch_that_was_used_already_says_so_and_can_be_read(lms, etapes):
    page = lms.open()
    page.reload()
    page.wait_for_selector("html[data-platform]", state="attached")

    assert (
        "relancez le parcours depuis la plateforme"
        in page.locator("#said").inner_text()
    )
    assert page.locator("#parcours h1").is_visible()
