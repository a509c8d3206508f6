"""
What a network borrows: étapes of the movement's parcours, and what becomes of them.

The only place that writes `Borrowing`. Everything that a decision changes is written in
one transaction, as one revision that is published at once: no reader sees half of it.
"""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from core.listings import readable
from parcours.models import (
    Borrowing,
    EtapePage,
    ParcoursIndexPage,
    ParcoursPage,
    ReseauPage,
)

from . import contents, merging, translations
from .comparing import Comparison
from .merging import Content

BORROWED, COMPARED = "parcours.borrow", "parcours.compare"


class Stale(Exception):
    """The source or the copy changed since the choice was shown."""


# --- Who, and what ----------------------------------------------------------------


def is_of_the_team(user) -> bool:
    """Whoever may change the parcours of the movement."""
    section = ParcoursIndexPage.objects.first()
    return bool(section) and section.permissions_for_user(user).can_edit()


def networks_of(user):
    """The spaces that somebody holds a right on, themselves and not from above."""
    held = {"group_permissions__group__user": user}
    return ReseauPage.objects.filter(**held).distinct().order_by("title")


def network_of(parcours: Page) -> ReseauPage | None:
    return ReseauPage.objects.parent_of(parcours).first()


def may_borrow(user, parcours: Page) -> bool:
    """Whether somebody may add published étapes to a parcours of a network."""
    rights = parcours.permissions_for_user(user)
    return rights.can_add_subpage() and rights.can_publish_subpage()


def may_decide(user, etape: Page) -> bool:
    rights = etape.permissions_for_user(user)
    return rights.can_edit() and rights.can_publish() and not rights.page_locked()


def shelf(language: str) -> list[tuple[ParcoursPage, list[EtapePage]]]:
    """What networks may borrow: the published étapes of the movement's own parcours."""
    spaces = tuple(ReseauPage.objects.values_list("path", flat=True))
    etapes = {}
    for etape in readable(EtapePage.objects.defer_streamfields(), language):
        etapes.setdefault(etape.path[: -Page.steplen], []).append(etape)
    all_parcours = readable(ParcoursPage.objects.defer_streamfields(), language)
    return [
        (parcours, etapes[parcours.path])
        for parcours in all_parcours
        if parcours.path in etapes and not parcours.path.startswith(spaces)
    ]


# --- Borrowing --------------------------------------------------------------------


@transaction.atomic
def borrow(
    parcours: ParcoursPage, keys: Collection[int], user, *, publish: bool
) -> list[EtapePage]:
    """
    Copy étapes at the end of a parcours, in the order of the shelf.

    One that the parcours already borrowed, or that nobody lends, is left out.
    """
    Page.objects.select_for_update().get(pk=parcours.pk)
    known = set(Borrowing.objects.inside(parcours).values_list("source", flat=True))
    lent = [
        (lender, etape)
        for lender, etapes in shelf(parcours.locale.language_code)
        for etape in etapes
        if etape.pk in keys and etape.translation_key not in known
    ]
    whole = EtapePage.objects.in_bulk(etape.pk for _lender, etape in lent)
    return [
        copy(whole[etape.pk], lender, parcours, user, publish=publish)
        for lender, etape in lent
    ]


def copy(source, lender, parcours, user, *, publish) -> EtapePage:
    etape = EtapePage(
        slug=free_slug(source, parcours),
        locale=parcours.locale,
        owner=user,
        live=False,
        search_description=source.search_description,
        listing_image=source.listing_image,
    )
    content = contents.normal(contents.of(source))
    contents.write(etape, content)
    parcours.add_child(instance=etape)
    Borrowing.objects.create(
        etape=etape,
        source=source.translation_key,
        source_title=source.title,
        parcours_title=lender.title,
        base=content,
        digest=merging.digest(content),
        version_at=source.last_published_at or timezone.now(),
        borrowed_at=timezone.now(),
    )
    log(instance=etape, action=BORROWED, user=user, data={"source": source.title})
    revision = etape.save_revision(user=user, log_action=True)
    if publish:
        revision.publish(user=user)
    translations.carry_over(source, etape)
    return etape


def free_slug(source: Page, parcours: Page) -> str:
    """That of the source; none, so that Wagtail finds one, if it is taken."""
    return source.slug if Page._slug_is_available(source.slug, parcours) else ""


def cite_again(pairs: list[tuple[Page, Page]]) -> None:
    """Copies of borrowed étapes have the same source, and are compared with it."""
    rows = {
        row.etape_id: row
        for row in Borrowing.objects.filter(etape__in=[old.pk for old, _new in pairs])
    }
    for old, new in pairs:
        if row := rows.get(old.pk):
            row.pk, row._state.adding, row.etape_id = None, True, new.pk
            row.save()


# --- Comparing and deciding -------------------------------------------------------


def compared(etape: EtapePage) -> Comparison | None:
    found = Borrowing.objects.filter(etape_id=etape.pk).comparisons()
    return found[0] if found else None


@transaction.atomic
def decide(
    etape: EtapePage,
    seen: str,
    user,
    *,
    taken: Collection[str] = (),
    declined: Collection[str] = (),
    adapted: Mapping | None = None,
) -> None:
    """
    Write what the network chose on what it was shown; publish it if the étape is.

    A draft that waits beside the published étape gets the same changes, and goes on waiting.
    """
    Borrowing.objects.select_for_update().get(etape_id=etape.pk)
    current = compared(etape)
    if current.theirs is None or current.seen != seen:
        raise Stale
    row, page = current.borrowing, EtapePage.objects.get(pk=etape.pk)
    choices = {"taken": taken, "declined": declined, "adapted": adapted}
    loan, merged = merging.decide(row.loan, current.theirs, current.ours, **choices)
    if merged != current.ours:
        write(page, merged, current, choices, user)
        log(instance=page, action=COMPARED, user=user, data={"source": current.source.title})  # fmt: skip
        translations.carry_over(current.source, page)
    if taken or adapted:
        row.version_at = current.source.last_published_at or row.version_at
        row.source_title = current.source.title
    row.base, row.declined = loan.base, dict(loan.declined)
    row.digest = merging.digest(loan.base)
    row.save()


def write(page: EtapePage, merged: Content, current: Comparison, choices, user):
    draft = page.get_latest_revision() if page.has_unpublished_changes else None
    if not page.live:
        page = draft.as_object() if draft else page
        contents.write(page, merged)
        page.save_revision(user=user, log_action=True)
        return
    waiting = draft and draft.as_object()
    contents.write(page, merged)
    page.save_revision(user=user, log_action=True).publish(user=user)
    if waiting:
        own = contents.normal(contents.of(waiting))
        loan = current.borrowing.loan
        contents.write(waiting, merging.decide(loan, current.theirs, own, **choices)[1])
        waiting.save_revision(user=user, log_action=True)
