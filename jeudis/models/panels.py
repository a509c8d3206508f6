"""The form of a Jeudi: what an announcement asks first, then what comes with its life."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.models import Page

# Six fields to write; the rest is prefilled.
ANNOUNCEMENT = [
    HelpPanel(
        template="jeudis/admin/checklist.html",
        heading=_("Avant de publier"),
        icon="check",
    ),
    *Page.content_panels,
    "introduction",
    InlinePanel("speakers", label=_("Intervenant"), heading=_("Intervenants")),
    "format",
    "join_url",
    "listing_image",
    MultiFieldPanel(
        [
            FieldPanel("number", read_only=True),
            "series",
            "starts_at",
            "duration_minutes",
            "exception_reason",
            "is_date_confirmed",
        ],
        heading=_("Rendez-vous"),
        classname="collapsed",
    ),
    MultiFieldPanel(
        ["registration_opens_at", "registration_closes_at", "capacity"],
        heading=_("Inscriptions"),
        classname="collapsed",
    ),
    MultiFieldPanel(
        ["status", "cancellation_reason", "cancelled_on"],
        heading=_("Annulation"),
        classname="collapsed",
    ),
]
CONTENT = [
    "body",
    "resources",
    InlinePanel("etape_links", label=_("Étape"), heading=_("Étapes liées")),
    InlinePanel("fiche_links", label=_("Fiche"), heading=_("Fiches liées")),
    InlinePanel("mesure_links", label=_("Mesure"), heading=_("Mesures concernées")),
    FieldPanel("archive_note"),
]
REPLAY = ["media", "chapters", "transcript"]
PROMOTION = [
    MultiFieldPanel(
        ["slug", "seo_title", "search_description"],
        heading=_("Adresse et moteurs de recherche"),
    )
]


def of(strategy: list) -> TabbedInterface:
    """The whole form; `strategy` are the panels of the pillars and publics."""
    return TabbedInterface(
        [
            ObjectList(ANNOUNCEMENT, heading=_("Annonce")),
            ObjectList(CONTENT, heading=_("Contenu")),
            ObjectList(REPLAY, heading=_("Replay et texte intégral")),
            ObjectList([*strategy, *PROMOTION], heading=_("Promotion")),
            ObjectList(Page.settings_panels, heading=_("Paramètres")),
        ]
    )
