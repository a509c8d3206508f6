"""What the frame of the house does by the clock."""

from datetime import datetime

from django.core.management import call_command

from .clock import each_minute


@each_minute
def publish_what_is_planned(at: datetime):
    """Wagtail's own: pages that go live or expire at their minute."""
    call_command("publish_scheduled")
