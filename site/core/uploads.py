"""
The forms by which pictures and documents enter the library.

Wagtail decodes a whole picture to know its size, and lets the error of a broken one go
up to a page 500: here the header is read first, and a broken file gets a message.
A document has a size that fits its kind; a sound or a film is one.

What announces more bytes than anybody may send is refused before it is read: it would
fill the disk first, and be refused after.
"""

import warnings

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadhandler import FileUploadHandler
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from core import recordings

# The settings allow the largest kind, a film.
LARGEST_SOUND = 300 * 1024 * 1024
LARGEST_PAPER = 50 * 1024 * 1024
OTHER_FIELDS = 1024 * 1024  # of the form that the file comes with


def most_bytes(request) -> int:
    """What one may send at once: a film for the team, signed in; else what a form holds."""
    if is_team(request):
        return settings.WAGTAILDOCS_MAX_UPLOAD_SIZE + OTHER_FIELDS
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def is_team(request) -> bool:
    signed_in = SESSION_KEY in getattr(request, "session", {})
    return signed_in and request.path.startswith("/admin/")


class BoundedUpload(FileUploadHandler):
    """Stands before Django's own, which keep what is received; keeps nothing itself."""

    def handle_raw_input(self, input_data, META, content_length, *args, **kwargs):
        if content_length > most_bytes(self.request):
            if is_team(self.request):
                # A browser whose upload is cut shows an error of its own: let it end.
                while input_data.read(self.chunk_size):
                    pass
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data, start):
        return raw_data

    def file_complete(self, file_size):
        return None


class PictureField(WagtailImageField):
    def check_image_pixel_size(self, f):
        try:
            width, height = announced_size(f)
            if width * height <= self.max_image_pixels:
                super().check_image_pixel_size(f)
                return
        except ValidationError:
            raise
        except Exception as error:  # Pillow raises a dozen kinds for a broken file
            raise ValidationError(
                self.error_messages["invalid_image"], code="invalid_image"
            ) from error
        raise ValidationError(
            self.error_messages["file_too_many_pixels"]
            % {
                "num_pixels": width * height,
                "max_pixels_count": self.max_image_pixels,
            },
            code="file_too_many_pixels",
        )


def announced_size(f) -> tuple[int, int]:
    """The size that the header of a file says, without decoding the picture."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        size = Image.open(f).size
    f.seek(0)
    return size


class PictureForm(BaseImageForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if (asked := self.fields.get("file")) is not None:
            self.fields["file"] = PictureField(
                label=asked.label,
                required=asked.required,
                max_length=asked.max_length,
                widget=asked.widget,
            )


class DocumentForm(BaseDocumentForm):
    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and "file" in self.changed_data:
            self._check_size(file)
            if recordings.content_type(file.name):
                self._check_recording(file)
        return file

    def _check_size(self, file):
        kind = recordings.content_type(file.name)
        most = LARGEST_SOUND if kind else LARGEST_PAPER
        if not kind.startswith("video/") and file.size > most:
            raise ValidationError(
                _("Ce fichier pèse %(size)s : c'est plus que les %(most)s permis pour lui.")
                % {"size": filesizeformat(file.size), "most": filesizeformat(most)}
            )  # fmt: skip

    def _check_recording(self, file):
        try:
            recordings.measure(file, file.name)
        except recordings.NotARecording as error:
            raise ValidationError(
                _("« %(name)s » ne se lit pas comme un enregistrement .%(kind)s : le fichier est abîmé, ou il porte le nom d'un autre format. Exportez-le à nouveau.")
                % {"name": file.name, "kind": recordings.extension(file.name)}
            ) from error  # fmt: skip
