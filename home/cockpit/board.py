"""What there is to see to at an instant; a constant number of statements."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import DateTimeField, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, get_page_models

from core.choices import Audience, Pillar
from core.models import Parution
from home import publications
from home.editors import RECORDS
from jeudis.models import JeudiPage
from news import life
from news.models import EventPage
from news.recurring import Series
from parcours.models import ReseauPage
from vademecum import reviews
from vademecum.models import Affirmation

SILENT_AFTER = 60  # days
AHEAD = timedelta(days=31)


@dataclass(frozen=True)
class Cell:
    """The last thing published where a public and a pillar cross."""

    audience: Audience
    pillar: Pillar
    last_on: date | None = None
    title: str = ""
    page_id: int | None = None
    days: int | None = None

    @property
    def is_silent(self) -> bool:
        return self.days is None or self.days >= SILENT_AFTER


@dataclass(frozen=True)
class Planned:
    """Something of a day to come."""

    at: datetime | date
    what: str
    title: str
    url: str = ""

    @property
    def has_hour(self) -> bool:
        return isinstance(self.at, datetime)


@dataclass(frozen=True)
class Day:
    date: date
    items: list[Planned]
    is_today: bool
    is_outside: bool  # before today, or after the month that is looked at


@dataclass(frozen=True)
class Behind:
    """Something in French whose English is older, or is not there."""

    title: str
    kind: str
    changed_at: datetime
    translated_at: datetime | None
    url: str


# --- The grid ---------------------------------------------------------------------


def cells(day: date) -> list[list[Cell]]:
    """A line for each public; the last item of each cell, in French, until that day."""
    last, again = {}, last_held(day)
    relations = publications.RELATIONS
    columns = [f"{name}__{axis}" for name in relations for axis in ("audiences", "pillars")]  # fmt: skip
    rows = publications.published(language="fr").filter(day__lte=day)
    rows = rows.values("pk", "title", "day", "jeudipage__starts_at", "eventpage__starts_on", *columns)  # fmt: skip
    for row in rows:
        row["day"] = again.get(row["pk"]) or spoken_on(row, day)
        for cell in _cells_of(row, relations):
            if cell not in last or row["day"] > last[cell]["day"]:
                last[cell] = row
    return [[_cell(a, p, last.get((a, p)), day) for p in Pillar] for a in Audience]


def spoken_on(row, day: date) -> date:
    """What takes place spoke on its day; before it, on the day it was announced."""
    held = row["eventpage__starts_on"]
    if row["jeudipage__starts_at"]:
        held = timezone.localdate(row["jeudipage__starts_at"])
    return held if held and held <= day else row["day"]


def last_held(day: date) -> dict[int, date]:
    """The last day of each event that comes again."""
    held = {key: series.last_held(day) for key, series in that_come_again().items()}
    return {key: found for key, found in held.items() if found}


def that_come_again() -> dict[int, Series]:
    """The rhythm of each event that has one, and that is not called off."""
    events = EventPage.objects.live().exclude(rhythm="").defer("body")
    planned = events.filter(status=life.Status.PLANNED)
    return {event.pk: event.series for event in planned if event.series}


def _cells_of(row, relations):
    for name in relations:
        for audience in row[f"{name}__audiences"] or ():
            for pillar in row[f"{name}__pillars"] or ():
                yield audience, pillar


def _cell(audience, pillar, row, day: date) -> Cell:
    if row is None:
        return Cell(audience, pillar)
    days = (day - row["day"]).days
    return Cell(audience, pillar, row["day"], row["title"], row["pk"], days)


# --- Claims -----------------------------------------------------------------------


@dataclass(frozen=True)
class Claim:
    row: Affirmation
    supports: list  # `Appui`, published
    others: list  # not published: they support nothing

    @property
    def is_supported(self) -> bool:
        return bool(self.supports)


def claims() -> list[Claim]:
    """The argument map: each claim and what it rests on; those that rest on nothing first."""
    found = []
    rows = Affirmation.objects.prefetch_related(
        "evidence__figure", "evidence__mesure", "evidence__page"
    )
    for row in rows:
        evidence = list(row.evidence.all())
        found.append(
            Claim(
                row,
                [each for each in evidence if each.is_published],
                [each for each in evidence if not each.is_published],
            )
        )
    return sorted(found, key=lambda claim: claim.is_supported)


# --- What is planned --------------------------------------------------------------


def planned(at: datetime) -> list[Planned]:
    """What goes live, expires or takes place until a month from now."""
    until = at + AHEAD
    found = [
        Planned(
            revision.approved_go_live_at,
            _("publication"),
            revision.object_str,
            _edit_url(revision),
        )
        for revision in Revision.objects.filter(
            approved_go_live_at__range=(at, until)
        ).select_related("content_type", "base_content_type")
    ]
    together = Parution.objects.filter(published_at=None, publish_at__range=(at, until))
    name = Parution.snippet_viewset.get_url_name("edit")
    found += [
        Planned(
            each.publish_at, _("parution"), each.title, reverse(name, args=[each.pk])
        )
        for each in together
    ]
    expiring = Page.objects.filter(live=True, expire_at__range=(at, until))
    found += [
        Planned(page.expire_at, _("retrait"), page.title, _page_url(page.pk))
        for page in expiring
    ]
    found += [*_jeudis(at, until), *_events(at, until)]
    return sorted(found, key=lambda item: (day_of(item), str(item.at), item.title))


def _jeudis(at: datetime, until: datetime) -> Iterator[Planned]:
    jeudis = JeudiPage.objects.filter(
        locale__language_code="fr", starts_at__range=(at, until)
    )
    for jeudi in jeudis.defer_streamfields():
        if jeudi.is_cancelled:
            what = _("Jeudi, annulé")
        else:
            what = _("Jeudi") if jeudi.live else _("Jeudi, en brouillon")
        yield Planned(jeudi.starts_at, what, jeudi.title, _page_url(jeudi.pk))


def _events(at: datetime, until: datetime) -> Iterator[Planned]:
    """Each time of those that come again; one that was put off is of no day."""
    days = (timezone.localdate(at), timezone.localdate(until))
    events = EventPage.objects.filter(
        Q(starts_on__range=days) | ~Q(rhythm=""), locale__language_code="fr"
    ).exclude(status=life.Status.POSTPONED)
    for event in events.defer("body"):
        # At most one a day, and it is as many times as there are days to come.
        for time in life.occurrences(event.facts, at, AHEAD.days + 1):
            if not days[0] <= time.day <= days[1]:
                continue
            if time.is_cancelled or event.status == life.Status.CANCELLED:
                what = _("événement, annulé")
            else:
                what = _("événement") if event.live else _("événement, en brouillon")
            yield Planned(time.starts, what, event.title, _page_url(event.pk))


def _page_url(key: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[key])


def _edit_url(revision: Revision) -> str:
    model = revision.content_type.model_class()
    if model is not None and issubclass(model, Page):
        return _page_url(revision.object_id)
    viewset = getattr(model, "snippet_viewset", None)
    if viewset is None:
        return ""
    return reverse(viewset.get_url_name("edit"), args=[revision.object_id])


def day_of(item: Planned) -> date:
    return timezone.localdate(item.at) if isinstance(item.at, datetime) else item.at


def weeks(items: list[Planned], at: datetime) -> list[list[Day]]:
    """The month to come as weeks from Monday to Sunday."""
    today = timezone.localdate(at)
    last = today + AHEAD
    by_day = defaultdict(list)
    for item in items:
        by_day[day_of(item)].append(item)
    begin = today - timedelta(days=today.weekday())
    count = (last - begin).days // 7 + 1
    days = [begin + timedelta(days=n) for n in range(7 * count)]
    board = [Day(d, by_day[d], d == today, not today <= d <= last) for d in days]
    return [board[n : n + 7] for n in range(0, len(board), 7)]


# --- Translations -----------------------------------------------------------------


def behind() -> list[Behind]:
    """What readers of English have late: pages, and the words of shared facts."""
    found = [
        _behind(page, page.specific_class._meta.verbose_name, _page_url(page.pk))
        for page in _late(_pages(), must_exist=False)
    ]
    for model in RECORDS:
        viewset = model.snippet_viewset
        found += [
            _behind(
                row,
                model._meta.verbose_name,
                reverse(viewset.get_url_name("edit"), args=[row.pk]),
            )
            for row in _late(model.objects.filter(live=True), must_exist=True)
        ]
    return sorted(found, key=lambda each: each.changed_at, reverse=True)


def _pages():
    """Those of the team that are to be translated."""
    others = [m for m in get_page_models() if not getattr(m, "is_translated", True)]
    pages = Page.objects.not_type(*others).filter(live=True, depth__gt=1, alias_of=None)
    of_networks = Q()
    for path in ReseauPage.objects.values_list("path", flat=True):
        of_networks |= Q(path__startswith=path)
    return pages.exclude(of_networks) if of_networks else pages


def _late(rows, must_exist: bool):
    twins = rows.model._default_manager.filter(
        translation_key=OuterRef("translation_key"),
        locale__language_code="en",
        live=True,
    )
    late = Q(translated_at__lt=F("last_published_at"))
    if not must_exist:
        late |= Q(translated_at=None)
    return (
        rows.filter(locale__language_code="fr", last_published_at__isnull=False)
        .annotate(
            translated_at=Subquery(
                twins.values("last_published_at")[:1], output_field=DateTimeField()
            )
        )
        .filter(late)
    )


def _behind(row, kind: str, url: str) -> Behind:
    return Behind(str(row), str(kind), row.last_published_at, row.translated_at, url)


# --- All of it --------------------------------------------------------------------


@dataclass(frozen=True)
class Board:
    rows: list[list[Cell]]
    figures: list
    claims: list[Claim]
    weeks: list[list[Day]]
    behind: list[Behind]

    @property
    def silent(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row if cell.is_silent]

    @property
    def older(self) -> list[Behind]:
        return [each for each in self.behind if each.translated_at]

    @property
    def missing(self) -> list[Behind]:
        return [each for each in self.behind if not each.translated_at]

    @property
    def unsupported(self) -> list[Claim]:
        return [claim for claim in self.claims if not claim.is_supported]


def gather(at: datetime) -> Board:
    today = timezone.localdate(at)
    return Board(
        rows=cells(today),
        figures=list(reviews.overdue(today)),
        claims=claims(),
        weeks=weeks(planned(at), at),
        behind=behind(),
    )
