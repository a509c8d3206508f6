"""What the Jeudis do by the clock."""

from datetime import datetime

from core.clock import each_minute
from jeudis import preparing

from .registration import by_the_clock as registrations


@each_minute
def prepare_the_coming_weeks(at: datetime):
    """The next eight Thursdays stand ready as drafts."""
    preparing.prepare(at)


@each_minute
def write_to_the_registered(at: datetime):
    registrations.write_to_the_registered(at)


@each_minute
def erase_registrations(at: datetime):
    registrations.erase_in_time(at)
