"""
A parcours as it leaves the site: one page that holds its étapes, and the files it shows.

The étapes come out of the same blocks as on the site. Then: a link to another étape stays
inside, any other leads to the living site; a picture is a file beside the page; forms
lose their address, since the script of the package answers them.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from itertools import groupby
from pathlib import Path
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import tinyhtml5
from django.conf import settings
from django.core.files.storage import default_storage
from django.template.loader import render_to_string, select_template
from django.utils import translation

from core import frame, page_links
from core.blocks.records import RecordChooserBlock
from core.listings import public
from core.models import SiteDocument
from core.typography import typeset, typeset_html
from parcours import interactions
from parcours.models import EtapePage, ParcoursPage
from vademecum.book import markup
from vademecum.book.content import absolute

from .course import activities, course

TEMPLATES = "parcours/takeaway"
MOST_SOUND = 2 * 1024 * 1024  # in all: the same recordings are in each of four ZIP
REFERENCES = ("id", "for", "aria-labelledby", "aria-describedby", "aria-controls")


@dataclass(frozen=True)
class Package:
    """What every file of a parcours to take away is made of."""

    parcours: ParcoursPage
    etapes: list[EtapePage]
    corrects: bool
    as_of: datetime  # of the latest change in what it says
    html: str = ""
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def language(self) -> str:
        return self.parcours.language

    @property
    def title(self) -> str:
        return typeset(self.parcours.title, self.language)

    @property
    def summary(self) -> str:
        return typeset(
            self.parcours.introduction or self.parcours.public, self.language
        )

    @property
    def identifier(self) -> str:
        return interactions.iri("parcours", self.parcours.translation_key)

    @property
    def address(self) -> str:
        return absolute(self.parcours.href)

    @property
    def aims(self) -> list[str]:
        return [typeset(str(aim.value), self.language) for aim in self.parcours.aims]

    @cached_property
    def course(self) -> dict:
        return course(self.parcours, self.etapes, self.corrects)


def found(key, language: str) -> ParcoursPage | None:
    """The parcours that readers may have in a language, if it is written there."""
    pages = ParcoursPage.objects.live().filter(
        translation_key=key, locale__language_code=language, alias_of=None
    )
    return public(pages).select_related("locale").first()


def etapes_of(parcours: ParcoursPage) -> list[EtapePage]:
    pages = EtapePage.objects.child_of(parcours).live().order_by("path")
    return list(public(pages).select_related("locale"))


def gather(parcours: ParcoursPage, corrects: bool = True) -> Package:
    """Everything, as readers of its language see it."""
    with translation.override(parcours.language):
        etapes = etapes_of(parcours)
        return Gathering(parcours, etapes, corrects).package()


class Gathering:
    """One reading of a parcours, for one package."""

    def __init__(self, parcours, etapes, corrects):
        self.parcours, self.etapes, self.corrects = parcours, etapes, corrects
        self.files: dict[str, bytes] = {}
        self.sound = 0
        self.frame = frame.load(parcours.language, "")
        self.numbers = {
            (etape, block.id): index
            for index, (etape, _page, block) in enumerate(activities(etapes))
        }
        self.inside = {parcours.href: "#parcours"} | {
            etape.href: f"#etape-{number}" for number, etape in enumerate(etapes, 1)
        }

    def package(self) -> Package:
        pages = [self.parcours, *self.etapes]
        dates = [page.last_published_at for page in pages if page.last_published_at]
        package = Package(
            self.parcours,
            self.etapes,
            self.corrects,
            as_of=max(dates, default=datetime(2020, 5, 7, tzinfo=UTC)),
            files=self.files,
        )
        parts = [self.part(place) for place in range(len(self.etapes))]
        html = render_to_string(
            f"{TEMPLATES}/index.html",
            {
                "package": package,
                "parcours": self.parcours,
                "parts": parts,
                "presentation": self.body(self.parcours, None),
                "minutes": sum(etape.duration_minutes for etape in self.etapes),
                "knots": ("open", "current", "tied", "undone"),
            },
        )
        printed = typeset_html(html, package.language)
        return Package(
            package.parcours,
            package.etapes,
            package.corrects,
            package.as_of,
            printed,
            self.files,
        )

    def part(self, place: int) -> dict:
        around = [None, *self.etapes, None]
        return {
            "number": place + 1,
            "etape": self.etapes[place],
            "html": self.body(self.etapes[place], place),
            "before": around[place],
            "after": around[place + 2],
        }

    # --- Bodies -------------------------------------------------------------------

    def body(self, page, place: int | None) -> str:
        with (
            translation.override(page.language),
            page_links.prefetched(page.body.raw_data),
        ):
            html = render_to_string(
                f"{TEMPLATES}/body.html",
                {"frame": self.frame, "runs": list(self.runs(page, place))},
            )
        body = tinyhtml5.parse(html, namespace_html_elements=False).find("body")
        # Neither comments nor the scripts of the site's own pages.
        markup.remove(body, lambda each: markup.name(each) in ("", "script"))
        self.lower_headings(body)
        self.take_pictures(body)
        self.take_sounds(body)
        for link in body.iter("a"):
            self.lead(link)
        if place is not None:
            number_elements(body, f"e{place + 1}-")
        return markup.inner(body)

    def runs(self, page, place) -> Iterator[tuple[str, list[str]]]:
        """Blocks of one kind that follow each other, as HTML."""
        for kind, children in groupby(page.body, key=lambda child: child.block_type):
            yield kind, [self.block(child, page, place) for child in children]

    def block(self, child, page, place) -> str:
        block, value = child.block, child.value
        if isinstance(block, RecordChooserBlock) and (value is None or not value.live):
            return ""
        context = {"frame": self.frame}
        template = select_template(
            [
                f"{TEMPLATES}/blocks/{child.block_type}.html",
                block.get_template(value, context),
            ]
        )
        html = template.render(
            block.get_context(value, context) | {"anchor": child.id or ""}
        )
        index = self.numbers.get((place, child.id))
        return html if index is None else self.form(html, child, page, index)

    def form(self, html: str, child, page, index: int) -> str:
        """Its form is for the script: what sends it and what it promises is ours."""
        body = tinyhtml5.parse(html, namespace_html_elements=False).find("body")
        form = next(body.iter("form"))
        for each in list(form):
            is_promise = each.get("class") in ("help", "activity-keep", "button")
            if is_promise and markup.name(each) in ("p", "div", "button"):
                form.remove(each)
        for unwanted in ("action", "method", "data-answer"):
            form.attrib.pop(unwanted, None)
        form.set("data-activity", str(index))
        form.set("novalidate", "")
        context = {
            "activity": child,
            "is_question": "question" in child.value,
            "corrects": self.corrects,
            "address": f"{absolute(page.href)}#{child.id}",
        }
        send = render_to_string(f"{TEMPLATES}/send.html", context)
        parsed = tinyhtml5.parse(send, namespace_html_elements=False).find("body")
        form.extend(parsed)
        return markup.inner(body)

    # --- Links, pictures, sounds ----------------------------------------------------

    def lead(self, link: Element):
        href = link.get("href")
        if href is None or href.startswith("#"):
            return
        path, _hash, anchor = href.partition("#")
        inside = self.inside.get(path.partition("?")[0])
        if inside is None:
            link.set("href", absolute(href))
            if absolute(href).startswith("http"):
                link.set("target", "_blank")
                link.set("rel", "noopener")
        elif anchor and inside != "#parcours":
            link.set("href", f"#e{inside.removeprefix('#etape-')}-{anchor}")
            link.set("data-numbered", "")
        else:
            link.set("href", inside)

    def lower_headings(self, body: Element):
        """The title of an étape is an h2 here: those of its body come below."""
        for element in list(body.iter()):
            tag = markup.name(element)
            if tag in ("h2", "h3", "h4", "h5"):
                element.tag = f"h{int(tag[1]) + 1}"

    def take_pictures(self, body: Element):
        for parent in list(body.iter()):
            for child in list(parent):
                if markup.name(child) == "picture":
                    image = next(child.iter("img"))
                    lighter = [
                        source.get("srcset", "")
                        for source in child.iter("source")
                        if source.get("type") == "image/webp"
                    ]
                    if lighter:
                        image.set("src", widest(lighter[0]))
                    image.tail = child.tail
                    parent[list(parent).index(child)] = image
        for image in body.iter("img"):
            for name in ("srcset", "sizes"):
                image.attrib.pop(name, None)
            image.set("src", self.kept(image.get("src", ""), "images"))

    def kept(self, address: str, folder: str) -> str:
        """A media file beside the page, if it is ours; its address there."""
        if not address.startswith(settings.MEDIA_URL):
            return absolute(address)
        name = unquote(address.removeprefix(settings.MEDIA_URL))
        place = f"{folder}/{Path(name).name}"
        if place not in self.files:
            with default_storage.open(name, "rb") as file:
                self.files[place] = file.read()
        return place

    def take_sounds(self, body: Element):
        """A short recording comes along; a long one is listened to on the site."""
        for parent in list(body.iter()):
            for child in list(parent):
                if markup.name(child) != "audio":
                    continue
                document = readable_document(child.get("src", ""))
                size = document.get_file_size() if document else 0
                if document is None or self.sound + size > MOST_SOUND:
                    tail, place = child.tail, list(parent).index(child)
                    parent.remove(child)
                    if tail and place:
                        parent[place - 1].tail = (parent[place - 1].tail or "") + tail
                    continue
                self.sound += size
                name = f"sons/{Path(document.file.name).name}"
                with document.file.open("rb") as file:
                    self.files[name] = file.read()
                child.set("src", name)


def widest(srcset: str) -> str:
    """The largest picture of a `srcset`."""
    sizes = [each.split() for each in srcset.split(",")]
    return max(sizes, key=lambda size: int(size[-1].rstrip("w") or 0))[0]


def readable_document(address: str) -> SiteDocument | None:
    """The document at an address of ours, unless its collection is restricted."""
    parts = address.strip("/").split("/")
    if len(parts) < 2 or not parts[1].isdecimal():
        return None
    document = SiteDocument.objects.filter(pk=parts[1]).first()
    if document and document.collection.get_view_restrictions().exists():
        return None
    return document


def number_elements(body: Element, prefix: str):
    """Two étapes may have a block of one id: here it is « e2-… »."""
    for element in body.iter():
        for name in REFERENCES:
            if written := element.get(name):
                keys = (f"{prefix}{key}" for key in written.split())
                element.set(name, " ".join(keys))
        href = element.get("href", "")
        is_numbered = element.attrib.pop("data-numbered", None) is not None
        is_here = href.startswith("#") and not href.startswith(("#etape-", "#parcours"))
        if is_here and len(href) > 1 and not is_numbered:
            element.set("href", f"#{prefix}{href[1:]}")


def script(package: Package, words: dict) -> bytes:
    """The data of the script, as a script: a page opened from disk can fetch nothing."""

    def written(value) -> str:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True)
        # Lines and elements that would end the script, or the string.
        for letter in "<\u2028\u2029":
            text = text.replace(letter, f"\\u{ord(letter):04x}")
        return text

    return f"const COURSE = {written(package.course)};\nconst WORDS = {written(words)};\n".encode()
