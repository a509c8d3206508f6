"""What the house as a whole does by the clock."""

from datetime import datetime

from core.clock import each_minute
from home import reviews


@each_minute
def mail_the_weeks_reviews(at: datetime):
    reviews.mail_on_monday(at)
