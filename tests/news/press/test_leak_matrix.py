"""
The leak matrix: each channel, before, at and after the hour, for everybody, for somebody
accredited, and for somebody whose link was revoked. With the caches on.
"""

import re
from datetime import timedelta
from itertools import chain

import pytest
from django.core.management import call_command
from wagtail.images.utils import generate_signature

from news.press import desk
from vademecum.book import shelf

from .conftest import HOUR, WORD, accredited

pytestmark = [
    # Wagtail leaves the file of a rendition that it makes to the garbage collector.
    pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile"),
]

SECOND = timedelta(seconds=1)
# Instants of everybody's clock; the house's own strikes at the hour.
BEFORE = [HOUR - timedelta(days=1), HOUR - timedelta(minutes=9), HOUR - SECOND]
AFTER = [HOUR, HOUR + timedelta(seconds=59), HOUR + timedelta(days=1)]


def own(secret) -> dict[str, str]:
    """Addresses that exist for what is under embargo alone."""
    size = "fill-1200x630"
    signature = generate_signature(secret.image.pk, size)
    page, image, document = secret.page, secret.image, secret.document
    rendition = image.get_rendition("width-320")
    return {
        "page": page.href,
        "page in English": secret.english.href,
        "PDF": f"{page.href}communique.pdf",
        "EPUB": f"{page.href}communique.epub",
        "ZIP": f"{page.href}dossier.zip",
        "API of the page": f"/api/v2/pages/{page.pk}/",
        "API of the translation": f"/api/v2/pages/{secret.english.pk}/",
        "picture": image.file.url,
        "rendition": rendition.url,
        "shared picture": f"/images/{signature}/{image.pk}/{size}/",
        "API of the picture": f"/api/v2/images/{image.pk}/",
        "document": document.url,
        "file of the document": f"/media/{document.file.name}",
        "API of the document": f"/api/v2/documents/{document.pk}/",
    }


def shared(tree) -> dict[str, str]:
    """Addresses of everybody, where it is told of once it is published."""
    return {
        "list": tree["actualites"].href,
        "filtered list": f"{tree['actualites'].href}?type=communique",
        "list in English": "/en/news/",
        "Atom": f"{tree['actualites'].href}atom.xml",
        "Atom in English": "/en/news/atom.xml",
        "JSON Feed": f"{tree['actualites'].href}feed.json",
        "RSS": f"{tree['actualites'].href}rss.xml",
        "feed of the site": "/fr/atom.xml",
        "JSON Feed of the site": "/fr/feed.json",
        "feed of the audience": f"{tree['public'].href}atom.xml",
        "feed of the pillar": f"{tree['pilier'].href}feed.json",
        "feed of the cell": f"{tree['public'].href}rss.xml?pilier=evaluer",
        "cell": f"{tree['public'].href}?pilier=evaluer",
        "audience": tree["public"].href,
        "pillar": tree["pilier"].href,
        "home": "/fr/",
        "search": f"/fr/recherche/?q={WORD}",
        "search in English": f"/en/search/?q={WORD}",
        "sitemap": "/sitemap.xml",
        "API": "/api/v2/pages/?limit=100",
        "API of the news": "/api/v2/pages/?type=news.NewsPage&fields=*",
        "API of the communiqués": "/api/v2/pages/?type=news.CommuniquePage&fields=*",
        "search of the API": f"/api/v2/pages/?search={WORD}",
        "API by address": f"/api/v2/pages/?slug={WORD}",
        "API of pictures": "/api/v2/images/?fields=*",
        "API of documents": "/api/v2/documents/?fields=*",
        "page that leads to it": tree["actualite"].href,
    }


def silent(tree) -> dict[str, str]:
    """Addresses that say nothing of it at any time, before the hour above all."""
    rest = {
        "agenda": f"{tree['agenda'].href}agenda.ics",
        "calendar of the audience": f"{tree['public'].href}agenda.ics",
        "agenda page": tree["agenda"].href,
        "jeudis": f"{tree['jeudis'].href}feed.json",
        "jeudis in Atom": f"{tree['jeudis'].href}atom.xml",
        "calendar of the jeudis": f"{tree['jeudis'].href}agenda.ics",
        "measures": f"{tree['mesures'].href}atom.xml",
        "figures": f"{tree['chiffres'].href}chiffres.json",
        "press contacts": f"{tree['vademecum'].href}contacts/",
        "robots": "/robots.txt",
        "old address": f"/{WORD}/",
        "without a language": f"/actualites/{WORD}/",
        "API by its parent": f"/api/v2/pages/?child_of={tree['actualites'].pk}&search={WORD}x",
    }
    return rest | {f"page {name}": page.href for name, page in tree.items()}


