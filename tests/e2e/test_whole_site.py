"""The whole site with its real content, followed link by link in both languages."""

import json
import re
import subprocess
from html import unescape
from io import BytesIO
from urllib.parse import urldefrag, urljoin, urlsplit
from zipfile import ZipFile

import pikepdf
import pytest
from babel.messages.pofile import read_po
from lxml import html as markup

from core.templatetags.sharing import NETWORKS
from news.models.events import MAP
from tests import linked_data

from .crawling import crawl, get
from .running import ROOT, run_module

PLAIN = str.maketrans({"’": "'", "\u202f": " ", "\u00a0": " "})

TREE = [
    "/fr/",
    "/fr/vademecum/",
    "/fr/vademecum/faire-alliance/",
    "/fr/vademecum/chiffres/",
    "/fr/vademecum/glossaire/",
    "/fr/vademecum/mesures/",
    "/fr/vademecum/mesures/7/",
    "/c/jouer-collectif-utile/",
    "/c/jouer-collectif-utile/v/1/",
    "/fr/parcours/",
    "/fr/parcours/alliances-et-territoires/",
    "/fr/mon-parcours/",
    "/fr/jeudis/",
    "/fr/jeudis/premiers-jalons/",
    "/fr/jeudis/atom.xml",
    "/fr/jeudis/agenda.ics",
    "/fr/actualites/",
    "/fr/actualites/atom.xml",
    "/fr/agenda/",
    "/fr/agenda/agenda.ics",
    *[f"/fr/pour/{public}/" for public in ("institutions", "acteurs-academiques", "medias")],
    *[f"/fr/piliers/{p}/" for p in ("capitaliser", "evaluer", "modeliser", "faire-valoir")],
    "/fr/recherche/",
    "/fr/a-propos/",
    "/fr/accessibilite/",
    "/fr/donnees-personnelles/",
    "/fr/mentions-legales/",
    "/en/",
    "/sitemap.xml",
    "/robots.txt",
    "/api/v2/pages/",
]  # fmt: skip


@pytest.fixture(scope="session")
def visit(site):
    return crawl([f"{site}{address}" for address in TREE])


def test_every_address_of_the_page_tree_answers(visit, site):
    answers = {address: visit.answers[f"{site}{address}"].status for address in TREE}

    assert answers == dict.fromkeys(TREE, 200)


def test_no_link_is_dead(visit):
    assert visit.dead == []


# Where a page is handed over, or looked for on a map: nothing of theirs is cited.
HANDED_OVER = (*(url.partition("{")[0] for url in NETWORKS.values()), MAP)
OURS = "http://localhost:8000"  # how a book, that leaves its site, calls it


def test_every_link_of_a_book_to_its_site_leads_to_a_page_and_a_place_of_it(visit, site, linked):  # fmt: skip
    missing = []
    ours = {
        link for links in linked.values() for link in links if link.startswith(OURS)
    }
    for link in sorted(ours):
        url, anchor = urldefrag(link.replace(OURS, site))
        answer = visit.answers.get(url) or get(url)
        ids = visit.pages[url].ids if url in visit.pages else ()
        if answer.status != 200 or anchor and anchor not in ids:
            missing.append(f"{answer.status} {link}")

    assert len(ours) > 50
    assert missing == []


def test_every_way_out_of_pages_and_books_is_among_those_that_are_checked(
    visit, linked, site_var
):
    known = set(run_module("tests.e2e.known_links", site_var).splitlines())

    outside = visit.outside.union(*linked.values())
    cited = {url for url in outside if not url.startswith((*HANDED_OVER, OURS))}

    assert len(cited) > 60
    assert cited - known == set()


@pytest.fixture(scope="session")
def linked(visit):
    """Where the links of each PDF and EPUB lead, out of it."""
    return {
        url: LINKS_OF[answer.kind](answer.body)
        for url, answer in visit.answers.items()
        if answer.kind in LINKS_OF
    }


def links_of_pdf(content: bytes) -> set[str]:
    with pikepdf.open(BytesIO(content)) as document:
        notes = [note for page in document.pages for note in page.get("/Annots", [])]
        return {str(note.A.URI) for note in notes if "/A" in note and "/URI" in note.A}


def links_of_epub(content: bytes) -> set[str]:
    with ZipFile(BytesIO(content)) as archive:
        chapters = [archive.read(name) for name in archive.namelist() if name.endswith(".xhtml")]  # fmt: skip
    links = [link for chapter in chapters for link in markup.fromstring(chapter).iterlinks()]  # fmt: skip
    return {url for _element, name, url, _at in links if name == "href" and url.startswith("http")}  # fmt: skip


