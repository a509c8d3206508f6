"""« Mon parcours »: what a learner sees of what they did, gathered for the desk."""

from dataclasses import dataclass, field, replace
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Length, Substr
from django.utils.translation import get_language
from wagtail.models import Page

from core.listings import readable

from . import answers, progress, versions
from .models import Attestation, EtapePage, LearnerEvent, ParcoursPage, Prerequisite
from .progress import EtapeState, Progress
from .versions import Changes, Version


@dataclass(frozen=True)
class Step:
    """An étape of a parcours begun: its state, and its page unless it was taken off."""

    state: EtapeState
    page: EtapePage | None
    marked: LearnerEvent | None
    deadline: date | None
    read: int | None  # the revision that was marked done, in the language of the page

    @property
    def title(self) -> str:
        return self.page.title if self.page else self.state.etape.title

    @property
    def is_revised(self) -> bool:
        """Its words changed since it was marked done in this language."""
        return bool(self.read and self.page and self.read != self.page.live_revision_id)


@dataclass(frozen=True)
class Begun:
    """A parcours begun, in the version that the learner follows."""

    page: ParcoursPage | None
    progress: Progress
    steps: list[Step]
    latest: int
    deadline: date | None
    current: Version | None
    changes: Changes | None = None
    after: Progress | None = None
    attestations: list[Attestation] = field(default_factory=list)
    # What it requires and that is not complete: the attestation waits for it.
    required: list[ParcoursPage] = field(default_factory=list)

    @property
    def awaits_attestation(self) -> bool:
        """Complete in a version that nothing attests yet."""
        attested = {each.achievement.version for each in self.attestations}
        number = self.progress.version.number
        return (
            self.progress.is_complete and not self.required and number not in attested
        )

    @property
    def key(self):
        return self.progress.version.parcours

    @property
    def title(self) -> str:
        return self.page.title if self.page else self.progress.version.title

    @property
    def next(self) -> EtapePage | None:
        """Where to resume: the first étape to do, then the first one to complete."""
        to_do = [s for s in self.steps if not s.state.is_complete and s.page]
        new = [step for step in to_do if not step.marked]
        return next((step.page for step in new or to_do), None)


@dataclass
class Desk:
    begun: list[Begun] = field(default_factory=list)
    waiting: list[ParcoursPage] = field(default_factory=list)
    notebook: list[answers.Note] = field(default_factory=list)
    drafts: list = field(default_factory=list)
    deadlines: list = field(default_factory=list)
    pages: dict = field(default_factory=dict)  # as the reader reads them, by key

    @property
    def resume(self) -> Begun | None:
        return next((each for each in self.begun if each.next), None)


def pages(stored: dict, events: list) -> tuple[list, list, list]:
    """
    All parcours as the reader reads them, and the étapes of those that were begun.

    The étapes come as the reader reads them, then in French; those that left their parcours
    but were answered are among them.
    """
    all_parcours = list(readable(ParcoursPage.objects.with_totals()))
    begun = Page.objects.filter(translation_key__in=stored).values("path")
    keys = {event.etape for event in events if event.etape}
    for known in stored.values():
        keys |= {etape.key for version in known.values() for etape in version.etapes}
    concerned = EtapePage.objects.annotate(
        parent_path=Substr("path", 1, Length("path") - EtapePage.steplen)
    ).filter(Q(parent_path__in=begun) | Q(translation_key__in=keys))
    etapes = list(readable(concerned))
    if get_language() == settings.LANGUAGE_CODE:
        return all_parcours, etapes, etapes
    return all_parcours, etapes, list(readable(concerned, settings.LANGUAGE_CODE))


def current_versions(all_parcours: list, etapes: list, source: list) -> dict:
    """What each parcours asks today; the French pages decide, in whatever language."""
    parents = {page.translation_key: page for page in all_parcours}
    by_path = {}
    for etape in source:
        by_path.setdefault(etape.path[: -EtapePage.steplen], []).append(etape)
    keys = {page.path: page.translation_key for page in all_parcours}
    shown = {etape.translation_key: keys.get(etape.path[: -EtapePage.steplen]) for etape in etapes}  # fmt: skip
    found = {}
    for children in by_path.values():
        key = next((k for e in children if (k := shown.get(e.translation_key))), None)
        if key is not None:
            found[key] = versions.of(parents[key], children)
    return found


