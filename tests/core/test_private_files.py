"""A picture or a document of a private collection is nowhere, but in the admin."""

from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.images.utils import generate_signature
from wagtail.models import Collection, CollectionViewRestriction

from core.models import SiteDocument, SiteImage
from tests import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("media"),
    # Wagtail leaves the file of a rendition that it makes to the garbage collector.
    pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile"),
]


@pytest.fixture
def reserved():
    """A collection below a private one."""
    collection = Collection.get_first_root_node().add_child(name="Sous embargo")
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    return collection.add_child(name="Étude")


def picture(collection=None) -> SiteImage:
    drawn = BytesIO()
    Image.new("RGB", (1600, 900), "navy").save(drawn, "PNG")
    return SiteImage.objects.create(
        title="Courbe",
        description="Une courbe",
        credit="Le RAMEAU",
        licence="cc0",
        file=ImageFile(BytesIO(drawn.getvalue()), name="courbe.png"),
        **({"collection": collection} if collection else {}),
    )


def document(collection=None) -> SiteDocument:
    return SiteDocument.objects.create(
        title="Étude",
        file=ContentFile(b"%PDF-1.7", name="etude.pdf"),
        **({"collection": collection} if collection else {}),
    )


def addresses(image, paper) -> list[str]:
    rendition = image.get_rendition("width-320")
    size = "fill-1200x630"
    signature = generate_signature(image.pk, size)
    return [
        image.file.url,
        rendition.url,
        rendition.url.replace("/media/", "/media//"),
        rendition.url.replace("/media/", "/media/./"),
        f"/images/{signature}/{image.pk}/{size}/",
        f"/api/v2/images/{image.pk}/",
        paper.url,
        f"/media/{paper.file.name}",
        f"/api/v2/documents/{paper.pk}/",
    ]


def status(client, address) -> int:
    response = client.get(address)
    if response.streaming:  # its file is closed at its end
        list(response)
    return response.status_code


def test_those_of_everybody_are_served(client):
    image, paper = picture(), document()

    assert {status(client, each) for each in addresses(image, paper)} <= {200, 302}
    assert image.file.name == "original_images/courbe.png"


def test_private_ones_are_nowhere(client, reserved):
    image, paper = picture(reserved), document(reserved)

    found = {a: s for a in addresses(image, paper) if (s := status(client, a)) != 404}

    assert found == {}
    assert client.get("/api/v2/images/").json()["items"] == []
    assert client.get("/api/v2/documents/").json()["items"] == []


def test_nobody_guesses_their_names_where_another_server_sends_the_files(reserved):
    image, paper = picture(reserved), document(reserved)

    for file in (image.file, image.get_rendition("width-320").file, paper.file):
        assert len(file.name) < 100
        assert any(len(part) == 24 for part in file.name.replace("/", "-").split("-"))


def test_the_team_sees_them_in_the_admin(client, reserved):
    image, paper = picture(reserved), document(reserved)
    client.force_login(factories.UserFactory(is_superuser=True))

    for address in (image.get_rendition("width-320").url, paper.url):
        response = client.get(address)
        list(response)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]


def test_they_are_everybodys_once_moved(client, reserved):
    image, paper = picture(reserved), document(reserved)
    for file in (image, paper):
        file.collection = Collection.get_first_root_node()
        file.save()

    assert {status(client, each) for each in addresses(image, paper)} <= {200, 302}


@pytest.mark.parametrize(
    "path", ["", "../settings.py", "a\x00b", "%2e%2e/x", "original_images"]
)
def test_a_mad_path_is_not_found(client, path):
    assert settings.SERVE_MEDIA
    assert status(client, f"/media/{path}") in (400, 404)
