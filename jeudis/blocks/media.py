"""What there is to see or hear of an episode."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock

from core.video_hosts import Film, film


class RecordingValue(blocks.StructValue):
    @property
    def sources(self) -> list:
        """Its files, the first format that the browser knows is played."""
        return [document for document in self["files"] if document]

    @property
    def is_film(self) -> bool:
        return any(source.is_film for source in self.sources)

    @property
    def duration_ms(self) -> int | None:
        known = (source.duration_ms for source in self.sources)
        return next((each for each in known if each), None)


class RecordingBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("titre"), max_length=200)
    files = blocks.ListBlock(
        DocumentChooserBlock(),
        label=_("fichiers de la médiathèque"),
        min_num=1,
        max_num=4,
        help_text=_(
            "Le même enregistrement en un ou plusieurs formats : mp3, m4a, ogg, mp4, webm."
        ),
    )

    class Meta:
        icon = "media"
        label = _("Enregistrement")
        template = "blocks/recording.html"
        value_class = RecordingValue
        description = _(
            "Un son ou un film de la médiathèque, écouté ou regardé dans la page."
        )
        preview_value = {"title": "Le Jeudi en entier", "files": []}

    def clean(self, value):
        cleaned = super().clean(value)
        for document in cleaned["files"]:
            if not document.is_recording:
                message = _("« %(name)s » n'est ni un son ni un film.")
                raise StructBlockValidationError(
                    block_errors={
                        "files": ValidationError(message, params={"name": document.filename})
                    }
                )  # fmt: skip
        return cleaned


class EmbedValue(blocks.StructValue):
    @property
    def film(self) -> Film | None:
        return film(self["url"])


class EmbedBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("titre"), max_length=200)
    url = blocks.URLBlock(
        label=_("adresse"),
        help_text=_("D'un film sur YouTube, Vimeo, Dailymotion ou PeerTube."),
    )

    class Meta:
        icon = "media"
        label = _("Film d'un autre site")
        template = "blocks/embed.html"
        value_class = EmbedValue
        description = _(
            "Un film d'un autre site, regardé dans la page : rien ne se charge avant le clic."
        )
        preview_value = {
            "title": "Le replay de l'épisode",
            "url": "https://www.youtube.com/watch?v=aqz-KE-bpKQ",
        }

    def clean(self, value):
        cleaned = super().clean(value)
        if cleaned.film is None:
            message = _(
                "Cette adresse n'est pas celle d'un film de YouTube, Vimeo, Dailymotion "
                "ou d'un PeerTube connu : choisissez « Lien vers un autre site »."
            )
            raise StructBlockValidationError(
                block_errors={"url": ValidationError(message)}
            )
        return cleaned


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
        icon = "link-external"
        label = _("Lien vers un autre site")
        template = "blocks/media_link.html"
        description = _("Un enregistrement ou un article, ouvert sur un autre site.")
        preview_value = {
            "title": "Le podcast de l'épisode",
            "url": "https://podcast.ausha.co/",
            "kind": "audio",
        }


class MediaBlock(blocks.StreamBlock):
    """What there is to see or hear of an episode."""

    recording = RecordingBlock()
    embed = EmbedBlock()
    link = MediaLinkBlock()
    document = DocumentChooserBlock(
        label=_("Document"),
        icon="doc-full",
        template="blocks/media_document.html",
        description=_("Un fichier de la médiathèque : support, enregistrement, texte."),
    )
