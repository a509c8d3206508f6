"""
Somebody to call: who answers the press at an instant, and their cards (RFC 6350).

Every answer that names a contact says for how long it is true: `Roster.keep`.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import get_language

from core import lifetimes
from core.models import Person
from vademecum.models.contacts import PressContact

FOLD = 75  # octets of a line of a vCard, without its end


@dataclass(frozen=True)
class Roster:
    """Those who answer the press, and the next midnight in Paris when that changes."""

    at: datetime
    contacts: list[PressContact]
    changes_at: datetime | None

    @property
    def max_age(self) -> int:
        """For how many seconds a cache may keep an answer that names them."""
        return lifetimes.max_age(self.at, self.changes_at)

    def keep(self, response):
        """An answer that no cache gives once the duty has changed."""
        return lifetimes.keep(response, self.at, self.changes_at)


def roster(at: datetime, language: str | None = None) -> Roster:
    """Who answers at an instant, as the reader of a language sees them; one statement."""
    language = language or get_language()
    published = PressContact.objects.sources().live().filter(person__live=True)
    translated = Person.objects.live().filter(
        translation_key=OuterRef("person__translation_key"),
        locale__language_code=language,
    )
    announced = (
        PressContact.objects.not_over(at)
        .filter(translation_key__in=published.values("translation_key"))
        # All that is said of them in words, and when that changed.
        .annotate(
            role=Subquery(translated.values("role")[:1]),
            role_changed_at=Subquery(translated.values("last_published_at")[:1]),
        )
        .for_readers(language)
    )
    contacts = [contact for contact in announced if contact.duty(at) == "current"]
    for contact in contacts:
        if contact.role is not None:
            contact.person.role = contact.role
            contact.person.last_published_at = contact.role_changed_at
    return Roster(at, contacts, _next_change(announced, at))


def on_duty(at: datetime, language: str | None = None) -> list[PressContact]:
    return roster(at, language).contacts


def _next_change(announced: list[PressContact], at: datetime) -> datetime | None:
    firsts = {contact.duty_from for contact in announced}
    lasts = {contact.duty_until for contact in announced} - {None, date.max}
    turns = (firsts - {None}) | {day + timedelta(days=1) for day in lasts}
    today = timezone.localdate(at)
    return min((midnight(day) for day in turns if day > today), default=None)


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def vcard(contacts: list[PressContact]) -> str:
    """The cards of these contacts, to add to an address book."""
    lines = [line for contact in contacts for line in _card(contact)]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _card(contact: PressContact):
    person = contact.person
    given, _space, family = person.name.partition(" ")
    if not family:
        given, family = "", given
    changed = [contact.last_published_at, person.last_published_at]
    changed = [instant.astimezone(UTC) for instant in changed if instant]
    phone = contact.international_phone
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield "KIND:individual"
    yield f"UID:urn:uuid:{contact.translation_key}"
    if changed:
        yield f"REV:{max(changed):%Y%m%dT%H%M%SZ}"
    yield f"FN:{escaped(person.name)}"
    yield f"N:{escaped(family)};{escaped(given)};;;"
    if person.organisation:
        yield f"ORG:{escaped(person.organisation.name)}"
    if person.role:
        yield f"TITLE:{escaped(person.role)}"
    if phone:
        yield f"TEL;VALUE=uri;TYPE=work:tel:{phone}"
    else:  # « 3939 » is dialled as it is
        yield f"TEL;VALUE=text;TYPE=work:{escaped(contact.phone)}"
    yield f"EMAIL;TYPE=work:{escaped(contact.email)}"
    for preference, language in enumerate(contact.spoken, start=1):
        yield f"LANG;TYPE=work;PREF={preference}:{language}"
    yield f"NOTE:{escaped(f'{contact.subject}\n{contact.hours}')}"
    yield "END:VCARD"


def escaped(text: str) -> str:
    """A text as the value of a property: nothing in it begins another one."""
    text = re.sub(r"\r\n?|[\x85\u2028\u2029]", "\n", text)
    text = re.sub(r"[\x00-\x09\x0b-\x1f\x7f]", " ", text)
    return re.sub(r"([\\,;])", r"\\\1", text).replace("\n", "\\n")


def folded(line: str) -> str:
    """Lines of 75 octets at most, cut between characters; what continues starts by a space."""
    lines, octets = [""], 0
    for character in line:
        size = len(character.encode())
        if octets + size > FOLD:
            lines.append(" ")
            octets = 1
        lines[-1] += character
        octets += size
    return "\r\n".join(lines)
