"""
`make bench`: what each kind of page costs, on this machine, without any page cache.

Prints for each page: SQL statements in steady state, median and p95 latency and requests
per second of one process (in-process client, after a warm-up), bytes of the first visit by
kind (compressed as sent), elements. Nothing here asserts a time: tests hold the counts.
"""

import gzip
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from io import StringIO
from pathlib import Path

ROUNDS = 60
PAGES = [
    "/fr/",
    "/fr/vademecum/",
    "/fr/vademecum/faire-alliance/",
    "/fr/vademecum/chiffres/",
    "/fr/vademecum/glossaire/",
    "/fr/vademecum/mesures/",
    "/fr/vademecum/mesures/15/",
    "/c/jouer-collectif-utile/",
    "/fr/parcours/",
    "/fr/parcours/alliances-et-territoires/",
    "/fr/jeudis/",
    "/fr/jeudis/premiers-jalons/",
    "/fr/actualites/",
    "/fr/agenda/",
    "/fr/pour/",
    "/fr/pour/medias/",
    "/fr/piliers/evaluer/",
    "/fr/recherche/?q=alliance",
    "/fr/a-propos/",
]


def main():
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "SITE_VAR": str(folder),
        "DATABASE_URL": os.environ.get(
            "DATABASE_URL", f"sqlite:///{folder}/site.sqlite3"
        ),
    }
    try:
        measure()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure():
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from wagtail.models import Page

    call_command("prepare", stdout=StringIO())
    client = Client(
        SERVER_NAME="localhost",
        headers={"accept-encoding": "gzip", "accept-language": "fr"},
    )
    deepest = [
        page.specific.href
        for model in ("etapepage", "jeudipage", "newspage", "eventpage")
        for page in Page.objects.filter(
            content_type__model=model, locale__language_code="fr"
        )[:1]
    ]
    assets = sizes_of_assets(client)
    print(
        f"{connection.vendor}, {Page.objects.count()} pages, {ROUNDS} rounds each, one process"
    )
    print(f"{'page':52} {'sql':>4} {'median':>8} {'p95':>8} {'req/s':>7} {'html':>7} {'css':>7} {'js':>6} {'font':>7} {'elements':>9}")  # fmt: skip
    for path in [*PAGES, *deepest]:
        print(row(client, path, assets))
    for line in ten_years_rows(client):
        print(line)
    print(publication_row())
    print(book_row())


def row(client, path: str, assets: dict) -> str:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(3):
        client.get(path)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    statements = len(captured)  # now: the next request forgets them
    assert response.status_code == 200, (path, response.status_code)
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - start) * 1000)
    html = gzip.decompress(response.content).decode()
    weights = {"css": 0, "js": 0, "woff2": 0}
    for address in set(re.findall(r'/static/[^"\s]+', html)):
        kind = address.rsplit(".", 1)[-1]
        if kind in weights:
            weights[kind] += assets(address)
    median, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    elements = len(re.findall(r"<[a-z]", html))
    return (
        f"{path:52} {statements:4} {median:5.1f} ms {p95:5.1f} ms {1000 / median:7.0f} "
        f"{len(response.content):7} {weights['css']:7} {weights['js']:6} {weights['woff2']:7} {elements:9}"
    )


