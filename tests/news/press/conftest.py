"""A site, a communiqué that waits for its hour in two languages, and those who may read it."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction

from core import planned
from core.models import SiteDocument, SiteImage
from news.models import Accreditation
from news.press import desk
from tests import factories
from tests.factories import paris

HOUR = paris(2026, 12, 3, 9)
WORD = "zyxomme"  # nowhere but in what is under embargo


@pytest.fixture
def clock(set_clock):
    set_clock(HOUR - timedelta(days=1))
    return set_clock


@pytest.fixture
def strike(clock):
    """The clock strikes: what is due is done."""

    def at(moment):
        clock(moment)
        planned.publish_due(moment)

    return at


@dataclass
class Secret:
    """What nobody may read before the hour, and its files."""

    page: object
    english: object
    image: SiteImage
    document: SiteDocument


@pytest.fixture
def reserved(db):
    """The collection that is for nobody else."""
    collection = Collection.get_first_root_node().add_child(name="Sous embargo")
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    return collection


@pytest.fixture
def secret(clock, tree, english_home, english, reserved, media):
    drawn = BytesIO()
    Image.new("RGB", (1600, 900), "navy").save(drawn, "PNG")
    image = SiteImage.objects.create(
        title=f"Courbe {WORD}",
        description=f"Une courbe {WORD}",
        credit="Le RAMEAU",
        licence="cc0",
        collection=reserved,
        file=ImageFile(BytesIO(drawn.getvalue()), name=f"{WORD}.png"),
    )
    document = SiteDocument.objects.create(
        title=f"Étude {WORD}",
        collection=reserved,
        file=ContentFile(b"%PDF-1.7 " + WORD.encode(), name=f"{WORD}.pdf"),
    )
    news = tree["actualites"]
    link = (
        f'<p>Lire <a linktype="document" id="{document.pk}">l\'étude</a>, {WORD}.</p>'
    )
    page = factories.CommuniquePageFactory(
        parent=news,
        live=False,
        title=f"Une étude : {WORD}",
        slug=WORD,
        introduction=f"Ce que dit {WORD}.",
        is_embargoed=True,
        go_live_at=HOUR,
        listing_image=image,
        pillars=["evaluer"],
        audiences=["medias"],
        body=[
            {"type": "text", "value": link},
            {"type": "image", "value": {"image": {"image": image.pk, "alt_text": "Une courbe", "decorative": False}, "caption": ""}},
            {"type": "figure", "value": tree["communique"].body[3].value.pk},
        ],
    )  # fmt: skip
    factories.translated(news, english, slug="news")
    translation = page.copy_for_translation(english)
    translation.title, translation.slug = f"A study: {WORD}", f"study-{WORD}"
    translation.save()
    for each in (page, translation):
        each.save_revision().publish()  # approved: it waits for the hour
    # A page that everybody reads already leads to it.
    leads = [{"title": "", "page": page.pk, "url": "", "note": ""}]
    tree["actualite"].body = [{"type": "links", "value": leads}]
    tree["actualite"].save_revision().publish()
    return Secret(page, translation, image, document)


def accredited(name="Dominique Petit") -> tuple[Accreditation, str]:
    """Somebody accredited, and the key of their link."""
    accreditation = Accreditation.objects.create(
        name=name, medium="La Gazette", email="dominique@example.org"
    )
    link = desk.give_link(accreditation, HOUR - timedelta(days=2))
    return accreditation, link.rstrip("/").rpartition("/")[2]
