from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from core.blocks import BodyBlock


class EpisodeBlock(BodyBlock):
    """The body of a Jeudi: somebody to name is one of its speakers."""

    contact = None

    class Meta:
        template = "blocks/body.html"


class MediaLinkBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("titre"), max_length=200)
    url = blocks.URLBlock(label=_("adresse"))
    kind = blocks.ChoiceBlock(
        label=_("nature"),
        choices=[
            ("video", _("Vidéo")),
            ("audio", _("Audio")),
            ("article", _("Article")),
        ],
    )

    class Meta:
        icon = "media"
        label = _("Sur un autre site")
        template = "blocks/media_link.html"
        description = _(
            "Un enregistrement ou un article d'un autre site : rien ne se charge avant le clic."
        )
        preview_value = {
            "title": "Le podcast de l'épisode",
            "url": "https://podcast.ausha.co/",
            "kind": "audio",
        }


class MediaBlock(blocks.StreamBlock):
    """What there is to see or hear of an episode."""

    link = MediaLinkBlock()
    document = DocumentChooserBlock(
        label=_("Document"),
        icon="doc-full",
        template="blocks/media_document.html",
        description=_("Un fichier de la médiathèque : support, enregistrement, texte."),
    )


class SegmentBlock(blocks.StructBlock):
    start = blocks.RegexBlock(
        regex=r"^(\d{1,2}:)?[0-5]?\d:[0-5]\d$",
        label=_("début"),
        required=False,
        help_text=_("Heures, minutes, secondes : 1:02:30 ou 12:05."),
        error_messages={"invalid": _("Écrivez le temps comme 12:05 ou 1:02:30.")},
    )
    speaker = blocks.CharBlock(label=_("qui parle"), required=False, max_length=120)
    text = blocks.TextBlock(label=_("propos"))

    class Meta:
        icon = "comment"
        label = _("Passage")
        template = "blocks/segment.html"
        description = _("Un passage de la transcription, avec son temps et qui parle.")
        preview_value = {
            "start": "0:12",
            "speaker": "Josepha Poret",
            "text": "Bonjour à tous.",
        }


class TranscriptBlock(blocks.StreamBlock):
    """The full text of an episode, passage by passage."""

    segment = SegmentBlock()
