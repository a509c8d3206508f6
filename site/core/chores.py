"""What the frame of the house does by the clock."""

from datetime import datetime

from . import background, parutions, planned
from .clock import each_minute
from .drafts import desk as drafts
from .feeds import websub
from .links import checking
from .mailing import delivery, outbox


@each_minute
def publish_what_is_planned(at: datetime):
    """Pages and records that go live or expire at their minute."""
    planned.publish_due(at)
    planned.withdraw_due(at)


@each_minute
def publish_together(at: datetime):
    """Parutions: all that is in one, or nothing."""
    parutions.publish_due(at)


@each_minute
def take_up_what_was_interrupted(at: datetime):
    background.take_up(at)


@each_minute
def have_mails_delivered(at: datetime):
    """After a restart, a pause, a server that was away."""
    delivery.ask_if_some_wait(at)


@each_minute
def have_the_hub_told(at: datetime):
    """Only asks: a worker talks to the hub."""
    websub.ask(at)


@each_minute
def forget_mails(at: datetime):
    outbox.forget(at)


@each_minute
def forget_draft_links(at: datetime):
    drafts.forget(at)


@each_minute
def have_links_checked(at: datetime):
    checking.have_links_checked(at)
