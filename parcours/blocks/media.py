from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock

from core import page_links
from core.blocks import PageBlock, TimeBlock
from core.models import SiteDocument
from core.recordings import files_of
from core.timecodes import milliseconds
from core.video_hosts import at_time

PLAYED_HERE = {"mp3", "m4a", "ogg"}


class VideoBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("titre"), max_length=200)
    url = blocks.URLBlock(label=_("adresse"))
    duration_minutes = blocks.IntegerBlock(
        label=_("durée en minutes"), required=False, min_value=1
    )
    text = blocks.TextBlock(
        label=_("ce qu'elle montre"),
        rows=3,
        help_text=_("Pour qui ne peut pas la voir, ou n'a pas le temps."),
    )

    class Meta:
        icon = "media"
        label = _("Vidéo")
        group = _("Apprendre")
        template = "blocks/video.html"
        description = _("Une vidéo d'un autre site : rien ne se charge avant le clic.")
        preview_value = {
            "title": "Le récit de Cahors",
            "url": "https://www.lerameau.fr/",
            "text": "Un territoire raconte comment ses acteurs se sont alliés.",
        }


class AudioValue(blocks.StructValue):
    @property
    def source(self) -> str:
        """The file that the browser itself plays; empty for any other document."""
        document = self.get("document")
        is_played = document and document.file_extension.lower() in PLAYED_HERE
        return document.url if is_played else ""


class AudioBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("titre"), max_length=200)
    document = DocumentChooserBlock(
        label=_("fichier de la médiathèque"),
        required=False,
        help_text=_("Un fichier mp3, m4a ou ogg s'écoute dans la page."),
    )
    url = blocks.URLBlock(label=_("ou adresse"), required=False)
    duration_minutes = blocks.IntegerBlock(
        label=_("durée en minutes"), required=False, min_value=1
    )
    text = blocks.TextBlock(
        label=_("ce que l'on y entend"),
        rows=3,
        help_text=_("Pour qui ne peut pas l'écouter, ou n'a pas le temps."),
    )
    transcript = blocks.RichTextBlock(
        label=_("transcription"),
        required=False,
        features=["bold", "italic", "link", "ul", "ol"],
    )

    class Meta:
        icon = "media"
        label = _("Audio")
        group = _("Apprendre")
        template = "blocks/audio.html"
        value_class = AudioValue
        description = _("Un enregistrement de la médiathèque ou d'un autre site.")
        preview_value = {
            "title": "Le récit de Cahors, à écouter",
            "url": "https://www.lerameau.fr/",
            "text": "Un territoire raconte comment ses acteurs se sont alliés.",
        }

    def clean(self, value):
        cleaned = super().clean(value)
        if bool(cleaned.get("document")) == bool(cleaned.get("url")):
            message = _("Choisissez un fichier ou donnez une adresse, l'un des deux.")
            raise StructBlockValidationError(
                block_errors={"url": ValidationError(message)}
            )
        return cleaned


class JeudiBlock(PageBlock):
    """Chooses a Jeudi; all those of a body bring what there is to hear in two statements."""

    def bulk_to_python(self, values):
        pages = super().bulk_to_python(values)
        keys = {page.pk for page in pages if page}
        media = dict(
            self.target_model.objects.filter(pk__in=keys).values_list("pk", "media")
            if keys
            else ()
        )
        files = {pk for stream in media.values() for pk in files_of(stream)}
        documents = SiteDocument.objects.in_bulk(files) if files else {}
        for page in pages:
            if page:
                page.media = media.get(page.pk)
                page.recordings = [
                    documents[pk] for pk in files_of(page.media) if pk in documents
                ]
        return pages


class ExtractValue(blocks.StructValue):
    @property
    def target(self) -> str:
        return page_links.url(self["jeudi"]) if self.get("jeudi") else ""

    @property
    def name(self):
        """The Jeudi in the reader's language when it is published there."""
        versions = getattr(self["jeudi"], "versions", {})
        version = versions.get(get_language())
        return version if version and version.live else self["jeudi"]

    def at_time(self, address: str) -> str:
        start, end = milliseconds(self["start"]), milliseconds(self["end"])
        return at_time(address, start // 1000, end // 1000)

    @property
    def sources(self) -> list[tuple[str, str]]:
        """Our own recording between its two instants: addresses and media types."""
        return [
            (self.at_time(document.url), document.media_type)
            for document in self["jeudi"].recordings
            if document.is_recording
        ]

    @property
    def is_film(self) -> bool:
        return any(kind.startswith("video/") for _address, kind in self.sources)

    @property
    def recording(self) -> str:
        """Its first video or sound on another site, at the right second."""
        for block in self["jeudi"].media or ():
            kind, value = block.block_type, block.value
            if kind == "embed" or (kind == "link" and value["kind"] != "article"):
                return self.at_time(value["url"])
        return ""


class ExtractBlock(blocks.StructBlock):
    jeudi = JeudiBlock(label=_("Jeudi"), page_type="jeudis.JeudiPage")
    start = TimeBlock(label=_("début"), help_text=_("Comme 12:05 ou 1:02:30."))
    end = TimeBlock(label=_("fin"))
    text = blocks.TextBlock(
        label=_("ce que l'on y apprend"), rows=2, help_text=_("En deux phrases.")
    )

    class Meta:
        icon = "cut"
        label = _("Extrait d'un Jeudi")
        group = _("Apprendre")
        template = "blocks/extract.html"
        value_class = ExtractValue
        description = _(
            "Un passage d'un Jeudi : de quelle minute à quelle minute. Une question "
            "placée juste après est la sienne."
        )
        preview_value = {
            "jeudi": None,
            "start": "12:05",
            "end": "15:30",
            "text": "Trois minutes pour comprendre le rôle d'un catalyseur.",
        }

    def clean(self, value):
        cleaned = super().clean(value)
        if milliseconds(cleaned["start"]) >= milliseconds(cleaned["end"]):
            message = _("L'extrait finit avant d'avoir commencé.")
            raise StructBlockValidationError(
                block_errors={"end": ValidationError(message)}
            )
        return cleaned
