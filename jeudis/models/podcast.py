"""What a listing of Jeudis says of itself as a podcast."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from core import frame
from core.models import SiteImage, pictures
from jeudis import podcast

COVER = 1400  # pixels a side: the least that directories accept


class PodcastMixin(RoutablePageMixin, models.Model):
    """A listing whose recordings one subscribes to."""

    podcast_cover = models.ForeignKey(
        "core.SiteImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("pochette"),
        help_text=_("Carrée, 1400 pixels de côté au moins. Sinon, celle du site."),
    )
    podcast_trailer = models.ForeignKey(
        "core.SiteDocument",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bande-annonce"),
        help_text=_("Un enregistrement d'une ou deux minutes."),
    )
    podcast_licence = models.CharField(
        _("licence des enregistrements"),
        max_length=20,
        choices=[
            choice for choice in SiteImage.Licence.choices if choice[0] != "agreed"
        ],
        blank=True,
        help_text=_("Laissez vide tant qu'elle n'est pas décidée."),
    )

    podcast_panels = [
        MultiFieldPanel(
            ["podcast_cover", "podcast_trailer", "podcast_licence"],
            heading=_("Podcast"),
        )
    ]

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        cover, trailer = self.podcast_cover, self.podcast_trailer
        errors = {}
        if cover and (cover.width != cover.height or cover.width < COVER):
            errors["podcast_cover"] = _(
                "Une pochette est carrée et mesure au moins 1400 pixels de côté : "
                "celle-ci en mesure %(width)s sur %(height)s."
            ) % {"width": cover.width, "height": cover.height}
        if trailer and not trailer.is_recording:
            errors["podcast_trailer"] = _("Ce document n'est ni un son ni un film.")
        if errors:
            raise ValidationError(errors)

    @property
    def podcast_cover_path(self) -> str:
        if self.podcast_cover_id is None:
            return ""
        return pictures.served(self.podcast_cover_id, f"fill-{COVER}x{COVER}")

    def get_context(self, request, *args, **kwargs):
        """Readers are told of the podcast once there is something to hear."""
        context = super().get_context(request, *args, **kwargs)
        if self.jeudis().filter(has_recording=True).exists():
            frame.of(request).feeds.append(podcast.link(self))
        return context

    @path("podcast.xml/")
    def podcast(self, request):
        now = timezone.now()
        return podcast.answer(request, self, self.jeudis().defer(None), now)
