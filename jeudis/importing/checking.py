"""Rows to episodes that could be written: every mistake of every row."""

from datetime import datetime, time

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.models import Organisation, Person
from jeudis.importing import body
from jeudis.importing.reading import Mistake, Row
from jeudis.models import JeudiPage, SeasonPage, Speaker
from jeudis.series import Series

NOON = time(12)
LONGEST_ROLE = 250
REQUIRED = ("saison", "date", "titre", "chapo", "format")
KINDS = ("video", "audio", "article")
# What a validation of the page names, as the file names it.
COLUMN_OF = {"title": "titre", "introduction": "chapo", "starts_at": "date", "number": "numero", "duration_minutes": "duree", "archive_note": "note", "slug": "identifiant", "format": "format", "media": "lien"}  # fmt: skip


class Bad(Exception):
    def __init__(self, column: str, message: str):
        self.column, self.message = column, message


class Checking:
    """What a whole file is checked against; a few statements, however many rows."""

    def __init__(self):
        french = {"locale__language_code": settings.LANGUAGE_CODE}
        self.seasons = {page.slug: page for page in SeasonPage.objects.filter(**french)}
        self.people = self.named(Person.objects.filter(**french, live=True))
        self.organisations = self.named(
            Organisation.objects.filter(**french, live=True)
        )
        self.known = {}  # (season, slug): the page that is there
        self.numbers = {}  # (season, number): where it was given
        for season in self.seasons.values():
            for page in JeudiPage.objects.child_of(season).defer_streamfields():
                self.known[season.slug, page.slug] = page
                self.numbers[season.slug, page.number] = _("sur le site")

    @staticmethod
    def named(records) -> dict:
        return {key: each for each in records for key in (each.slug, each.name)}

    def episode(self, row: Row, mistakes: list[Mistake]):
        """(season, page) of a row; nothing for one that is there, or has a mistake."""
        found = []

        def attempt(act, *arguments):
            try:
                return act(*arguments)
            except Bad as bad:
                found.append(Mistake(row.place, bad.column, bad.message))

        values = row.values
        for column in REQUIRED:
            if not values.get(column):
                found.append(Mistake(row.place, column, _("cette colonne est vide.")))
        season = attempt(self.season, values.get("saison", ""))
        page = JeudiPage(
            title=values.get("titre", ""),
            slug=values.get("identifiant") or slugify(values.get("titre", ""))[:200],
            introduction=values.get("chapo", ""),
            format=attempt(choice, "format", values.get("format", ""), JeudiPage.Format.values),
            series=attempt(choice, "serie", values.get("serie", "") or Series.WEEKLY, Series.values),
            starts_at=attempt(instant, values.get("date", "")),
            duration_minutes=attempt(whole, "duree", values.get("duree", ""), 24 * 60),
            number=attempt(whole, "numero", values.get("numero", ""), 100_000),
            archive_note=values.get("note", ""),
            media=attempt(media, values) or [],
            body=body.blocks(row.body),
            live=False,
        )  # fmt: skip
        speakers = attempt(self.speakers, values) or []
        if season is not None:
            page.locale = season.locale
            for place, speaker in enumerate(speakers):
                speaker.locale, speaker.sort_order = season.locale, place
            page.speakers = speakers
        named = {each.column for each in found}
        found += [each for each in invalid(row, page) if each.column not in named]
        is_there = season is not None and self.is_there(season, page)
        if season is not None and not is_there and not found:
            found += self.doubles(row, season, page)
        mistakes += found
        return None if found or is_there else (season, page)

    def season(self, slug: str) -> SeasonPage | None:
        if not slug:
            return None
        if slug not in self.seasons:
            names = ", ".join(sorted(self.seasons)) or "–"
            raise Bad("saison", _("aucune saison n'a cette adresse ; possibles : %s.") % names)  # fmt: skip
        return self.seasons[slug]

    def speakers(self, values: dict[str, str]) -> list[Speaker]:
        """Who spoke, as what and for whom that day; today's notice where nothing is said."""
        people = known_as(
            self.people,
            "intervenants",
            split(values.get("intervenants", "")),
            _("aucune personne publiée ne s'appelle ainsi : %s."),
        )
        roles = beside(values, "fonctions", len(people))
        names = beside(values, "organisations", len(people))
        known_as(
            self.organisations,
            "organisations",
            [name for name in names if name],
            _("aucune organisation publiée ne s'appelle ainsi : %s."),
        )
        found = {
            person: Speaker(
                person=person, role=role, organisation=self.organisations.get(name)
            )
            for person, role, name in zip(people, roles, names, strict=True)
        }
        return list(found.values())

    def is_there(self, season, page) -> bool:
        """Already imported, or written: left as it is."""
        known = self.known.get((season.slug, page.slug))
        return known is not None and known.starts_at == page.starts_at

    def doubles(self, row: Row, season, page) -> list[Mistake]:
        found = []
        if (season.slug, page.slug) in self.known:
            message = _("un autre Jeudi de la saison a déjà cette adresse (%s) : donnez un identifiant.")  # fmt: skip
            found.append(Mistake(row.place, "identifiant", message % page.slug))
        self.known[season.slug, page.slug] = page
        if page.number is not None:
            where = self.numbers.setdefault((season.slug, page.number), row.place)
            if where != row.place:
                message = _("ce numéro est déjà donné (%s).") % where
                found.append(Mistake(row.place, "numero", message))
        return found


