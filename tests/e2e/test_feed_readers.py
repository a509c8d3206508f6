"""Every feed of the site in programs that are not ours, and against the schema of Atom."""

import json
import subprocess
import urllib.request
from pathlib import Path

import feedparser
import pytest
from lxml import etree

HERE = Path(__file__).parent
SCHEMA = HERE.parent / "schemas" / "atom.rnc"
# The HTML checker brings Jing along, which reads RELAX NG in its compact form.
JING = ["java", "-cp", HERE.parents[1] / "node_modules/vnu-jar/build/dist/vnu.jar", "nu.validator.vendor.thaiopensource.relaxng.util.Driver", "-c"]  # fmt: skip
READER = HERE / "read_feed.mjs"
FOLLOWED = [
    "/fr/",
    "/en/",
    "/fr/actualites/",
    "/fr/actualites/?pilier=evaluer",
    "/en/news/?type=communique",
    "/fr/jeudis/",
    "/fr/jeudis/series/hebdomadaire/",
    "/fr/vademecum/mesures/",
    "/fr/vademecum/chiffres/corrections/",
    "/fr/pour/medias/",
    "/fr/pour/medias/?pilier=evaluer",
    "/fr/piliers/modeliser/",
    "/fr/piliers/modeliser/?public=institutions",
]
KINDS = {"application/atom+xml": "atom", "application/feed+json": "json", "application/rss+xml": "rss"}  # fmt: skip


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address) as response:
        return response.read()


@pytest.fixture(scope="module")
def feeds(site) -> dict[str, tuple[str, bytes]]:
    """Every feed that these pages announce, by its address: its type, its bytes."""
    found = {}
    for page in FOLLOWED:
        tree = etree.HTML(fetch(site + page).decode())
        for link in tree.xpath('//link[@rel="alternate"]'):
            kind, path = link.get("type"), link.get("href")
            if kind in KINDS and "podcast" not in path:
                found[path] = (kind, fetch(site + path))
    return found


def test_feedparser_reads_them_without_a_warning(feeds):
    assert len(feeds) > 30
    for path, (kind, content) in feeds.items():
        if kind != "application/feed+json":
            found = feedparser.parse(content)
            assert (path, found.bozo, found.version) == (path, False, "atom10" if "atom" in kind else "rss20")  # fmt: skip


def test_feedsmith_reads_them_and_what_it_reads_is_the_same(feeds):
    for path, (kind, content) in feeds.items():
        done = subprocess.run(["node", READER], input=content, capture_output=True, check=True)  # fmt: skip
        told = json.loads(done.stdout)
        if kind == "application/feed+json":
            ids = [item["id"] for item in json.loads(content)["items"]]
        else:
            ids = [entry.id for entry in feedparser.parse(content).entries]

        assert (path, done.stderr, told["format"]) == (path, b"", KINDS[kind])
        assert (path, [entry["id"] for entry in told["entries"]]) == (path, ids)
        assert all(entry["title"] and entry["url"] for entry in told["entries"]), path


def test_atom_is_valid_against_the_schema_of_rfc_4287(feeds, tmp_path):
    files = []
    for number, (_path, (kind, content)) in enumerate(feeds.items()):
        if kind == "application/atom+xml":
            files.append(tmp_path / f"{number}.xml")
            files[-1].write_bytes(content)

    done = subprocess.run([*JING, SCHEMA, *files], capture_output=True, text=True)

    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_the_schema_refuses_what_is_not_atom(tmp_path, feeds):
    content = next(c for kind, c in feeds.values() if kind == "application/atom+xml")
    wrong = tmp_path / "wrong.xml"
    wrong.write_bytes(content.replace(b"<updated>", b"<modified>").replace(b"</updated>", b"</modified>"))  # fmt: skip

    done = subprocess.run([*JING, SCHEMA, wrong], capture_output=True, text=True)

    assert done.returncode == 1 and "updated" in done.stdout
