"""What the site keeps of what a learner did, in words: all of it, and readable."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from core import moments

from . import answers
from .models import EtapePage, LearnerEvent

Kind = LearnerEvent.Kind


@dataclass(frozen=True)
class Line:
    event: LearnerEvent
    title: str
    told: list[tuple[str, str]]
    # What this draft took the place of, the latest first.
    before: tuple["Line", ...] = ()


def lines(events: Iterable, titles: dict[UUID, str], pages: dict) -> list[Line]:
    """
    A line for each thing done, in order.

    A text that was saved while it was typed is one line, at its last state, until it is
    kept: the states before are kept too, and stand below it.
    """
    found, half_typed = {}, {}
    for event in events:
        place = (event.etape, event.block)
        title = titles.get(event.etape or event.parcours, "")
        line = Line(event, title, told(event, pages))
        if event.kind == Kind.DRAFT and place in half_typed:
            last = found.pop(half_typed[place])
            line = replace(line, before=(replace(last, before=()), *last.before))
        found[event.uid] = line
        if event.kind == Kind.DRAFT:
            half_typed[place] = event.uid
        elif event.kind == Kind.ANSWER:
            half_typed.pop(place, None)
    return list(found.values())


def told(event: LearnerEvent, pages: dict[UUID, EtapePage]) -> list[tuple[str, str]]:
    """What an event says, in words: what was asked, what was answered or chosen."""
    payload = event.payload
    if event.kind == Kind.DEADLINE:
        on = payload.get("on")
        return [("", moments.day(date.fromisoformat(on)) if on else "–")]
    if event.kind in (Kind.START, Kind.UPGRADE):
        return [("", _("Version %(number)s") % {"number": payload["version"]})]
    if event.kind not in (Kind.ANSWER, Kind.DRAFT):
        return []
    etape = pages.get(event.etape)
    block = answers.activity(etape, event.block) if etape else None
    found = answers.in_words(block, payload)
    if "points" in payload:
        score = {"points": payload["points"], "total": payload["maximum"]}
        found.append(("", _("%(points)s sur %(total)s") % score))
    return found