def check(rows: list[Row]) -> tuple[list, int, list[Mistake]]:
    """(season, page) to write, how many are already there, every mistake."""
    checking, mistakes, episodes, already = Checking(), [], [], 0
    for row in rows:
        before = len(mistakes)
        episode = checking.episode(row, mistakes)
        if episode is not None:
            episodes.append(episode)
        elif len(mistakes) == before:
            already += 1
    return episodes, already, mistakes


def invalid(row: Row, page: JeudiPage) -> list[Mistake]:
    """What the form of a Jeudi would refuse."""
    found = {}
    checks = (lambda: page.clean_fields(exclude=WITHOUT), page.check_dates)
    for act in checks:
        try:
            act()
        except ValidationError as error:
            found |= error.message_dict
    return [
        Mistake(row.place, COLUMN_OF.get(name, name), " ".join(messages))
        for name, messages in found.items()
    ]


# What the tree gives, and what was already said of an empty column.
WITHOUT = {"path", "depth", "numchild", "url_path", "locale", "content_type", "draft_title", "translation_key", "title", "introduction", "format", "starts_at", "page_ptr", "series"}  # fmt: skip


def split(cell: str) -> list[str]:
    return [name.strip() for name in cell.split("|") if name.strip()]


def known_as(known: dict, column: str, names: list[str], message: str) -> list:
    unknown = [name[:80] for name in names if name not in known]
    if unknown:
        raise Bad(column, message % ", ".join(unknown))
    return [known[name] for name in names]


def beside(values: dict[str, str], column: str, count: int) -> list[str]:
    """What a column says of each speaker, in their order; empty for those of whom it says nothing."""
    cell = values.get(column, "")
    found = [each.strip() for each in cell.split("|")] if cell else [""] * count
    if len(found) != count:
        message = _("il y en a %(found)d pour %(count)d intervenants : laissez vide ce qui manque, entre deux « | ».")  # fmt: skip
        raise Bad(column, message % {"found": len(found), "count": count})
    if any(len(each) > LONGEST_ROLE for each in found):
        raise Bad(column, _("ce texte est trop long."))
    return found


def choice(column: str, value: str, possible: list[str]) -> str:
    if value and value not in possible:
        raise Bad(column, _("« %(value)s » n'est pas possible ; possibles : %(possible)s.") % {"value": value[:60], "possible": ", ".join(possible)})  # fmt: skip
    return value


def instant(text: str) -> datetime | None:
    """« 2024-04-18 » (à midi), « 2024-04-18 13:00 », à l'heure de Paris."""
    if not text:
        return None
    for shape in ("%Y-%m-%d %H:%M", "%Y-%m-%d", "%d/%m/%Y %H:%M", "%d/%m/%Y"):
        try:
            moment = datetime.strptime(text, shape)
        except ValueError:
            continue
        if "%H" not in shape:
            moment = datetime.combine(moment.date(), NOON)
        if not 1990 <= moment.year <= 2100:
            break
        return timezone.make_aware(moment)
    raise Bad("date", _("« %s » n'est pas un jour : écrivez 2024-04-18, ou 2024-04-18 13:00.") % text[:40])  # fmt: skip


def whole(column: str, text: str, most: int) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= most and len(text) < 10):  # fmt: skip
        raise Bad(column, _("« %s » n'est pas un nombre possible.") % text[:40])
    return int(text)


def media(values: dict[str, str]) -> list[tuple]:
    url = values.get("lien", "")
    if not url:
        return []
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError as error:
        raise Bad("lien", " ".join(error.messages)) from error
    kind = choice("nature_du_lien", values.get("nature_du_lien", "") or "article", KINDS)  # fmt: skip
    title = values.get("titre_du_lien") or values.get("titre", "")
    if len(title) > 200:
        raise Bad("titre_du_lien", _("ce texte est trop long."))
    return [("link", {"title": title, "url": url, "kind": kind})]