class Cache:
    """A cache in front of the site: what it may keep, it keeps; two minutes if nothing says."""

    def __init__(self, client):
        self.client, self.kept = client, {}

    def get(self, address, at):
        status, body, until = self.kept.get(address, (0, "", at))
        if at < until:
            return status, body
        status, body, headers = fetch(self.client, address)
        said = headers.get("Cache-Control", "")
        age = re.search(r"s-maxage=(\d+)", said) or re.search(r"max-age=(\d+)", said)
        lasts = int(age[1]) if age else 120
        if re.search("no-store|private|no-cache", said):
            lasts = 0
        self.kept[address] = status, body, at + timedelta(seconds=lasts)
        return status, body


def fetch(client, address):
    response = client.get(address)
    content = b"".join(response) if response.streaming else response.content
    return response.status_code, content.decode(errors="replace"), response.headers


def leaks(cache, addresses: dict, at) -> list[str]:
    """The channels where the word is read; a form that repeats a question is none."""
    found = []
    for name, address in addresses.items():
        _status, body = cache.get(address, at)
        asked = re.sub(
            rf'value="{WORD}x?"|[?&;]\w*(?:q|search|slug)={WORD}x?', "", body
        )
        asked = re.sub(rf"[«“][^»”]*{WORD}[^»”]*[»”]|/{WORD}/?(?=[\"'<\s])", "", asked)
        if WORD in asked.lower():
            found.append(name)
    return found


def test_nobody_else_reads_before_the_hour_and_everybody_after(
    client, secret, tree, clock, strike
):
    cache = Cache(client)
    closed, open_ = own(secret), shared(tree)
    everywhere = {**closed, **open_, **silent(tree)}

    for at in BEFORE:
        clock(at)
        statuses = {name: cache.get(a, at)[0] for name, a in closed.items()}
        assert (at, {n for n, s in statuses.items() if s != 404}) == (at, set())
        assert (at, leaks(cache, everywhere, at)) == (at, [])

    strike(HOUR)

    for at in AFTER:
        clock(at)
        statuses = {name: cache.get(a, at)[0] for name, a in closed.items()}
        late = {n for n, s in statuses.items() if s not in (200, 302)}
        assert (at, late) == (at, set())
        told = leaks(cache, open_, at)
        assert (at, sorted(open_.keys() - set(told))) == (at, [])


def test_books_that_were_made_before_say_nothing_of_it(client, secret, tree, strike):
    shelf.build_all()
    for name in ("vademecum.pdf", "vademecum.epub", "dossier.zip"):
        status, _body, _headers = fetch(client, f"{tree['vademecum'].href}{name}")
        assert status == 200
    assert f"communique-{secret.page.translation_key}" not in shelf.content.names("fr")

    strike(HOUR)

    assert f"communique-{secret.page.translation_key}" in shelf.content.names("fr")


def test_the_index_of_the_search_knows_it_from_the_hour_on(
    client, secret, clock, strike
):
    call_command("wagtail_update_index", verbosity=0)
    address = f"/fr/recherche/?q={WORD}"
    assert secret.page.href not in fetch(client, address)[1]

    strike(HOUR)

    assert secret.page.href in fetch(client, address)[1]


def pictures_of(html: str) -> list[str]:
    found = re.findall(r'(?:src|srcset)="([^"]+)"', html)
    each = chain.from_iterable(value.split(", ") for value in found)
    return [value.split(" ")[0] for value in each if "/media/" in value]


