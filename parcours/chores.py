"""What the parcours do by the clock: forget what is over."""

from datetime import datetime

from django.utils import timezone

from core.clock import each_minute

from . import delivery, devices, groups


@each_minute
def forget_what_is_over(at: datetime):
    """Groups that ended, codes that expired, addresses that nobody confirmed."""
    groups.forget_ended(timezone.localdate(at))
    devices.forget_expired(at)


@each_minute
def send_what_waits(at: datetime):
    """Only asks: the worker talks to the learning record store."""
    delivery.ask(at)
