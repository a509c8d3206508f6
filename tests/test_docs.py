"""What the documents say, compared with what is there."""

import ast
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from core.blocks import BodyBlock
from parcours.blocks import EtapeBlock
from tests.e2e import captures

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = ROOT / "site" / "config" / "settings"
GUIDE = ROOT / "docs" / "guide-redaction"
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
IN_BACKTICKS = re.compile(r"`(?:[A-Z]+=\S+ )?make ([a-z0-9-]+)[^`]*`")
IN_A_BLOCK = re.compile(r"^make ([a-z0-9-]+)", re.MULTILINE)


def variables_read() -> set[str]:
    """The variables that settings read: `env("X")`, `env.bool("X")`, `required("X")`."""
    found = set()
    for file in SETTINGS.glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if not (isinstance(call, ast.Call) and call.args):
                continue
            name = call.args[0]
            called = ast.unparse(call.func).partition(".")[0]
            if called in ("env", "required") and isinstance(name, ast.Constant):
                found.add(name.value)
    return found


def first_cells(text: str, pattern: str) -> list[str]:
    return re.findall(rf"^\| {pattern} \|", text, re.MULTILINE)


def section(text: str, title: str) -> str:
    return text.split(f"\n## {title}\n")[1].split("\n## ")[0]


def pictures_made_by_captures() -> set[Path]:
    """The screenshots that `make captures` writes, by name: the guide's and the README's."""
    source = Path(captures.__file__).read_text()
    folders = {"GUIDE": captures.GUIDE, "README": captures.README}
    written = re.findall(r'\b(GUIDE|README) / "([\w-]+\.png)"', source)
    listed = [
        ("GUIDE", f"{name}.png")
        for name in (*captures.ADMIN, *captures.FORMS, *captures.NEW)
    ]
    return {folders[folder] / name for folder, name in [*written, *listed]}


def anchors(text: str) -> set[str]:
    """The anchors of the headings of a document."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", t.lower()).replace(" ", "-") for t in titles}


def test_the_readme_lists_the_environment_variables_that_settings_read():
    table = section((ROOT / "README.md").read_text(), "Environment variables")

    assert sorted(first_cells(table, r"`([A-Z_]+)`")) == sorted(variables_read())


def test_settings_alone_read_the_environment():
    elsewhere = [
        str(file.relative_to(ROOT))
        for room in ["site/core", "accounts", "home", "jeudis", "news", "newsletter", "parcours", "search", "vademecum"]
        for file in (ROOT / room).rglob("*.py")
        if re.search(r"\bos\.(environ|getenv)|import environ\b", file.read_text())
    ]  # fmt: skip

    assert elsewhere == []


def test_the_guide_lists_the_blocks_of_a_body_and_those_of_an_etape():
    text = section((GUIDE / "ecrire-une-fiche.md").read_text(), "Les blocs")
    body, etape = text.split("Dans une étape")
    in_a_body = [str(block.label) for block in BodyBlock().child_blocks.values()]
    in_an_etape = [str(block.label) for block in EtapeBlock().child_blocks.values()]

    assert first_cells(body, r"\*\*(.+?)\*\*") == in_a_body
    assert in_a_body + first_cells(etape, r"\*\*(.+?)\*\*") == in_an_etape


def test_every_page_of_the_guide_is_in_its_contents():
    contents = (GUIDE / "README.md").read_text()

    assert [
        page.name
        for page in GUIDE.glob("*.md")
        if page.name != "README.md" and f"({page.name})" not in contents
    ] == []


def test_every_decision_is_in_the_list_of_decisions():
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text())

    assert listed == sorted(page.name for page in folder.glob("[0-9]*.md"))


def test_every_dependency_has_its_line_in_the_decision_on_the_stack():
    project = (ROOT / "pyproject.toml").read_text()
    wanted = re.search(r"^dependencies = \[(.*?)^\]", project, re.M | re.S)[1]
    names = re.findall(r'"([a-z0-9-]+)', wanted)
    table = (ROOT / "docs/decisions/0002-stack.md").read_text()
    cells = [name for cell in first_cells(table, r"([a-z0-9, -]+)") for name in cell.split(", ")]  # fmt: skip

    assert cells == names


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_every_command_named_exists(name):
    text = (ROOT / name).read_text()
    targets = re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.M)

    assert {*IN_BACKTICKS.findall(text), *IN_A_BLOCK.findall(text)} <= {*targets}


def test_the_guide_for_contributors_lists_every_command():
    makefile = (ROOT / "Makefile").read_text()
    helped = set(re.findall(r"^([a-z0-9-]+):.*## ", makefile, re.M)) - {"help"}
    listed = first_cells((ROOT / "CONTRIBUTING.md").read_text(), r"`make ([a-z0-9-]+)`")

    assert set(listed) == helped


@pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT))
)
def test_every_link_and_picture_exists(document):
    made, dead = pictures_made_by_captures(), []
    for address in LINK.findall(document.read_text()):
        # `page:` is how content files link, shown as an example.
        if address.startswith(("http://", "https://", "mailto:", "page:")):
            continue
        path, _hash, anchor = unquote(address).partition("#")
        target = (document.parent / path).resolve() if path else document
        if target in made and not target.exists():
            continue
        if not target.exists() or (
            anchor and anchor not in anchors(target.read_text())
        ):
            dead.append(address)

    assert dead == []


def test_every_screenshot_is_shown_somewhere():
    shown = {
        (document.parent / address).resolve()
        for document in DOCUMENTS
        for address in LINK.findall(document.read_text())
        if address.endswith(".png")
    }

    assert pictures_made_by_captures() == shown
