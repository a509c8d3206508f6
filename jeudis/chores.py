"""What the Jeudis do by the clock."""

from datetime import datetime

from core.clock import each_minute
from jeudis import preparing


@each_minute
def prepare_the_coming_weeks(at: datetime):
    """The next eight Thursdays stand ready as drafts."""
    preparing.prepare(at)
