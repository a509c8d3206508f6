"""Each mail to somebody who registers, in their language."""

from datetime import UTC, datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import calendars, frame
from core.mailing import Button, Facts, File, Letter, Paragraph, Said, write
from core.models import occasions
from core.models.occasions import sequenced
from core.moments import day_and_hour


def mail(registration, name: str, letter: Letter, at: datetime, **options):
    """One mail of a registration: `name` says its cause, once for each."""
    link = link_of(registration)
    return write(
        letter,
        to=registration.address,
        key=f"jeudi:{registration.jeudi_key}:{registration.pk}:{name}",
        purpose="jeudi",
        at=at,
        headers={
            "List-Unsubscribe": f"<{link}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        if registration.confirmed_at
        else None,
        **options,
    )


def link_of(registration) -> str:
    path = frame.address(
        "registration", registration.language, token=registration.token
    )
    return settings.WAGTAILADMIN_BASE_URL + path


def told(jeudi) -> str:
    """What those who come must know: when, and whether."""
    starts_at = jeudi.starts_at.astimezone(UTC).isoformat() if jeudi.starts_at else ""
    return f"{starts_at}|{jeudi.status}"


def told_date(registration) -> datetime | None:
    return date_in(registration.told)


def date_in(told: str) -> datetime | None:
    date = told.partition("|")[0]
    return datetime.fromisoformat(date) if date else None


def files(jeudi) -> tuple[File, ...]:
    """The Jeudi for one's agenda: the event that its calendars hold."""
    [page] = sequenced(type(jeudi).objects.filter(pk=jeudi.pk))
    with override(page.language):
        occasion = occasions.of(page)
        ics = calendars.write([occasion], settings.WAGTAILADMIN_BASE_URL, page.language)
    return (File("jeudi.ics", "text/calendar", ics.decode()),)


# --- The letters ------------------------------------------------------------------


def facts(jeudi, is_coming=True) -> Facts:
    rows = [(_("Jeudi"), Said(jeudi.title, jeudi.language))]
    if jeudi.starts_at:
        rows.append((_("Quand"), _("%(moment)s, heure de Paris") % {"moment": day_and_hour(jeudi.starts_at)}))  # fmt: skip
    if jeudi.join_url and is_coming:
        rows.append((_("Pour suivre en ligne"), jeudi.join_url))
    rows.append((_("Sa page"), settings.WAGTAILADMIN_BASE_URL + jeudi.href))
    return Facts(tuple(rows))


def letter(registration, title: str, subject: str, *parts) -> Letter:
    """To somebody who is registered: each says how to cancel."""
    return Letter(
        language=registration.language,
        title=title,
        subject=subject,
        parts=tuple(part for part in parts if part),
        why=_(
            "Vous recevez ce courriel parce que cette adresse est inscrite à ce Jeudi. Elle sera effacée trente jours après."
        ),
        leave=(_("Annuler mon inscription"), link_of(registration)),
    )


def in_its_language(make):
    def made(registration, jeudi, *args):
        with override(registration.language):
            return make(registration, jeudi, *args)

    return made


@in_its_language
def to_confirm(registration, jeudi) -> Letter:
    return Letter(
        language=registration.language,
        title=_("Confirmez votre inscription"),
        subject=_("Confirmez votre inscription : %(title)s") % {"title": jeudi.title},
        parts=(
            Paragraph(
                _("Quelqu'un, sans doute vous, a donné cette adresse pour ce Jeudi.")
            ),
            facts(jeudi),
            Button(_("Confirmer mon inscription"), link_of(registration)),
            Paragraph(
                _(
                    "Le lien vaut quarante-huit heures. Sans confirmation, l'adresse est effacée et vous ne recevrez rien d'autre."
                )
            ),
        ),
        why=_("Vous n'avez rien demandé ? Ne faites rien."),
    )


@in_its_language
def already(registration, jeudi) -> Letter:
    return letter(
        registration,
        _("Votre inscription tient"),
        _("Votre inscription tient : %(title)s") % {"title": jeudi.title},
        Paragraph(
            _("Cette adresse vient d'être donnée à nouveau. Rien n'est à refaire.")
        ),
        facts(jeudi),
    )


@in_its_language
def confirmed(registration, jeudi) -> Letter:
    return letter(
        registration,
        _("Inscription confirmée"),
        _("Inscription confirmée : %(title)s") % {"title": jeudi.title},
        Paragraph(
            _(
                "À bientôt. Le fichier joint met ce Jeudi dans votre agenda ; vous recevrez un rappel, et un courriel si la date change."
            )
        ),
        facts(jeudi),
    )


@in_its_language
def reminder(registration, jeudi) -> Letter:
    return letter(
        registration,
        _("C'est bientôt"),
        _("Rappel : %(title)s, %(day)s")
        % {"title": jeudi.title, "day": day_and_hour(jeudi.starts_at)},
        facts(jeudi),
        jeudi.join_url and Button(_("Suivre en ligne"), jeudi.join_url),
    )


@in_its_language
def changed(registration, jeudi) -> Letter:
    """It is cancelled, takes place after all, or has moved."""
    if jeudi.is_cancelled:
        return letter(
            registration,
            _("Ce Jeudi n'a pas lieu"),
            _("Annulé : %(title)s") % {"title": jeudi.title},
            jeudi.cancellation_reason
            and Paragraph(Said(jeudi.cancellation_reason, jeudi.language)),
            facts(jeudi, is_coming=False),
        )
    if registration.told.endswith("|cancelled"):
        return letter(
            registration,
            _("Ce Jeudi a lieu"),
            _("Il a lieu : %(title)s") % {"title": jeudi.title},
            Paragraph(_("Ce Jeudi, qui avait été annulé, a lieu.")),
            facts(jeudi),
        )
    before = told_date(registration)
    return letter(
        registration,
        _("Nouvelle date"),
        _("Nouvelle date : %(title)s") % {"title": jeudi.title},
        before
        and Paragraph(
            _(
                "Ce Jeudi était annoncé pour le %(day)s. Votre inscription vaut pour la nouvelle date."
            )
            % {"day": day_and_hour(before)}
        ),
        facts(jeudi),
    )


@in_its_language
def replay(registration, jeudi) -> Letter:
    return letter(
        registration,
        _("Ce qui reste de ce Jeudi"),
        _("À retrouver : %(title)s") % {"title": jeudi.title},
        Paragraph(
            _(
                "Ce que ce Jeudi a laissé est sur sa page : à voir, à écouter ou à lire. C'est le dernier courriel de cette inscription."
            )
        ),
        facts(jeudi, is_coming=False),
        Button(_("Retrouver ce Jeudi"), settings.WAGTAILADMIN_BASE_URL + jeudi.href),
    )
