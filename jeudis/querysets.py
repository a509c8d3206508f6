from datetime import datetime

from wagtail.query import PageQuerySet


class JeudiQuerySet(PageQuerySet):
    def upcoming(self, at: datetime):
        """Not begun at that instant, the next one first."""
        return self.filter(starts_at__gt=at).order_by("starts_at")

    def aired(self, at: datetime):
        """Begun at that instant, the last one first."""
        return self.filter(starts_at__lte=at).order_by("-starts_at")
