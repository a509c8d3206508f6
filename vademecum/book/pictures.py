"""Pictures as books print them: large enough for paper, light enough to be sent."""

from .content import Picture

PRINTED = "max-1400x1400|format-jpeg|jpegquality-85|bgcolor-ffffff"


def printed(picture: Picture) -> bytes:
    with picture.image.get_rendition(PRINTED).file.open("rb") as file:
        return file.read()


def original(picture: Picture) -> bytes:
    with picture.image.file.open("rb") as file:
        return file.read()
