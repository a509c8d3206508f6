"""
The form by which a picture enters the library.

Wagtail decodes a whole picture to know its size, and lets the error of a broken one go
up to a page 500: here the header is read first, and a broken file gets a message.
"""

import warnings

from django.core.exceptions import ValidationError
from PIL import Image
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


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