def test_somebody_accredited_reads_all_of_it_before_and_nobody_is_told(
    client, secret, clock, strike
):
    accreditation, key = accredited()
    for at in BEFORE:
        clock(at)
        status, html, headers = fetch(client, f"/fr/presse/{key}/")
        assert (status, WORD in html) == (200, True)

        status, html, headers = fetch(client, f"/fr/presse/{key}/{secret.page.pk}/")
        assert (status, WORD in html) == (200, True)
        assert "no-store" in headers["Cache-Control"]
        assert "private" in headers["Cache-Control"]
        assert "noindex" in headers["X-Robots-Tag"]
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "Dominique Petit, La Gazette" in html
        assert '"/media/' not in html
        assert "dossier.zip" not in html

        files = [
            *pictures_of(html),
            *re.findall(r'href="([^"]+/documents/[^"]+)"', html),
        ]
        assert len(files) >= 2
        for address in files:
            status, _body, headers = fetch(client, address)
            assert (address, status) == (address, 200)
            assert "no-store" in headers["Cache-Control"]
    assert accreditation.readings.count() == len(BEFORE)

    status, html, _headers = fetch(client, f"/en/press/{key}/{secret.english.pk}/")
    assert (status, "A study" in html, '<html lang="en"' in html) == (200, True, True)

    # The minute has come and the house's clock has not struck: it still reads.
    clock(HOUR)
    assert fetch(client, f"/fr/presse/{key}/{secret.page.pk}/")[0] == 200

    strike(HOUR)
    for at in AFTER:
        clock(at)
        response = client.get(f"/fr/presse/{key}/{secret.page.pk}/")
        assert (response.status_code, response["Location"]) == (302, secret.page.href)
        assert WORD not in fetch(client, f"/fr/presse/{key}/")[1]
        for address in files:
            assert client.get(address).status_code == 302


def test_a_revoked_link_opens_nothing_at_once(client, secret, clock, strike):
    accreditation, key = accredited()
    _other, kept = accredited("Claude Roy")
    html = fetch(client, f"/fr/presse/{key}/{secret.page.pk}/")[1]
    addresses = [
        f"/fr/presse/{key}/",
        f"/fr/presse/{key}/{secret.page.pk}/",
        *pictures_of(html),
        *re.findall(r'href="([^"]+/documents/[^"]+)"', html),
    ]

    desk.revoke(accreditation, BEFORE[0])

    for at in [*BEFORE, None, *AFTER]:
        if at is None:
            strike(HOUR)
            continue
        clock(at)
        for address in addresses:
            status, body, headers = fetch(client, address)
            assert (address, status in (404, 429)) == (address, True)
            assert WORD not in body
            assert "no-store" in headers["Cache-Control"]
    clock(BEFORE[0])
    assert fetch(client, f"/fr/presse/{kept}/")[0] == 200


def test_whoever_reads_before_the_hour_is_shown_no_link_that_opens_nothing(
    client, secret, clock
):
    _accreditation, key = accredited()
    clock(BEFORE[0])
    desk_html = fetch(client, f"/fr/presse/{key}/")[1]
    page_html = fetch(client, f"/fr/presse/{key}/{secret.page.pk}/")[1]

    led_to = {
        address.partition("#")[0]
        for html in (desk_html, page_html)
        for address in re.findall(r'<a [^>]*href="(/[^"]+)"', html)
    }

    assert led_to
    for address in sorted(led_to):
        assert (address, fetch(client, address)[0]) in {(address, 200), (address, 302)}
    # Those who guess where the files will be are told as anybody else is.
    for name in ("communique.pdf", "communique.epub", "dossier.zip"):
        assert name not in page_html
        status, html, _headers = fetch(client, f"{secret.page.href}{name}")
        assert (status, "<h1" in html, WORD in html) == (404, True, False)
        assert fetch(client, f"/fr/presse/{key}/{secret.page.pk}/{name}")[0] == 404


def test_whoever_reads_before_the_hour_goes_to_the_other_language_and_back(
    client, secret, clock
):
    _accreditation, key = accredited()
    clock(BEFORE[0])
    french, english = f"/fr/presse/{key}/", f"/en/press/{key}/"

    html = fetch(client, f"{french}{secret.page.pk}/")[1]
    there = fetch(client, f"{english}{secret.english.pk}/")[1]

    assert f'href="{english}{secret.english.pk}/"' in html
    assert f'href="{french}"' in html
    assert '<span aria-current="page">Une étude' in html
    assert f'href="{french}{secret.page.pk}/"' in there
    assert '<link rel="canonical"' not in html + there


def test_the_press_desk_lists_a_communique_once_in_the_language_of_its_reader(
    client, secret, clock
):
    _accreditation, key = accredited()
    clock(BEFORE[0])

    for path, there, elsewhere in (
        ("fr/presse", secret.page, secret.english),
        ("en/press", secret.english, secret.page),
    ):
        html = fetch(client, f"/{path}/{key}/")[1]
        assert (f"/{there.pk}/" in html, f"/{elsewhere.pk}/" in html) == (True, False)
