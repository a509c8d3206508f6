"""What the news do by the clock."""

from datetime import datetime

from core.clock import each_minute

from .press import desk


@each_minute
def forget_who_read_before_the_hour(at: datetime):
    desk.forget_readings(at)
