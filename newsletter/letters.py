"""
An issue as a mail, and the two mails of a subscription.

What an issue says is frozen when its sending begins (`frozen`), so that an edit in the
middle of it makes no second version. Each reader's copy holds what touches the pillars
that they chose; copies that say the same are made once and differ by one link.
"""

from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page

from core import frame
from core.choices import Audience, Pillar
from core.mailing import (
    Button,
    Facts,
    Heading,
    Item,
    Items,
    Letter,
    Paragraph,
    render,
    write,
)
from core.models import StrategyMixin

# Stands for what is each reader's own in a letter made for many.
TOKEN = "0" * 43


def link_of(token: str, language: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL + frame.address(
        "subscription", language, token=token
    )


def to_leave(link: str) -> dict[str, str]:
    """The button that mail programs show (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


# --- An issue ---------------------------------------------------------------------


def frozen(issue) -> dict:
    """What an issue says, as plain data."""
    with override(issue.language):
        pages = [
            row["page"]
            for block in issue.body
            if block.block_type == "items"
            for row in block.value
            if row.get("page")
        ]
        specific = Page.objects.filter(pk__in=[p.pk for p in pages]).specific()
        pillars = {
            page.pk: page.pillars
            for page in specific
            if isinstance(page, StrategyMixin)
        }
        return {
            "title": issue.title,
            "url": settings.WAGTAILADMIN_BASE_URL + issue.href,
            "parts": [
                {"kind": "paragraph", "text": issue.introduction},
                *(part for block in issue.body for part in parts_of(block, pillars)),
            ],
        }


def parts_of(block, pillars) -> list[dict]:
    if block.block_type == "heading":
        return [{"kind": "heading", "text": block.value}]
    if block.block_type == "text":
        words = [text.strip() for text in block.value.split("\n\n")]
        return [{"kind": "paragraph", "text": text} for text in words]
    rows = [
        {
            "title": row["title"],
            "text": row["note"],
            "url": absolute(row.target),
            "language": row.foreign,
            "pillars": pillars.get(row["page"].pk, []) if row.get("page") else [],
        }
        for row in block.value
    ]
    return [{"kind": "items", "rows": rows}]


def absolute(url: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL + url if url.startswith("/") else url


def letter(content: dict, language: str, audience: str, pillars) -> Letter | None:
    """The copy of who chose these pillars; nothing if it would have nothing to read."""
    parts, waiting = [], []
    has_items = kept_items = False
    for part in content["parts"]:
        if part["kind"] == "heading":
            waiting = [Heading(part["text"])]
        elif part["kind"] == "paragraph":
            if part["text"]:
                parts += [*waiting, Paragraph(part["text"])]
                waiting = []
        else:
            has_items = True
            if rows := [as_item(row) for row in part["rows"] if concerns(row, pillars)]:
                kept_items = True
                parts += [*waiting, Items(tuple(rows))]
            # A heading goes with all that was under it.
            waiting = []
    if has_items and not kept_items:
        return None
    with override(language):
        chosen = ", ".join(str(Pillar(pillar).label) for pillar in pillars)
        return Letter(
            language=language,
            subject=content["title"],
            parts=tuple(parts),
            online=(_("Lire cette lettre en ligne"), content["url"]),
            why=_(
                "Cette adresse reçoit la lettre « %(audience)s », pour : %(pillars)s."
            )
            % {"audience": Audience(audience).label, "pillars": chosen},
            leave=(_("Changer mes choix ou me désabonner"), link_of(TOKEN, language)),
        )


def concerns(row: dict, pillars) -> bool:
    return not row["pillars"] or bool(set(row["pillars"]) & set(pillars))


def as_item(row: dict) -> Item:
    return Item(row["title"], row["url"], row["text"], row["language"])


def preview(issue, as_text=False) -> HttpResponse:
    """The mail of who chose every pillar, as it would leave."""
    made = letter(frozen(issue), issue.language, issue.audience, Pillar.values)
    if made is None:
        made = Letter(issue.language, issue.title, ())
    written = render(made)
    if as_text:
        return HttpResponse(written.text, content_type="text/plain; charset=utf-8")
    return HttpResponse(written.html)


# --- A subscription ---------------------------------------------------------------


def mail(subscriber, name: str, letter: Letter, at: datetime, **options):
    return write(
        letter,
        to=subscriber.address,
        key=f"{prefix(subscriber)}{name}",
        purpose="abonnement",
        at=at,
        is_urgent=True,
        **options,
    )


def prefix(subscriber) -> str:
    """How the keys of all its mails begin."""
    return f"lettre:{subscriber.reference}:"


def in_its_language(make):
    def made(subscriber):
        with override(subscriber.language):
            return make(subscriber)

    return made


@in_its_language
def to_confirm(subscriber) -> Letter:
    return Letter(
        language=subscriber.language,
        subject=_("Confirmez votre abonnement à la lettre"),
        parts=(
            Paragraph(
                _("Quelqu'un, sans doute vous, a donné cette adresse pour recevoir la lettre.")
            ),
            Facts(tuple(subscriber.choices.lines())),
            Button(
                _("Confirmer mon abonnement"),
                link_of(subscriber.token, subscriber.language),
            ),
            Paragraph(
                _(
                    "Le lien vaut quarante-huit heures. Sans confirmation, l'adresse est effacée et vous ne recevrez rien d'autre."
                )
            ),
        ),
        why=_("Vous n'avez rien demandé ? Ne faites rien."),
    )  # fmt: skip


@in_its_language
def already(subscriber) -> Letter:
    return Letter(
        language=subscriber.language,
        subject=_("Vous recevez déjà la lettre"),
        parts=(
            Paragraph(
                _(
                    "Cette adresse vient d'être donnée à nouveau. Rien n'a changé : voici ce que vous recevez."
                )
            ),
            Facts(tuple(subscriber.choices.lines())),
            Button(
                _("Changer mes choix ou me désabonner"),
                link_of(subscriber.token, subscriber.language),
            ),
        ),
        why=_("Vous n'avez rien demandé ? Ne faites rien."),
    )
