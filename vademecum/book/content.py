"""
What a book says, gathered from the same pages and records as the site.

A book is the whole Vademecum, or one page (a fiche, a communiqué), in one language. Its chapters are HTML whose
links still lead to addresses of the site: `places` says which of these addresses the
book itself holds, and the PDF and the EPUB each lead there in their own way.

Nothing here depends on the hour: gathering twice what did not change gives the same book.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template, render_to_string, select_template
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page

from core import frame, page_links
from core.blocks.records import RecordChooserBlock
from core.listings import readable
from core.models import SiteImage
from core.typography import typeset, typeset_html
from vademecum import data, listings, models
from vademecum.contacts import on_duty
from vademecum.roadmap import published_totals, roadmap

TEMPLATES = "vademecum/book"
START_OF_TIME = datetime(
    2020, 5, 7, tzinfo=UTC
)  # nothing here is older than the roadmap


@dataclass(frozen=True)
class Chapter:
    name: str  # its anchor in the PDF, its file in the EPUB
    title: str
    html: str
    language: str
    kind: str = "chapter"  # of the structural semantics of EPUB
    part: str = ""  # the line above its title, in the contents

    @property
    def slug(self) -> str:
        return slugify(self.title)


@dataclass(frozen=True)
class Picture:
    """A picture that the book shows or hands over, and what reusing it asks."""

    name: str
    title: str
    description: str
    credit: str
    licence: str
    sha1: str
    image: SiteImage = field(compare=False, repr=False)


@dataclass(frozen=True)
class Book:
    name: str  # « vademecum », « fiche-<key> », « communique-<key> »: the same for ever, whatever the titles
    language: str
    title: str
    summary: str
    address: str  # of the living page
    as_of: datetime  # of the latest change in what it says
    chapters: list[Chapter]
    places: dict[str, str]  # address on the site → « chapter#anchor » in the book
    figures: list[dict]
    pictures: list[Picture]
    valid_until: datetime | None  # when somebody's duty begins or ends

    @property
    def is_whole(self) -> bool:
        return self.name == "vademecum"

    @property
    def file_stem(self) -> str:
        """What its files are called on the reader's disk."""
        return f"faire-alliance-{slugify(self.title)}"

    @property
    def identifier(self) -> UUID:
        return uuid5(NAMESPACE_URL, f"{self.address}#{self.language}")

    @property
    def digest(self) -> str:
        """Of everything that the files are made of, their templates and style included."""
        told = [
            recipe(),
            *(getattr(self, name) for name in ("name", "language", "title", "summary")),
            [self.address, self.as_of.isoformat(), str(self.valid_until)],
            [
                [c.name, c.title, c.html, c.language, c.kind, c.part]
                for c in self.chapters
            ],
            sorted(self.places.items()),
            self.figures,
            [
                [p.name, p.title, p.description, p.credit, p.licence, p.sha1]
                for p in self.pictures
            ],
        ]
        text = json.dumps(told, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


@cache
def recipe() -> str:
    """Of the code, templates and styles: a new version of the site makes the books again."""
    here = Path(__file__).parent
    room = Path(get_template(f"{TEMPLATES}/fiche.html").origin.name).parent
    files = [*here.glob("*.py"), *room.rglob("*.html")]
    files += [Path(finders.find("fonts/bricolage.woff2"))]
    files += [
        Path(get_template(model.chapter_template).origin.name)
        for model in dossiers.values()
    ]
    files += Path(finders.find("book/print.css")).parent.iterdir()
    found = hashlib.sha256()
    for path in sorted(files):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


def absolute(address: str) -> str:
    """An address of the site, as it is written on paper."""
    is_ours = address.startswith("/")
    return settings.WAGTAILADMIN_BASE_URL + address if is_ours else address


# --- The whole book, and the dossiers ----------------------------------------------


# Pages that have a dossier of their own, by the word that begins its name; each room
# adds its own when it is ready. Their `chapter_template` writes them.
dossiers: dict[str, type[Page]] = {}


def names(language: str) -> dict[str, UUID | None]:
    """The books that exist in a language: the whole, and each page written in it."""
    is_here = readable(models.VademecumPage.objects.all(), language).exists()
    return ({"vademecum": None} if is_here else {}) | {
        f"{kind}-{page.translation_key}": page.translation_key
        for kind, model in dossiers.items()
        for page in readable(model.objects.defer_streamfields(), language)
        if page.locale.language_code == language
    }


def gather(
    language: str,
    key: UUID | None = None,
    at: datetime | None = None,
    kind: str = "fiche",
) -> Book:
    """The book of a language: the whole Vademecum, or the page that has this key."""
    with translation.override(language):
        gathering = Gathering(language, at or timezone.now())
        return gathering.dossier(kind, key) if key else gathering.whole()


class Gathering:
    """One reading of the database, for one book."""

    def __init__(self, language: str, at: datetime):
        self.language = language
        self.at = at
        self.chapters: list[Chapter] = []
        self.places: dict[str, str] = {}
        self.records: dict[tuple, object] = {}
        self.pictures: dict[int, Picture] = {}
        self.sources: dict[tuple, dict] = {}
        self.changed_at = START_OF_TIME
        self.frames = {code: frame.load(code, "") for code, _name in settings.LANGUAGES}

    def whole(self) -> Book:
        vademecum = readable(models.VademecumPage.objects.all(), self.language)[0]
        fiches = list(readable(models.FichePage.objects.all(), self.language))
        self.locate(fiches)
        self.introduction(vademecum)
        for number, fiche in enumerate(fiches, 1):
            self.chapter_of(fiche, number)
        figures = models.ChiffreCle.objects.for_readers()
        self.listed_figures(figures)
        self.roadmap()
        self.glossary()
        self.contacts()
        self.listed_sources()
        return self.book(
            "vademecum", vademecum, figures, _("Vademecum du « faire alliance »")
        )

    def dossier(self, kind: str, key: UUID) -> Book:
        page = readable(dossiers[kind].objects.filter(translation_key=key))[0]
        self.locate([page])
        self.chapter_of(page)
        cited = [r for r in self.records.values() if isinstance(r, models.ChiffreCle)]
        self.contacts()
        return self.book(f"{kind}-{key}", page, cited, page.title)

    def book(self, name, page, figures, title) -> Book:
        return Book(
            name=name,
            language=self.language,
            title=typeset(str(title), self.language),
            summary=typeset(
                page.introduction or page.search_description, self.language
            ),
            address=absolute(page.href),
            as_of=self.changed_at.astimezone(UTC).replace(microsecond=0),
            chapters=self.chapters,
            places=self.places,
            figures=data.rows(figures),
            pictures=sorted(self.pictures.values(), key=lambda picture: picture.name),
            valid_until=self.next_change_of_duty(),
        )

    # --- Where things are -----------------------------------------------------------

    def locate(self, fiches: Iterable):
        """The addresses of these fiches, in each language, lead into the book."""
        rows = Page.objects.filter(
            translation_key__in=[fiche.translation_key for fiche in fiches]
        ).select_related("locale")
        for row in rows:
            self.places[frame.url_of(row, row.locale.language_code)] = (
                f"fiche-{row.translation_key}"
            )

    def locate_below(self, register: str, chapter: str, anchors: dict[str, str]):
        """« mesures/ » leads to a chapter, « mesures/7/ » to an anchor of it."""
        for around in self.frames.values():
            if address := around.registers.get(register):
                self.places[address] = chapter
                for below, anchor in anchors.items():
                    self.places[address + below] = f"{chapter}#{anchor}"

    def seen(self, *objects):
        """These are in the book: it is at least as recent as each of them."""
        for each in objects:
            published = getattr(each, "last_published_at", None)
            if published:
                self.changed_at = max(self.changed_at, published)
            if not isinstance(each, Page):
                self.records[type(each), each.pk] = each

    # --- Chapters -------------------------------------------------------------------

    def add(self, name, template, title, language=None, **context):
        if "/" not in template:
            template = f"{TEMPLATES}/{template}.html"
        language = language or self.language
        options = {k: context.pop(k) for k in ("kind", "part") if k in context}
        with translation.override(language):
            html = render_to_string(
                template,
                {
                    "frame": self.frames[language],
                    "chapter": name,
                    "title": title,
                    "reader": self.language,
                }
                | context,
            )
        self.chapters.append(
            Chapter(
                name,
                typeset(str(title), language),
                typeset_html(html, language),
                language,
                **options,
            )
        )

    def introduction(self, page):
        self.seen(page)
        self.add(
            "introduction",
            "fiche",
            _("Avant de lire"),
            language=page.language,
            page=page,
            body=self.blocks(page),
            kind="introduction",
        )

    def chapter_of(self, fiche, number: int | None = None):
        self.seen(fiche)
        self.show(fiche.listing_image)
        self.add(
            f"fiche-{fiche.translation_key}",
            fiche.chapter_template,
            fiche.title,
            language=fiche.language,
            part=_("Fiche %(number)s") % {"number": number} if number else "",
            page=fiche,
            number=number,
            address=absolute(fiche.href),
            body=self.blocks(fiche),
        )

    def listed_figures(self, figures: list):
        self.seen(*figures)
        for figure in figures:
            self.places[figure.get_absolute_url()] = (
                f"chiffres#chiffre-{figure.identifier}"
            )
            self.cite(
                figure.source_title,
                figure.source_url,
                figure.source_publisher,
                figure.source_read_on,
            )
        chosen = models.ChiffreCle.Subject
        subjects = [
            (subject.label, [f for f in figures if f.subject == subject])
            for subject in chosen
        ]
        for page in readable(models.ChiffreIndexPage.objects.all(), self.language):
            self.places[page.href] = "chiffres"
        self.add("chiffres", "chiffres", _("Chiffres clés"), subjects=subjects)

    def roadmap(self):
        road = roadmap()
        self.seen(*road["objectifs"], *road["mesures"])
        self.locate_below(
            "mesureindexpage",
            "mesures",
            {f"{m.number}/": f"mesure-{m.number}" for m in road["mesures"]}
            | {
                f"#objectif-{o.number}": f"objectif-{o.number}"
                for o in road["objectifs"]
            },
        )
        for fact in (*road["objectifs"], *road["mesures"]):
            self.cite(fact.source_title, fact.source_url)
        self.add(
            "mesures",
            "mesures",
            _("La feuille de route"),
            published=published_totals(),
            **road,
        )

    def glossary(self):
        terms = models.Terme.objects.for_readers()
        self.seen(*terms)
        for term in terms:
            self.cite(term.source_title, term.source_url)
        self.locate_below(
            "termeindexpage",
            "glossaire",
            {f"#{term.slug}": f"terme-{term.slug}" for term in terms},
        )
        self.add(
            "glossaire",
            "glossaire",
            _("Glossaire"),
            kind="glossary",
            letters=listings.by_letter(terms),
        )

    def contacts(self):
        found = on_duty(self.at, self.language)
        for contact in found:
            self.seen(contact, contact.person)
        if found:
            self.add(
                "contacts",
                "contacts",
                _("Contacts presse"),
                contacts=found,
                kind="appendix",
            )

    def next_change_of_duty(self) -> datetime | None:
        """The midnight of Paris after which somebody else answers the press."""
        today = timezone.localdate(self.at)
        days = []
        for contact in models.PressContact.objects.live():
            if contact.duty_from and contact.duty_from > today:
                days.append(contact.duty_from)
            if contact.duty_until and contact.duty_until >= today:
                days.append(contact.duty_until + timedelta(days=1))
        return (
            timezone.make_aware(datetime.combine(min(days), time())) if days else None
        )

    def cite(self, title: str, url: str, publisher: str = "", read_on=None):
        if title:
            kept = self.sources.setdefault(
                (url or title), {"title": title, "url": url, "publisher": publisher}
            )
            kept["publisher"] = kept["publisher"] or publisher
            days = [day for day in (kept.get("read_on"), read_on) if day]
            kept["read_on"] = max(days, default=None)

    def listed_sources(self):
        ordered = sorted(
            self.sources.values(),
            key=lambda s: (listings.plain(s["publisher"] or s["title"]), s["title"]),
        )
        self.add(
            "sources",
            "sources",
            _("Toutes les sources"),
            sources=ordered,
            kind="appendix",
        )

    # --- Bodies ---------------------------------------------------------------------

    def blocks(self, page) -> list[str]:
        with (
            translation.override(page.language),
            page_links.prefetched(page.body.raw_data),
        ):
            context = {"frame": self.frames[page.language], "book": self}
            return [html for child in page.body if (html := self.block(child, context))]

    def block(self, child, context: dict) -> str:
        """A block as books show it: with a template of theirs, else with that of pages."""
        block, value = child.block, child.value
        if isinstance(block, RecordChooserBlock):
            if value is None or not value.live:
                return ""
            self.seen(value.in_language())
        if child.block_type == "image":
            context = context | {"picture": self.show(value["image"])}
        if child.block_type == "sources":
            for source in value:
                self.cite(
                    source["title"],
                    source["url"],
                    source["publisher"],
                    source["read_on"],
                )
        template = select_template(
            [
                f"{TEMPLATES}/blocks/{child.block_type}.html",
                block.get_template(value, context),
            ]
        )
        anchor = f"b-{child.id}" if child.id else ""
        return template.render(block.get_context(value, context) | {"anchor": anchor})

    def show(self, image: SiteImage | None) -> Picture | None:
        if image is None:
            return None
        name = Path(image.file.name).name  # unique: all are in one folder
        return self.pictures.setdefault(
            image.pk,
            Picture(
                name=name,
                title=image.title,
                description=image.description,
                credit=image.credit,
                licence=str(image.get_licence_display()),
                sha1=image.get_file_hash(),
                image=image,
            ),
        )
