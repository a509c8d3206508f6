"""
What surrounds a page: menu, breadcrumb, footer, the same page in the other languages.

Wagtail finds a page by walking the tree, two statements a level, and each template tag
asks again for ancestors, menu and translations. Here one statement brings every row
that the address, the frame around it and the access rules need.
"""

from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import Http404
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, override
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.url_routing import RouteResult

from core import address_words, planned

DEEPEST = 12  # parts of an address; each is looked for, and no page of ours is so deep


@dataclass(frozen=True)
class Link:
    title: str
    url: str
    is_current: bool = False
    type: str = ""
    show: bool = True


@dataclass(frozen=True)
class Language:
    code: str
    name: str
    url: str
    is_current: bool
    has_page: bool


@dataclass
class Frame:
    """The rows around one address, in one language."""

    language: str
    path: str = "/"
    rows: list[Page] = field(default_factory=list)
    page: Page | None = None
    title: str = ""
    description: str = ""
    below: str = ""
    # What its query narrows it to, where that is a page of its own in each language.
    narrowed: dict[str, str] = field(default_factory=dict)
    # A view that is no page, but stands under one in the tree.
    is_under_a_page: bool = False
    # Of an address without language: itself, and as it is in the language asked for.
    neutral: str = ""
    canonical: str = ""
    addresses: dict[str, str] = field(default_factory=dict)
    feeds: list[Link] = field(default_factory=list)
    # What a shared link shows, where that is not the page's own.
    picture: str = ""
    # The same thing in another form, for programs: announced in the head only.
    alternates: list[Link] = field(default_factory=list)

    @property
    def home_url(self) -> str:
        return f"/{self.language}/"

    @property
    def search_url(self) -> str:
        return address("search", self.language)

    @cached_property
    def registers(self) -> dict[str, str]:
        """Where shared facts are listed, by model name: addresses that the tree decides."""
        kinds = register_types()
        return {
            kinds[row.content_type_id]: url_of(row, self.language)
            for row in self.rows
            if row.content_type_id in kinds
            and row.language == self.language
            and row.live
        }

    @property
    def measures_url(self) -> str:
        return self.registers.get("mesureindexpage", "")

    @property
    def glossary_url(self) -> str:
        return self.registers.get("termeindexpage", "")

    @property
    def figures_url(self) -> str:
        return self.registers.get("chiffreindexpage", "")

    @property
    def press_contacts_url(self) -> str:
        """Where journalists find somebody to call: a route of the Vademecum."""
        vademecum = self.registers.get("vademecumpage")
        return f"{vademecum}contacts/" if vademecum else ""

    @property
    def desk_url(self) -> str:
        return address("desk", self.language)

    @cached_property
    def ancestors(self) -> list[Page]:
        """From the home page to the parent of the page."""
        if self.page is None:
            return [
                row
                for row in self._along_the_path
                if row.depth == 2 or (self.is_under_a_page and row.live)
            ]
        return [row for row in self._along_the_path if row.depth < self.page.depth]

    @cached_property
    def _along_the_path(self) -> list[Page]:
        rows = [row for row in self.rows if self.path.startswith(row.url_path)]
        return sorted(rows, key=lambda row: row.depth)

    def go_below(self, title: str, path: str, description: str = ""):
        """
        Say that what is shown is a route of the page: its title, its address below.

        A lazy address is that of each language.
        """
        self.title, self.below, self.description = title, path, description

    def go_under(self, register: str):
        """Say under which page a view stands, by the name of its model, if it is there."""
        kinds = register_types()
        for row in self.rows:
            is_it = kinds.get(row.content_type_id) == register
            if is_it and row.live and row.language == self.language:
                self.path, self.is_under_a_page = row.url_path, True

    @cached_property
    def breadcrumbs(self) -> list[Link]:
        rows = [*self.ancestors, *([self.page] if self.below else [])]
        if not rows:
            return []
        links = [Link(row.title, url_of(row, self.language)) for row in rows]
        return [*links, Link(self.title or getattr(self.page, "title", ""), "", True)]

    @cached_property
    def _sections(self) -> list[Page]:
        rows = (row for row in self.rows if row.depth == 3 and row.live)
        return sorted(
            (row for row in rows if row.language == self.language),
            key=lambda row: row.path,
        )

    def section(self, model: type[Page]) -> Page | None:
        """The section whose page is of that type, with its address as `href`."""
        kind = ContentType.objects.get_for_model(model).pk
        for row in self._sections:
            if row.content_type_id == kind:
                row.href = url_of(row, self.language)
                return row
        return None

    @cached_property
    def menu(self) -> list[Link]:
        return [self._section(row) for row in self._sections if row.show_in_menus]

    @cached_property
    def footer(self) -> list[Link]:
        return [self._section(row) for row in self._sections if not row.show_in_menus]

    def _section(self, row: Page) -> Link:
        return Link(
            row.title,
            url_of(row, self.language),
            is_current=self.path.startswith(row.url_path),
        )

    @cached_property
    def languages(self) -> list[Language]:
        translations = self.addresses or {
            row.language: url_of(row, row.language)
            + self.below_in(row.language)
            + address_words.query(self.narrowed, row.language)
            for row in self.rows
            if self.page is not None
            and row.live
            and row.translation_key == self.page.translation_key
        }
        return [
            Language(
                code=code,
                name=name,
                url=translations.get(code, f"/{code}/"),
                is_current=code == self.language,
                has_page=code in translations,
            )
            for code, name in settings.LANGUAGES
        ]

    def below_in(self, language: str) -> str:
        with override(language):
            return str(self.below)

    @property
    def default_url(self) -> str:
        """Where to send who reads none of our languages: what chooses, else the source."""
        source = next(
            each for each in self.languages if each.code == settings.LANGUAGE_CODE
        )
        return self.neutral or (source.url if source.has_page else "")

    @property
    def is_restricted(self) -> bool:
        return any(row.restricted for row in self._along_the_path)


