"""Asking for a translation in the admin, and writing it."""

from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from tests import factories
from vademecum.models import Terme


def test_a_record_that_is_not_whole_is_to_be_completed_first(
    admin_client, french, english
):
    terme = Terme.objects.create(name="Sans", slug="sans", live=False, locale=french)
    address = reverse(
        "wagtail_localize:submit_snippet_translation",
        args=["vademecum", "terme", terme.pk],
    )
    asked = {"locales": [english.pk]}

    response = admin_client.post(address, asked, follow=True)

    [message] = response.context["messages"]
    assert "complétez d'abord" in str(message)
    assert response.redirect_chain[0][0].endswith(f"/terme/edit/{terme.pk}/")
    assert Terme.objects.count() == 1

    terme.definition = "Ce qui manquait."
    terme.save()
    response = admin_client.post(address, asked, follow=True)

    [message] = response.context["messages"]
    assert "La traduction de « Sans » est prête à écrire" in str(message)
    assert Terme.objects.filter(locale=english).count() == 1


# --- Writing one ------------------------------------------------------------------


@pytest.fixture
def page(home, english_home):
    return factories.PlainPageFactory(parent=home, title="Qui nous sommes")


@pytest.fixture
def translation(page, english):
    source, _created = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=english)
    translation.save_target(publish=False)
    return translation


@pytest.fixture
def write(admin_client, translation):
    """What the editor of translations sends, for the text at a place of the page."""

    def write(path: str, value: str):
        segment = translation.source.stringsegment_set.filter(
            context__path__startswith=path
        ).first()
        return admin_client.put(
            reverse(
                "wagtail_localize:edit_string_translation",
                args=[translation.pk, segment.pk],
            ),
            encode_multipart(BOUNDARY, {"value": value}),
            content_type=MULTIPART_CONTENT,
        )

    return write


def test_a_translation_is_kept(write):
    response = write("title", "Who we are")

    assert response.status_code == 201
    assert StringTranslation.objects.get().data == "Who we are"


@pytest.mark.parametrize(("path", "most"), [("title", 255), ("introduction", 500), ("body", 10_000)])  # fmt: skip
def test_a_translation_longer_than_its_place_is_refused_in_it(write, path, most):
    response = write(path, "x" * (most + 1))

    answer = response.json()
    assert response.status_code == 200  # else its editor says « server error »
    assert f"{most} au plus" in answer["error"]
    assert answer["data"] == "x" * (most + 1)
    assert not StringTranslation.objects.exists()


@pytest.mark.parametrize(("path", "most"), [("title", 255), ("introduction", 500), ("body", 10_000)])  # fmt: skip
def test_a_translation_as_long_as_its_place_is_kept(write, path, most):
    response = write(path, "x" * most)

    assert (response.status_code, response.json()["error"]) == (201, None)


def test_marks_are_counted_as_they_are_kept(write):
    # Its editor copies them into the title of the draft, which has no more room.
    assert write("title", "&amp;" * 255).json()["error"]
    assert write("title", "&amp;" * 51).json()["error"] is None


def test_the_day_of_a_translation_has_no_english_month(
    admin_client, translation, write, set_clock
):
    set_clock(datetime(2026, 11, 27, 12, tzinfo=UTC))

    comment = write("title", "Who we are").json()["comment"]

    assert "27/11/2026" in comment
    page = translation.get_target_instance()
    page.save_revision().publish()
    screen = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert "27/11/2026" in screen.content.decode()
    assert "November" not in screen.content.decode()


@pytest.mark.parametrize(
    "content", ['msgid ""\nmsgstr ""\n', 'msgid "a"\nmsgstr "b"\n', "", "\x00", None]
)
def test_a_file_of_translations_that_is_another_one_is_refused_in_words(
    admin_client, translation, content
):
    address = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
    sent = {"next": "/admin/"}
    if content is not None:
        sent["file"] = ContentFile(content, name="en.po")

    response = admin_client.post(address, sent, follow=True)

    assert response.status_code == 200
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert not StringTranslation.objects.exists()


def test_a_file_of_translations_too_long_for_their_place_is_answered(
    admin_client, translation
):
    po = translation.export_po()
    for entry in po:
        entry.msgstr = "x" * 300
    file = ContentFile(str(po), name="en.po")
    address = reverse("wagtail_localize:upload_pofile", args=[translation.pk])

    response = admin_client.post(
        address, {"file": file, "next": "/admin/"}, follow=True
    )

    # SQLite has room for them; they are then refused when the page is published.
    assert response.status_code == 200
    assert len(response.context["messages"]) == 1