LINKS_OF = {"application/pdf": links_of_pdf, "application/epub+zip": links_of_epub}


def test_every_anchor_leads_somewhere(visit):
    missing = []
    for url, links in visit.pages.items():
        for address in links.links:
            target, anchor = urldefrag(urljoin(url, address))
            if (
                anchor
                and target in visit.pages
                and anchor not in visit.pages[target].ids
            ):
                missing.append(f"{address} on {url}")

    assert missing == []


def test_no_page_is_empty(visit):
    assert [
        url for url, page in visit.pages.items() if page.text < 60 and "/v/" not in url
    ] == []


def test_pages_load_nothing_from_another_host(visit, site):
    host = urlsplit(site).netloc

    loaded = {
        urlsplit(urljoin(url, address)).netloc
        for url, page in visit.pages.items()
        for address in page.loads
    }

    assert loaded <= {host}


def test_structured_data_say_what_readers_see(visit):
    """One page of each kind, by its language, its depth, its types, and how it is filtered."""
    kinds, wrong = {}, {}
    for url, answer in visit.answers.items():
        if answer.kind == "text/html" and b"application/ld+json" in answer.body:
            html, path, asked = (
                answer.body.decode(),
                urlsplit(url).path,
                urlsplit(url).query,
            )
            types = tuple(sorted({node["@type"] for node in linked_data.nodes(html)}))
            kind = (path[:4], path.count("/"), types, asked.partition("=")[0])
            kinds.setdefault(kind, (url, html))
    for url, html in kinds.values():
        if faults := linked_data.faults(html):
            wrong[url] = faults

    assert len(kinds) > 40
    assert wrong == {}


def test_both_languages_were_walked(visit):
    paths = [urlsplit(url).path for url in visit.pages]

    assert sum(path.startswith("/fr/") for path in paths) > 80
    assert sum(path.startswith("/en/") for path in paths) > 40


def test_no_english_address_answers_in_french_and_the_reverse(visit):
    wrong = [
        url
        for url, answer in visit.answers.items()
        if (match := re.match(r"/(fr|en)/", urlsplit(url).path))
        and answer.kind == "text/html"
        and f'<html lang="{match[1]}"' not in answer.body.decode()
    ]

    assert wrong == []


@pytest.mark.parametrize(("language", "other"), [("fr", "en"), ("en", "fr")])
def test_no_sentence_of_the_interface_is_in_the_other_language(visit, language, other):
    """Whole phrases of the other catalogue, between two tags of a page of this language."""
    with (ROOT / "site/locale/en/LC_MESSAGES/django.po").open("rb") as po:
        pairs = {
            (message.id, message.string)
            for message in read_po(po)
            if isinstance(message.id, str)
            and re.search(r"\w", message.id)  # « : » is of no language
            and message.id != message.string
        }
    ours = {pair[language == "en"] for pair in pairs}
    theirs = {pair[other == "en"] for pair in pairs} - ours
    wrong = []
    for url, answer in visit.answers.items():
        if answer.kind != "text/html" or not urlsplit(url).path.startswith(
            f"/{language}/"
        ):
            continue
        html = re.sub(
            rf'<(\w+)[^>]*\blang="{other}".*?</\1>',
            "",
            answer.body.decode(),
            flags=re.S,
        )
        for text in re.findall(r">([^<>]+)<", html):
            plain = unescape(text).strip().translate(PLAIN)
            if plain in theirs:
                wrong.append(f"{plain!r} on {urlsplit(url).path}")

    assert wrong == []


def test_the_html_checker_finds_no_error(visit, tmp_path):
    names = {}
    for number, (url, answer) in enumerate(visit.answers.items()):
        if answer.kind == "text/html":
            file = tmp_path / f"{number}.html"
            file.write_bytes(answer.body)
            names[file.name] = url

    assert html_errors(tmp_path, names) == []


def html_errors(folder, names: dict[str, str]) -> list[str]:
    """What the HTML checker says of the files of a folder, by the addresses of their pages."""
    checker = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
    result = subprocess.run(
        ["java", "-Xss4m", "-jar", str(checker), "--format", "json", "--errors-only", str(folder)],
        capture_output=True, text=True,
    )  # fmt: skip
    return [
        f"{names[message['url'].rsplit('/', 1)[-1]]} line {message.get('lastLine')}: {message['message']}"
        for message in json.loads(result.stderr)["messages"]
    ]
