"""
What was approved for an instant goes live at it: whole, once, whoever is killed.

Wagtail's own command takes a plan off before it publishes: killed in between, it forgets
for ever. Here each publication is one transaction, and one that fails stops no other.
"""

from datetime import datetime

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import DraftStateMixin, Page, Revision


def due(at: datetime):
    return Revision.objects.filter(approved_go_live_at__lte=at)


def publish_due(at: datetime):
    """Publish each revision whose minute has come; raises, after all, what failed."""
    revisions = due(at).order_by("approved_go_live_at", "pk")
    each_alone(publish, revisions.values_list("pk", flat=True), at)


def withdraw_due(at: datetime):
    """Take off each page or record that expires."""
    for model in apps.get_models():
        # A page is withdrawn as what it is, from the table of all pages.
        if not issubclass(model, DraftStateMixin) or model._meta.proxy:
            continue
        if issubclass(model, Page) and model is not Page:
            continue
        over = model.objects.filter(live=True, expire_at__lte=at).order_by("expire_at")
        each_alone(withdraw, [(model, pk) for pk in over.values_list("pk", flat=True)], at)  # fmt: skip


@transaction.atomic
def publish(pk: int, at: datetime):
    # Another process may have published it while this one waited for the row.
    revision = due(at).select_for_update().filter(pk=pk).first()
    if revision is not None:
        revision.publish(log_action="wagtail.publish.scheduled")


@transaction.atomic
def withdraw(of: tuple, at: datetime):
    model, pk = of
    over = model.objects.filter(live=True, expire_at__lte=at, pk=pk)
    if (row := over.select_for_update().first()) is not None:
        row.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def each_alone(act, things, at: datetime):
    failures = []
    for thing in list(things):
        try:
            act(thing, at)
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("What was planned could not all be done", failures)


def alone() -> QuerySet:
    """When each page or record goes live, or should have, the first one first."""
    planned = Revision.objects.filter(approved_go_live_at__isnull=False)
    return planned.order_by("approved_go_live_at").values_list(
        "approved_go_live_at", flat=True
    )


def together() -> QuerySet:
    """The same, of the parutions."""
    waiting = apps.get_model("core", "Parution").objects.filter(published_at=None)
    return waiting.order_by("publish_at").values_list("publish_at", flat=True)


def next_change(request) -> datetime | None:
    """The first of both, from the frame of a request if it has one: no statement more."""
    rows = getattr(getattr(request, "frame", None), "rows", None)
    if rows:
        instants = [rows[0].planned_at, rows[0].together_at]
    else:
        both = alone().order_by().union(together().order_by())
        instants = both.order_by("approved_go_live_at")[:1]
    return min(filter(None, instants), default=None)