def current_version(parcours: ParcoursPage) -> Version:
    """What one parcours asks today, as `current_versions` would say it."""
    page = parcours
    if parcours.locale.language_code != settings.LANGUAGE_CODE:
        source = ParcoursPage.objects.filter(
            translation_key=parcours.translation_key,
            locale__language_code=settings.LANGUAGE_CODE,
            live=True,
        )
        page = source.select_related("locale").first() or parcours
    children = EtapePage.objects.child_of(page).order_by("path")
    language = page.locale.language_code
    return versions.of(page, readable(children, language))


def gather(events: list[LearnerEvent], attestations=()) -> Desk:
    """
    All that a learner began, what they touched last first, and where to resume.

    A constant number of statements, whatever the number of parcours.
    """
    if not events:
        return Desk(waiting=list(readable(ParcoursPage.objects.with_totals())))
    stored = progress.stored_versions(events)
    all_parcours, etapes, source = pages(stored, events)
    current = current_versions(all_parcours, etapes, source)
    by_key = {page.translation_key: page for page in [*all_parcours, *etapes]}
    days = {key: day for key, (day, _event) in progress.deadlines(events).items()}
    desk = Desk(
        waiting=[page for page in all_parcours if page.translation_key not in stored],
        notebook=answers.notebook(progress.answers(events), etapes),
        drafts=half_typed(events, by_key),
        pages=by_key,
    )
    for key, asked in stored.items():
        known = {n: versions.in_words_of(by_key, each) for n, each in asked.items()}
        state = progress.read(key, events, known)
        own = [each for each in attestations if each.achievement.parcours == key]
        desk.begun.append(
            begun(state, events, known, current.get(key), by_key, days, own)
        )
    complete = {each.key for each in desk.begun if each.progress.is_complete}
    required = Prerequisite.objects.required_by(stored)
    desk.begun = [
        replace(each, required=[by_key[k] for k in required[each.key] - complete if k in by_key])
        for each in desk.begun
    ]  # fmt: skip
    desk.begun.sort(key=lambda each: each.latest, reverse=True)
    desk.deadlines = [
        (key, day, title) for key, day in days.items() if (title := title_of(key, desk))
    ]
    return desk


def begun(state, events, known, current, by_key, days, attestations) -> Begun:
    touched, marked, read = {}, {}, {}
    for place, event in enumerate(events):
        touched[event.etape or event.parcours] = place
        if event.kind == LearnerEvent.Kind.DONE:
            marked[event.etape] = event
            # The language was not said of the first marks.
            revision, language = map(event.payload.get, ("revision", "language"))
            read[event.etape, language] = revision
    keys = [each.etape.key for each in state.etapes]
    steps = []
    for each, key in zip(state.etapes, keys, strict=True):
        page = by_key.get(key)
        seen = page and read.get((key, page.language), read.get((key, None)))
        steps.append(Step(each, page, marked.get(key), days.get(key), seen))
    parcours = state.version.parcours
    item = {
        "page": by_key.get(parcours),
        "progress": state,
        "steps": steps,
        "latest": max(touched.get(key, -1) for key in [*keys, parcours]),
        "deadline": days.get(parcours),
        "current": current,
        "attestations": attestations,
    }
    if current and current.asks != state.version.asks:
        # `current` stays as it is: it is what is written when one chooses it.
        said = versions.in_words_of(by_key, current)
        item["changes"] = versions.changes(state.version, said)
        item["after"] = progress.read_in(said, events, known)
    return Begun(**item)


def half_typed(events, by_key) -> list[tuple]:
    """Answers to go on with, the latest first: étape, block, what it asks."""
    found = []
    for (key, block_id), _event in progress.drafts(events).items():
        etape = by_key.get(key)
        block = answers.activity(etape, block_id) if etape else None
        if block is not None:
            found.append((etape, block_id, title_of_activity(block)))
    return found[::-1]


def title_of_activity(block) -> str:
    return block.value.get("title") or block.value.get("question") or ""


def title_of(key, desk: Desk) -> str:
    for item in desk.begun:
        if item.key == key:
            return item.title
        for step in item.steps:
            if step.state.etape.key == key:
                return step.title
    return ""