def address(name: str, language: str, **kwargs) -> str:
    """The address of a view in a language that need not be the active one."""
    with override(language):
        return reverse(name, kwargs=kwargs or None)


def register_types() -> dict[int, str]:
    """The Vademecum and its pages that list shared facts; Django keeps content types in memory."""
    types = ContentType.objects
    names = (
        "chiffreindexpage",
        "mesureindexpage",
        "termeindexpage",
        "vademecumpage",
    )
    return {types.get_by_natural_key("vademecum", name).pk: name for name in names}


def root_paths() -> dict[str, str]:
    """The url_path of the home page of each language; Wagtail keeps it in the cache."""
    return {root.language_code: root.root_path for root in Site.get_site_root_paths()}


def url_of(row: Page, language: str) -> str:
    """`Page.url` for a row whose language is known, without looking anything up."""
    root = root_paths().get(language, "/")
    return f"/{language}/{row.url_path.removeprefix(root)}"


def load(language: str, path: str) -> Frame:
    """The frame of an address below a language (« vademecum/odd-17/ »), in one statement."""
    root = root_paths().get(language)
    if root is None:
        return Frame(language)
    slugs = [slug for slug in path.split("/") if slug]
    prefixes = [root]
    for slug in slugs:
        prefixes.append(f"{prefixes[-1]}{slug}/")
    along = Q(slug__in=[root.strip("/"), *slugs], url_path__in=prefixes)
    # The page itself, or the one whose route this is: /mesures/7/ is shown by /mesures/,
    # /jeudis/series/hebdomadaire/ by /jeudis/.
    shown = prefixes[-3:]
    rows = (
        Page.objects.filter(
            along
            | Q(depth=3, live=True, locale__language_code=language)
            | Q(content_type__in=register_types(), locale__language_code=language)
            | Q(
                translation_key__in=Subquery(
                    Page.objects.filter(
                        slug__in=[prefix.split("/")[-2] for prefix in shown],
                        url_path__in=shown,
                    ).values("translation_key")
                )
            ),
            alias_of=None,
        )
        .select_related("locale")
        .annotate(
            restricted=Exists(PageViewRestriction.objects.filter(page=OuterRef("pk"))),
            planned_at=planned.alone()[:1],
            together_at=planned.together()[:1],
        )
    )
    rows = list(rows)
    for row in rows:
        row.language = row.locale.language_code
    return Frame(language, prefixes[-1], rows)


def route(request, path: str) -> RouteResult:
    """
    The page at an address, as Wagtail's own `Page.route` would answer it.

    A page that has routes of its own (a feed, a calendar) is the nearest ancestor found.
    """
    if path.count("/") > DEEPEST:
        raise Http404
    frame = load(get_language(), path)
    request.frame = frame
    if not frame._along_the_path:
        raise Http404
    nearest = frame._along_the_path[-1]
    rest = frame.path.removeprefix(nearest.url_path)
    page = nearest.specific
    # The row already knows its language: no statement for `page.locale`.
    page.locale = nearest.locale
    frame.page = page
    result = page.route(request, [slug for slug in rest.split("/") if slug])
    if not frame.is_restricted:
        page.get_view_restrictions = PageViewRestriction.objects.none
    return result


def context_processor(request):
    return {"frame": SimpleLazyObject(lambda: of(request))}


def of(request) -> Frame:
    """The frame of a request; one without page for an error page, a preview or a view."""
    if not hasattr(request, "frame"):
        request.frame = load(get_language() or settings.LANGUAGE_CODE, "")
    return request.frame


def for_view(request, title: str, name: str, **kwargs) -> Frame:
    """The frame of a view that is not a page: same menu, its own title and addresses."""
    frame = load(get_language(), "")
    frame.title = title
    frame.addresses = {
        code: address(name, code, **kwargs) for code, _ in settings.LANGUAGES
    }
    request.frame = frame
    return frame
