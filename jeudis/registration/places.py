"""What a Jeudi offers to who would like to come, at an instant."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from core import frame
from jeudis.life import COMING, State
from jeudis.models.registration import Registration

from . import letters


@dataclass(frozen=True)
class Offer:
    """`soon`, `open`, `full` or `closed`; `left` when places are counted."""

    state: str
    url: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    left: int | None = None


def offer(jeudi, at: datetime) -> Offer | None:
    """Nothing where there is no registration, or no more of it; a statement if it counts."""
    window, state = jeudi.facts.registration, jeudi.state(at)
    if window is None or state not in COMING:
        return None
    url = frame.address("register", get_language(), key=jeudi.translation_key)
    name, left = {State.ANNOUNCED: "soon", State.CLOSED: "closed"}.get(state), None
    if name is None:
        left = places_left(jeudi)
        name = "full" if left == 0 else "open"
    return Offer(name, url, *window, left)


def places_left(jeudi) -> int | None:
    """None: as many as one likes."""
    if jeudi.capacity is None:
        return None
    return max(0, jeudi.capacity - confirmed(jeudi.translation_key).count())


def confirmed(key):
    return Registration.objects.filter(jeudi_key=key, confirmed_at__isnull=False)


def awaited_at(key, at: datetime) -> datetime | None:
    """The date to come that somebody who is registered was told, and still counts on."""
    told = (
        confirmed(key)
        .exclude(told__endswith="|cancelled")
        .values_list("told", flat=True)
    )
    dates = [letters.date_in(each) for each in told.order_by("told").distinct()]
    return next((date for date in dates if date and date > at), None)
