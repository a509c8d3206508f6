"""What the letter does by the clock."""

from datetime import datetime

from core.clock import each_minute

from . import bounces, sending, subscribing


@each_minute
def write_the_letters(at: datetime):
    sending.go_on(at)


@each_minute
def erase_unconfirmed_addresses(at: datetime):
    subscribing.erase_unconfirmed(at)


@each_minute
def note_refusals(at: datetime):
    bounces.note_our_servers_refusals(at)
