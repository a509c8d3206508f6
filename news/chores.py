"""What the news do by the clock."""

from datetime import datetime

from core.clock import each_minute

from . import checking


@each_minute
def have_links_checked(at: datetime):
    checking.have_links_checked(at)
