"""Pictures as books print them: large enough for paper, light enough to be sent."""

import io

from PIL import Image, ImageOps

from .content import Picture

PRINTED = (1400, 1400)


def printed(picture: Picture) -> bytes:
    """A JPEG on white: what every reader of EPUB and every printer knows."""
    image = Image.open(io.BytesIO(original(picture)))
    image = ImageOps.exif_transpose(image).convert("RGBA")
    image.thumbnail(PRINTED)
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image)
    out = io.BytesIO()
    paper.convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


def original(picture: Picture) -> bytes:
    with picture.image.file.open("rb") as file:
        return file.read()
