"""The pages that list Jeudis: all of them, and the cycles."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from core import frame, linked_data
from core.listings import children_in_any_language, readable
from core.models import BasePage
from jeudis import feeds, numbering

from .episode import JeudiPage
from .podcast import PodcastMixin


class FeedsMixin(RoutablePageMixin):
    """A listing of Jeudis with an Atom feed and a calendar of its own."""

    class Meta:
        abstract = True

    @path("atom.xml/")
    def atom(self, request):
        return feeds.atom(request, self, self.jeudis())

    @path("agenda.ics/")
    def calendar(self, request):
        return feeds.calendar(request, self, self.jeudis())

    def get_context(self, request, *args, **kwargs):
        frame.of(request).feeds = feeds.links(self)
        return super().get_context(request, *args, **kwargs)


class JeudiIndexPage(PodcastMixin, FeedsMixin, BasePage):
    """Les Jeudis de l'ODD 17: the next one, the last ones, the seasons."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["jeudis.SeasonPage"]
    max_count_per_parent = 1
    show_in_menus_default = True
    schema_type = "CollectionPage"

    content_panels = [*BasePage.content_panels, *PodcastMixin.podcast_panels]

    class Meta:
        verbose_name = _("liste des Jeudis")

    def jeudis(self):
        return readable(JeudiPage.objects.defer_streamfields()).order_by("-starts_at")

    def get_context(self, request, *args, **kwargs):
        now = timezone.now()
        jeudis = list(self.jeudis())
        # A Jeudi that has begun is still the one to go to.
        upcoming = [jeudi for jeudi in reversed(jeudis) if jeudi.ends_at > now]
        return super().get_context(request, *args, **kwargs) | {
            "now": now,
            "next_jeudi": upcoming[0] if upcoming else None,
            "upcoming": upcoming[1:],
            "aired": [jeudi for jeudi in jeudis if jeudi.ends_at <= now][:6],
            "seasons": readable(SeasonPage.objects.all()).order_by("-starts_on"),
        }

    def linked_data(self, context):
        seasons = [
            linked_data.reference(season, "EventSeries")
            for season in context["seasons"]
        ]
        return super().linked_data(context) | {
            "mainEntity": linked_data.item_list(seasons)
        }


class SeasonPage(PodcastMixin, FeedsMixin, BasePage):
    """A cycle of Jeudis."""

    parent_page_types = ["jeudis.JeudiIndexPage"]
    subpage_types = ["jeudis.JeudiPage"]

    starts_on = models.DateField(_("premier jour"))
    ends_on = models.DateField(_("dernier jour"), null=True, blank=True)
    is_working_title = models.BooleanField(
        _("titre de travail"),
        default=False,
        help_text=_(
            "Affiche « titre de travail » : le titre officiel reste à confirmer."
        ),
    )

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            ["starts_on", "ends_on", "is_working_title"], heading=_("Saison")
        ),
        *PodcastMixin.podcast_panels,
    ]
    api_fields = [*BasePage.api_fields, APIField("starts_on"), APIField("ends_on")]

    class Meta:
        verbose_name = _("saison")
        verbose_name_plural = _("saisons")

    def clean(self):
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError(
                {"ends_on": _("La saison finit avant d'avoir commencé.")}
            )

    @transaction.atomic
    def add_child(self, **kwargs):
        """Whoever creates at the same time waits: for the place in the tree, and the number."""
        numbering.lock(self)
        self.refresh_from_db(fields=["path", "depth", "numchild", "url_path"])
        child = super().add_child(**kwargs)
        numbering.settle(self, JeudiPage.objects.child_of(self), child)
        return child

    def jeudis(self):
        """Its Jeudis, the last one first; in French where nobody has translated them."""
        jeudis = children_in_any_language(JeudiPage.objects.all(), self)
        return readable(jeudis.defer_streamfields()).order_by("-starts_at")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {
            "jeudis": list(reversed(self.jeudis())),
            "now": timezone.now(),
        }

    def linked_data(self, context):
        return linked_data.thing(self, "EventSeries") | {
            "startDate": self.starts_on,
            "endDate": self.ends_on,
            "subEvent": [
                linked_data.reference(jeudi, "Event", startDate=jeudi.starts_at)
                for jeudi in context["jeudis"]
            ],
        }
