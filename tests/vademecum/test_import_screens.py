"""From the file that an editor sends to the drafts and their report: all, or nothing."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import Page, PageLogEntry

from core.models import SiteImage
from home import editors
from tests import factories
from tests.vademecum.documents import paragraph, picture, title, word
from vademecum.importing import writing
from vademecum.models import FichePage

ADDRESS = "/admin/vademecum/importer/"


@pytest.fixture
def vademecum(home):
    return factories.VademecumPageFactory(parent=home)


@pytest.fixture
def team(vademecum):
    editors.set_up()

    def member(group):
        user = factories.UserFactory()
        user.groups.add(editors.Group.objects.get(name=group))
        return user

    return {"writer": member(editors.WRITERS), "reader": member(editors.READERS)}


@pytest.fixture
def editor(client, team):
    client.force_login(team["writer"])
    return client


def send(client, name, content):
    return client.post(ADDRESS, {"document": SimpleUploadedFile(name, content)})


def files() -> list[str]:
    folder = "original_images"
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


def test_a_document_becomes_drafts_of_its_sender_and_a_report(editor, team, vademecum):
    content = word(title("L'alliance"), paragraph("Un."), title("L'alliance"), paragraph("Deux."))  # fmt: skip

    response = send(editor, "bilan.docx", content)

    first, second = FichePage.objects.child_of(vademecum).order_by("path")
    report = editor.get(response["Location"]).content.decode()
    assert (first.slug, second.slug) == ("lalliance", "lalliance-2")
    assert not first.live and first.latest_revision.user == team["writer"]
    assert str(first.body).count("<p>Un.</p>") == 1
    assert f"/admin/pages/{second.pk}/edit/" in report
    assert "« bilan.docx » a donné 2 fiches" in report


def test_a_report_outlives_the_fiches_that_it_names(editor):
    response = send(editor, "a.md", b"# A\n\nUn.\n\n# B\n\nDeux.")
    FichePage.objects.get(slug="a").delete()

    report = editor.get(response["Location"]).content.decode()

    assert "A, supprimée depuis" in report
    assert ">B</a>" in report


def test_an_imported_draft_opens_in_the_editor_and_passes_its_checks(editor, vademecum):
    text = "# A\n\n## Partie\n\nUn fait[^1].\n\n> Citation\n\n| a | b |\n|--|--|\n| c | d |\n\n[^1]: https://example.org/"
    send(editor, "a.md", text.encode())
    fiche = FichePage.objects.get()

    edition = editor.get(f"/admin/pages/{fiche.pk}/edit/")
    block = fiche.body.stream_block

    assert edition.status_code == 200
    assert [child.block_type for child in fiche.body] == ["heading", "text", "quotation", "text", "sources"]  # fmt: skip
    assert block.clean(fiche.body)


def test_a_slug_that_a_register_has_is_not_taken_again(editor, vademecum):
    factories.ChiffreIndexPageFactory(parent=vademecum, title="Chiffres")

    send(editor, "chiffres.md", b"Un texte.")

    assert FichePage.objects.get().slug == "chiffres-2"


def test_two_who_import_at_the_same_moment_have_an_address_each(editor, monkeypatch):
    def the_other_is_first(page):
        monkeypatch.undo()
        send(editor, "a.md", b"Un texte.")

    monkeypatch.setattr(writing, "hold", the_other_is_first)
    send(editor, "a.md", b"Un texte.")

    assert {fiche.slug for fiche in FichePage.objects.all()} == {"a", "a-2"}


def test_a_title_of_another_alphabet_still_has_an_address(editor):
    send(editor, "a.md", "# 日本\n\nUn texte.".encode())

    assert FichePage.objects.get().slug == "fiche"


def test_a_picture_enters_the_library_once_and_asks_for_what_it_lacks(editor):
    content = word(title("A"), paragraph("Un", picture(alt="Un nœud")), paragraph("Deux", picture()))  # fmt: skip

    response = send(editor, "a.docx", content)

    image = SiteImage.objects.get()
    shown = [b.value["image"] for b in FichePage.objects.get().body if b.block_type == "image"]  # fmt: skip
    assert (image.credit, image.licence) == ("à confirmer", "")
    assert [picture.contextual_alt_text for picture in shown] == ["Un nœud", ""]
    assert "donnez son texte de remplacement" in editor.get(response["Location"]).content.decode()  # fmt: skip


def test_a_picture_that_the_library_refuses_leaves_the_draft_and_is_reported(editor):
    content = word(title("A"), paragraph("Un", picture(alt="Faux")), parts={"word/media/image1.png": b"GIF89a"})  # fmt: skip

    response = send(editor, "a.docx", content)

    assert not SiteImage.objects.exists()
    assert [block.block_type for block in FichePage.objects.get().body] == ["text"]
    assert "« Faux » refusée" in editor.get(response["Location"]).content.decode()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.docx", b"PK", "endommagé"),
        ("a.docx", word(paragraph("x"), parts={"word/vbaProject.bin": b"x"}), "macros"),
        ("a.md", b"\xff", "UTF-8"),
    ],
)
def test_a_refused_document_gets_a_message_and_leaves_nothing(editor, name, content, message):  # fmt: skip
    before = Page.objects.count()

    response = send(editor, name, content)

    assert response.status_code == 200
    assert message in response.content.decode()
    assert Page.objects.count() == before
    assert not SiteImage.objects.exists()


def test_an_import_that_fails_on_its_way_leaves_no_page_no_image_no_file(team, vademecum):  # fmt: skip
    content = word(title("A"), paragraph("Un", picture()), title("B"), paragraph("Deux"))  # fmt: skip
    before = files()
    # The second fiche finds no parent: its tree was changed under its feet.
    parent = type(vademecum).objects.get(pk=vademecum.pk)
    factories.FichePageFactory(parent=vademecum, slug="a")
    Page.objects.filter(pk=vademecum.pk).update(depth=60, path="0" * 240)

    with pytest.raises(Exception):  # noqa: B017 - whatever the database says
        writing.import_document("a.docx", content, parent, team["writer"])

    assert not SiteImage.objects.exists()
    assert files() == before
    assert not PageLogEntry.objects.filter(action=writing.ACTION).exists()


def test_who_may_not_add_a_fiche_may_not_import(client, team):
    client.force_login(team["reader"])

    response = send(client, "a.md", b"# A")

    assert response.status_code == 302
    assert response["Location"] == "/admin/"
    assert not FichePage.objects.exists()
    assert ADDRESS not in client.get("/admin/").content.decode()


def test_the_menu_leads_to_the_import(editor):
    assert ADDRESS in editor.get("/admin/").content.decode()
    assert editor.get(ADDRESS).status_code == 200


def test_the_report_of_an_import_that_never_was_is_not_found(editor):
    response = editor.get(f"{ADDRESS}0b7f1a52-5d8f-4a52-9b8e-3f7f0d1f7f5a/")

    assert response.status_code == 404


def test_without_a_vademecum_there_is_nowhere_to_import(client, home):
    client.force_login(factories.UserFactory(is_superuser=True))

    assert client.get(ADDRESS).status_code == 404
