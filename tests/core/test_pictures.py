"""A picture says what it shows, or that it shows nothing."""

import re
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from PIL import Image

from core.blocks.body import PictureBlock
from core.models import SiteImage
from tests import factories


@pytest.mark.django_db
@pytest.mark.parametrize("description", ["", "   "])
def test_a_picture_without_alternative_text_is_refused(description):
    picture = factories.SiteImageFactory(description=description)

    with pytest.raises(ValidationError) as refused:
        picture.full_clean()

    assert list(refused.value.message_dict) == ["description"]
    assert "image décorative" in str(refused.value)


@pytest.mark.django_db
def test_a_decorative_picture_needs_none_and_has_none():
    picture = factories.SiteImageFactory(description="Des fils", is_decorative=True)

    picture.full_clean()

    assert picture.default_alt_text == ""


@pytest.mark.django_db
def test_a_described_picture_is_described_to_readers():
    picture = factories.SiteImageFactory(description="Deux cercles entrelacés")

    picture.full_clean()

    assert picture.default_alt_text == "Deux cercles entrelacés"


@pytest.mark.django_db
@pytest.mark.parametrize("missing", ["credit", "licence"])
def test_a_picture_says_who_made_it_and_under_which_licence(missing):
    picture = factories.SiteImageFactory(**{missing: ""})

    with pytest.raises(ValidationError) as refused:
        picture.full_clean()

    assert list(refused.value.message_dict) == [missing]


def test_the_editors_form_asks_for_what_readers_need():
    asked = SiteImage.admin_form_fields

    assert {"description", "is_decorative", "credit", "licence"} <= set(asked)
    assert len(asked) == len(set(asked))


# Wagtail leaves the closing of its temporary files to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.django_db
def test_a_picture_is_made_smaller_in_modern_formats():
    picture = factories.SiteImageFactory()

    avif = picture.get_rendition("width-20|format-avif")
    webp = picture.get_rendition("width-20|format-webp")

    assert avif.file.name.endswith(".avif")
    assert webp.file.name.endswith(".webp")
    assert webp.width == 20


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.django_db
def test_a_large_picture_fills_its_column_and_a_small_one_is_not_stretched():
    def width(pixels: int) -> int:
        drawn = BytesIO()
        Image.new("RGB", (pixels, 300), "navy").save(drawn, "PNG")
        file = ImageFile(BytesIO(drawn.getvalue()), f"{pixels}.png")
        value = PictureBlock().to_python(
            {"image": {"image": factories.SiteImageFactory(file=file).pk}}
        )
        html = PictureBlock().render(value)
        return int(re.search(r'<img[^>]* width="(\d+)"', html)[1])

    assert (width(1600), width(300)) == (1200, 300)
