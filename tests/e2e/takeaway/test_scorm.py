"""One scripted learner on the site and in scorm-again: the same score, completion, answers."""

import pytest

from tests.parcours.conftest import QUIZ, SHEET
from tests.parcours.takeaway.conftest import unzipped

from . import learners
from .platforms import answered, files_handler, play, scorm_files, served

pytestmark = [pytest.mark.e2e, pytest.mark.django_db]
LEARNERS = {
    "perfect": learners.perfect,
    "hesitant": learners.hesitant,
    "unlucky": learners.unlucky,
    **{f"random {n}": lambda etapes, n=n: learners.random_steps(etapes, n) for n in range(6)},
}  # fmt: skip


@pytest.fixture
def platform(browser, made):
    """`platform("scorm-1-2")` opens the package in a platform: its page, and the package's."""
    opened = []

    def launch(name: str):
        files = scorm_files(name, unzipped(made[name]))
        server = served(files_handler(files))
        address = server.__enter__()
        context = browser.new_context(locale="fr-FR")
        opened.append((server, context))
        return Platform(context, address)

    yield launch
    for server, context in opened:
        context.close()
        server.__exit__(None, None, None)


class Platform:
    def __init__(self, context, address):
        self.context, self.address = context, address
        self.page = context.new_page()
        self.errors = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.launch()

    def launch(self):
        self.page.goto(f"{self.address}/lms.html")
        self.frame = self.page.frames[1]
        self.frame.wait_for_selector("html.plays", state="attached")
        self.page.wait_for_timeout(50)

    def leave(self) -> dict:
        """Go away as one closes a tab; what the platform keeps then."""
        self.page.evaluate("document.getElementById('package').src = 'about:blank'")
        self.page.wait_for_timeout(150)
        kept = self.page.evaluate("written()")
        self.page.evaluate("localStorage.setItem('lms', JSON.stringify(written()))")
        assert (self.errors, self.page.evaluate("refused")) == ([], [])
        return kept


def reached(name: str, cmi: dict) -> dict:
    """What a platform was told, as plain data."""
    if name == "scorm-1-2":
        status, score = cmi["core"]["lesson_status"], cmi["core"]["score"]
        return {
            "score": int(score["raw"]),
            "range": (score["min"], score["max"]),
            "is_complete": status in ("passed", "completed"),
            "passed": status == "passed" or None,
            "answers": answered(items(cmi["interactions"]), False),
        }
    score = cmi["score"]
    assert float(score["scaled"]) * 100 == pytest.approx(int(score["raw"]))
    return {
        "score": int(score["raw"]),
        "range": (score["min"], score["max"]),
        "is_complete": cmi["completion_status"] == "completed",
        "passed": {"passed": True, "failed": False}.get(cmi["success_status"]),
        "answers": answered(items(cmi["interactions"]), True),
    }


def items(found) -> list:
    return found["childArray"] if "childArray" in found else list(found.values())


@pytest.mark.parametrize("who", LEARNERS)
@pytest.mark.parametrize("name", ["scorm-1-2", "scorm-2004"])
def test_the_same_learner_ends_with_the_same_result(
    client, course, etapes, platform, name, who
):
    steps = LEARNERS[who](etapes)
    here = learners.on_the_site(client, course, etapes, steps)

    there = platform(name)
    play(there.frame, steps)
    told = reached(name, there.leave())

    # SCORM 1.2 has one word for both: « passed » is said of who finished.
    is_passed = (here.is_complete and here.passed) or None
    passed = here.passed if name == "scorm-2004" else is_passed
    assert told == {
        "score": here.score,
        "range": ("0", "100"),
        "is_complete": here.is_complete,
        "passed": passed,
        "answers": here.answers,
    }
    if who == "perfect":
        assert (here.score, here.is_complete, here.passed) == (100, True, True)
        assert sorted(here.answers) == sorted(learners.names(etapes))


@pytest.mark.parametrize("name", ["scorm-1-2", "scorm-2004"])
def test_a_learner_leaves_in_the_middle_and_finds_everything_again(
    client, course, etapes, platform, name
):
    steps = learners.perfect(etapes)
    here = learners.on_the_site(client, course, etapes, steps)
    half = len(steps) // 2

    there = platform(name)
    play(there.frame, steps[:half])
    there.frame.evaluate("location.hash = 'etape-2'")
    first = there.leave()
    there.launch()
    shown = there.frame.locator("[data-part]:visible")
    assert shown.get_attribute("id") == "etape-2"
    assert there.frame.locator("form[data-activity='0'] input:checked").count() == 1
    play(there.frame, steps[half:])
    last = there.leave()

    told = reached(name, last)
    assert (told["score"], told["is_complete"]) == (here.score, here.is_complete)
    both = reached(name, first)["answers"] | told["answers"]
    assert both == here.answers


def test_sheets_are_reported_and_long_texts_stay_when_the_platform_has_no_room(
    platform, etapes
):
    long = "Ce que nous avons vu, dit autrement. " * 150
    steps = [
        ("answer", SHEET, {name: [long] for name in ("prompt-" + learners.FIRST,)})
    ]

    there = platform("scorm-1-2")
    play(there.frame, [*steps, ("answer", QUIZ, {"choice": [learners.RIGHT]})])
    said = there.frame.locator("#said").inner_text()
    kept = there.leave()
    there.launch()

    assert "gardés dans ce navigateur" in said
    assert len(kept["suspend_data"]) <= 4096
    reported = items(kept["interactions"])[0]
    assert (reported["type"], reported["result"]) == ("fill-in", "neutral")
    assert reported["student_response"] == long[:255]
    typed = there.frame.locator(f"[name='prompt-{learners.FIRST}']").input_value()
    assert typed == long.strip()


def test_a_learner_does_it_all_by_keyboard(platform, etapes):
    there = platform("scorm-2004")
    page = there.page
    there.frame.locator("body").focus()

    def tab_to(selector, most=60):
        for _ in range(most):
            page.keyboard.press("Tab")
            if there.frame.evaluate(f"document.activeElement.matches('{selector}')"):
                return
        raise AssertionError(f"{selector} is not reached by keyboard")

    tab_to("[data-start]")
    page.keyboard.press("Enter")
    there.frame.wait_for_selector("#etape-1:visible")
    assert there.frame.evaluate(
        "document.activeElement.matches('#etape-1 [data-title]')"
    )
    tab_to("input[name=choice]")
    page.keyboard.press("Space")
    tab_to("form[data-activity] button")
    page.keyboard.press("Enter")
    verdict = there.frame.locator("form[data-activity='0'] .correction")
    verdict.wait_for()

    assert "C’est juste" in verdict.inner_text()
    assert there.frame.evaluate("document.activeElement.className") == "correction"