def ten_years_rows(client):
    """Two thousand Jeudis of ten years: what a listing, a feed, a calendar costs then."""
    from django.core.files.base import ContentFile
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from wagtail.models import Page

    from core.models import SiteDocument
    from jeudis.models import JeudiIndexPage, JeudiPage
    from tests.jeudis.archive import ten_years
    from tests.jeudis.episodes import SOUND

    sound = SiteDocument(title="Jeudi", file=ContentFile(SOUND, "banc.mp3"))
    sound._set_document_file_metadata()
    sound.save()
    index = JeudiIndexPage.objects.get(locale__language_code="fr")
    before = set(index.get_children().values_list("pk", flat=True))
    season, _jeudi = ten_years(index, sound)
    yield f"{JeudiPage.objects.count()} Jeudis: statements, median, bytes as sent and as written, and the same of a 304"
    for below in (index.href, f"{index.href}?page=150", season.href, f"{index.href}series/hebdomadaire/", f"{index.href}atom.xml", f"{index.href}feed.json", f"{index.href}podcast.xml", f"{index.href}podcast.xml?page=15", f"{season.href}podcast.xml", f"{index.href}agenda.ics", f"{season.href}agenda.ics", "/fr/", "/sitemap.xml"):  # fmt: skip
        told = [f"{below:44}"]
        known = ""
        for _first_or_304 in range(2):
            headers = {"if-none-match": known}
            client.get(below, headers=headers)
            with CaptureQueriesContext(connection) as captured:
                response = client.get(below, headers=headers)
            statements, times = len(captured), []
            for _ in range(5):
                start = time.perf_counter()
                client.get(below, headers=headers)
                times.append((time.perf_counter() - start) * 1000)
            sent = len(response.content)
            written = len(gzip.decompress(response.content)) if response.headers.get("Content-Encoding") == "gzip" else sent  # fmt: skip
            told.append(f"{response.status_code} {statements:3} {statistics.median(times):7.1f} ms {sent:8} {written:8}")  # fmt: skip
            known = response.headers.get("ETag", "")
        yield "  ".join(told)
    for page in Page.objects.child_of(index).exclude(pk__in=before):
        page.specific.delete()


def publication_row(citing: int = 200) -> str:
    """Publishing a figure that many fiches cite, in the admin: the request, and after it."""
    from django.test import Client
    from wagtail.models import Page

    from accounts.models import User
    from tests.admin_forms import fields_of
    from vademecum.models import ChiffreCle, FichePage, VademecumPage

    figure = ChiffreCle.objects.sources().get(identifier="jouer-collectif-utile")
    vademecum = VademecumPage.objects.get(locale=figure.locale)
    body = [{"type": "figure", "value": figure.pk}]
    for number in range(citing):
        vademecum.add_child(
            instance=FichePage(
                title=f"Fiche {number}", slug=f"fiche-{number}", body=body, live=True
            )
        )
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.filter(is_superuser=True).first())
    address = f"/admin/snippets/vademecum/chiffrecle/edit/{figure.pk}/"
    taken = []
    for value in ("82", "81", "82"):
        fields = fields_of(client.get(address), "source_url")
        start, before = time.perf_counter(), time.process_time()
        answer = client.post(
            address, fields | {"value": value, "action-publish": "action-publish"}
        )
        taken.append((time.perf_counter() - start, time.process_time() - before))
        assert answer.status_code == 302, answer.status_code
    seconds, cpu = min(taken)
    cited = figure.citations().count()
    Page.objects.filter(slug__startswith="fiche-").delete()
    return (
        f"Publishing a figure cited {cited} times, the request: {seconds:.2f} s, "
        f"{cpu:.2f} s of CPU (the best of {len(taken)})"
    )


def book_row() -> str:
    """A PDF of 120 pages at least: the fiches of the real book, several times over."""
    from io import BytesIO

    import pikepdf

    from vademecum.book import content, pdf

    book = content.gather("fr")
    fiches = [c for c in book.chapters if c.name.startswith("fiche-")]
    fiches += [c for c in book.chapters if c.name == "chiffres"]
    copies = [
        replace(c, name=f"{c.name}-2", html=c.html.replace(' id="', ' id="2-'))
        for c in fiches
    ]
    long = replace(book, chapters=[*book.chapters, *copies])
    start, before = time.perf_counter(), time.process_time()
    written = pdf.write(long)
    seconds, cpu = time.perf_counter() - start, time.process_time() - before
    with pikepdf.open(BytesIO(written)) as document:
        return (
            f"PDF of {len(document.pages)} pages: {seconds:.1f} s, {cpu:.1f} s of CPU, "
            f"{len(written)} bytes"
        )


def sizes_of_assets(client):
    known = {}

    def size(address: str) -> int:
        if address not in known:
            response = client.get(address)
            known[address] = len(b"".join(response.streaming_content))
        return known[address]

    return size


if __name__ == "__main__":
    sys.exit(main())
