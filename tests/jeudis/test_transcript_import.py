"""An editor brings captions in, corrects their words, and publishes them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jeudis.models import JeudiPage
from tests import factories

VTT = """WEBVTT

00:00.000 --> 00:02.500
<v Josepha Poret>Bonjour a tous.

00:02.500 --> 00:04.000
<v Josepha Poret>Parlons d'alliances.

00:05.000 --> 00:06.000
<v Léa>Merci.
"""


@pytest.fixture
def jeudi(home):
    jeudis = factories.JeudiIndexPageFactory(parent=home)
    season = factories.SeasonPageFactory(parent=jeudis)
    return factories.JeudiPageFactory(parent=season)


@pytest.fixture
def send(admin_client, jeudi):
    def send(text, name="jeudi.vtt"):
        file = SimpleUploadedFile(
            name, text.encode() if isinstance(text, str) else text
        )
        url = reverse("import_transcript", args=[jeudi.pk])
        return admin_client.post(url, {"transcript": file}, follow=True)

    return send


def draft(jeudi):
    page = JeudiPage.objects.get(pk=jeudi.pk).get_latest_revision_as_object()
    return [(b.value["start"], b.value["speaker"], b.value["text"]) for b in page.transcript]  # fmt: skip


def test_captions_become_passages_of_a_draft(send, jeudi, client):
    response = send(VTT)

    assert "2 passages sont entrés dans un brouillon" in response.content.decode()
    assert draft(jeudi) == [
        ("0:00", "Josepha Poret", "[0:00] Bonjour a tous.\n[0:02.500 > 0:04] Parlons d'alliances."),
        ("0:05", "Léa", "[0:05 > 0:06] Merci."),
    ]  # fmt: skip
    assert client.get(jeudi.href + "transcript.vtt").status_code == 404  # a draft


def test_published_captions_keep_their_times(send, jeudi, client):
    send(VTT)
    page = JeudiPage.objects.get(pk=jeudi.pk).get_latest_revision_as_object()
    page.transcript[0].value["text"] = page.transcript[0].value["text"].replace("a tous", "à tous")  # fmt: skip
    page.save_revision().publish()

    vtt = client.get(jeudi.href + "transcript.vtt").content.decode()

    assert "00:00:00.000 --> 00:00:02.500\n<v Josepha Poret>Bonjour à tous." in vtt
    assert "00:00:05.000 --> 00:00:06.000\n<v Léa>Merci." in vtt


def test_a_second_file_replaces_the_first_and_says_so(send, jeudi, admin_client):
    send(VTT)

    html = admin_client.get(reverse("import_transcript", args=[jeudi.pk])).content

    assert "une transcription de 2 passages" in html.decode()
    send("Un texte sans temps.", "jeudi.txt")
    assert draft(jeudi) == [("", "", "Un texte sans temps.")]


def test_a_damaged_file_changes_nothing_and_says_where(send, jeudi):
    send(VTT)
    before = draft(jeudi)

    overlapping = send(VTT.replace("00:02.500 --> 00:04", "00:01.500 --> 00:04"))
    reversed_ = send(VTT.replace("00:05.000 --> 00:06", "00:08.000 --> 00:06"))

    assert "Sous-titre 2" in overlapping.content.decode()
    assert "Sous-titre 3" in reversed_.content.decode()
    for data in (b"", b"\x00\xff\xfe", b"MZ\x90\x00" * 50):
        assert send(data).status_code == 200
    assert draft(jeudi) == before


def test_who_may_not_edit_the_page_may_not_import(client, jeudi):
    url = reverse("import_transcript", args=[jeudi.pk])

    assert client.get(url).status_code == 302
    client.force_login(factories.UserFactory(is_staff=True))
    assert client.get(url).status_code in (302, 403)


def test_the_screen_is_one_click_from_the_page(admin_client, jeudi):
    edit = reverse("wagtailadmin_pages:edit", args=[jeudi.pk])

    html = admin_client.get(edit).content.decode()

    assert reverse("import_transcript", args=[jeudi.pk]) in html
