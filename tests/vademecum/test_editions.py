"""An edition says for ever what it said, and what the next one says otherwise."""

import re
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from core.models import SealedError
from tests import factories
from vademecum import chain, freezing
from vademecum.editions import Run, differences, pieces
from vademecum.models import Edition, FichePage

words = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), min_size=1, max_size=6)
pages = st.lists(words.map(" ".join), max_size=6)


def test_a_page_is_cut_into_what_a_reader_sees():
    html = """<html><head><title>Non</title></head><body><nav><p>Non plus</p></nav>
    <h1>Un titre</h1><p>Deux <b>mots</b><br>ici.</p><ul><li>Un point</li></ul>
    <table><tr><th>A</th><td>B</td></tr></table></body></html>"""

    assert pieces(html) == ["Un titre", "Deux mots ici.", "Un point", "A B"]


def test_what_leads_to_a_note_is_not_read():
    html = """<header class="frozen"><p>Édition <b>n° 1</b></p></header><main>
    <header><h1>Un titre</h1></header><p>Dit<a role="doc-noteref" href="#n">1</a>.</p>
    <li>Source. <a role="doc-backlink" href="#c">Retour</a></li></main>"""

    assert pieces(html) == ["Un titre", "Dit.", "Source."]


def test_a_rewritten_passage_shows_its_words():
    assert differences(["81 % des maires"], ["82 % des maires"]) == [
        [Run("-", "81"), Run("+", "82"), Run("=", "% des maires")]
    ]


def test_a_passage_added_or_taken_away_is_whole():
    assert differences(["un", "deux"], ["un"]) == [[Run("-", "deux")]]
    assert differences(["un"], ["un", "deux"]) == [[Run("+", "deux")]]


@given(pages, pages)
def test_a_comparison_holds_all_that_differs(before, after):
    passages = differences(before, after)

    removed = " ".join(r.text for p in passages for r in p if r.kind != "+").split()
    added = " ".join(r.text for p in passages for r in p if r.kind != "-").split()
    assert bool(passages) == (before != after)
    assert len(removed) - len(added) == (
        len(" ".join(before).split()) - len(" ".join(after).split())
    )


@given(pages)
def test_nothing_differs_from_itself(page):
    assert differences(page, page) == []


# --- Freezing -----------------------------------------------------------------------


@pytest.fixture
def vademecum(home, english_home, english):
    figure = factories.ChiffreCleFactory(identifier="maires", value=81)
    page = factories.VademecumPageFactory(parent=home, slug="vademecum")
    fiche = factories.FichePageFactory(
        parent=page,
        title="Faire alliance",
        slug="faire-alliance",
        body=[
            {"type": "text", "value": "<p>Agir ensemble, à plusieurs.</p>"},
            {"type": "figure", "value": figure.pk},
        ],
    )
    factories.translated(page, english, slug="handbook")
    factories.translated(fiche, english, title="Making alliances")
    return fiche


@pytest.fixture
def freeze_edition(django_capture_on_commit_callbacks):
    def freeze_edition(note="Première édition."):
        edition = freezing.ask_edition(note, "", factories.UserFactory())
        freezing.freeze.call()
        edition.refresh_from_db()
        return edition

    return freeze_edition


def test_an_edition_keeps_its_pages_whatever_becomes_of_them(
    client, vademecum, freeze_edition
):
    freeze_edition()
    before = client.get("/e/1/fr/faire-alliance/").content

    vademecum.title = "Autre titre"
    vademecum.body = [{"type": "text", "value": "<p>Tout autre chose.</p>"}]
    vademecum.save_revision().publish()
    vademecum.get_parent().specific.unpublish()

    after = client.get("/e/1/fr/faire-alliance/")
    assert after.content == before
    assert "Agir ensemble" in before.decode() and "maires" in before.decode()
    assert "immutable" in after["Cache-Control"]


def test_every_link_inside_an_edition_leads_somewhere(
    client, vademecum, freeze_edition
):
    freeze_edition()
    seen, waiting = set(), ["/e/1/fr/", "/e/1/en/"]
    while waiting:
        address = waiting.pop()
        seen.add(address)
        response = client.get(address)
        assert (address, response.status_code) == (address, 200)
        if not response["Content-Type"].startswith("text/html"):
            continue
        found = re.findall(r'(?:href|src)="([^"#]*)', response.content.decode())
        inside = {urljoin(address, link) for link in found if "://" not in link}
        waiting += [link for link in inside if link not in seen]
        assert {link for link in inside if not link.startswith("/e/1/")} == set()

    assert {"/e/1/fr/vademecum.pdf", "/e/1/en/vademecum.epub"} <= seen
    assert "/e/1/fr/faire-alliance/" in seen


def test_nobody_waits_while_its_books_are_made(vademecum, freeze_edition, monkeypatch):
    outside, make = list(connection.savepoint_ids), freezing.items_of

    def items_of(edition, book):
        assert connection.savepoint_ids == outside  # no transaction of its own
        return make(edition, book)

    monkeypatch.setattr(freezing, "items_of", items_of)
    freeze_edition()

    assert Edition.objects.get().sha256


def test_what_is_written_while_its_books_are_made_is_in_neither_language(
    client, vademecum, freeze_edition, monkeypatch
):
    make = freezing.items_of

    def items_of(edition, book):
        FichePage.objects.update(title="Changé depuis")
        return make(edition, book)

    monkeypatch.setattr(freezing, "items_of", items_of)
    freeze_edition()

    for language in ("fr", "en"):
        contents = client.get(f"/e/1/{language}/")
        assert contents.status_code == 200
        assert "Changé depuis" not in contents.content.decode()


def test_its_english_pages_say_which_are_in_french(client, vademecum, freeze_edition):
    factories.FichePageFactory(parent=vademecum.get_parent(), title="Nos mots")
    freeze_edition()

    page = lxml_html.fromstring(client.get("/e/1/en/").content)

    [link] = page.xpath("//nav//li[@lang='fr']/a[.='Nos mots']")
    [said] = link.xpath("following-sibling::span[@lang='en']")
    assert said.text == "in French"


def test_readers_see_no_edition_before_it_is_whole(client, vademecum):
    freezing.ask_edition("À venir.", "", factories.UserFactory())

    assert client.get("/e/1/fr/").status_code == 404
    assert "À venir." not in client.get("/e/fr/").content.decode()


def test_two_editions_say_what_changed(client, vademecum, freeze_edition):
    freeze_edition()
    vademecum.body = [{"type": "text", "value": "<p>Agir ensemble, à deux.</p>"}]
    vademecum.save_revision().publish()
    freeze_edition("Deuxième édition.")

    html = client.get("/e/2/fr/depuis/1/").content.decode()

    assert "<del>plusieurs.</del>" in html and "<ins>deux.</ins>" in html
    assert "Deuxième édition." in client.get("/e/fr/").content.decode()


def test_two_editions_with_one_change_differ_in_one_page(
    client, vademecum, freeze_edition
):
    freeze_edition()
    vademecum.body = [{"type": "text", "value": "<p>Agir ensemble, à deux.</p>"}]
    vademecum.save_revision().publish()
    freeze_edition("Deuxième édition.")

    html = client.get("/e/2/fr/depuis/1/").content.decode()

    # The banner says another edition on every page: that is no news.
    assert "1 page diffère" in html
    assert "figée le" not in html


def test_a_fiche_that_is_renamed_is_not_told_as_another_one(
    client, vademecum, freeze_edition
):
    paragraphs = [f"<p>Un constat {number}.</p>" for number in range(5)]
    vademecum.body = [{"type": "text", "value": "".join(paragraphs)}]
    vademecum.save_revision().publish()
    freeze_edition()
    vademecum.title = "Pourquoi faire alliance"
    vademecum.save_revision().publish()
    freeze_edition("Deuxième édition.")

    html = client.get("/e/2/fr/depuis/1/").content.decode()

    assert "Page nouvelle" not in html and "Page absente" not in html
    assert "<ins>Pourquoi faire</ins>" in html
    assert "/e/2/fr/pourquoi-faire-alliance/" in html


def test_a_page_that_left_is_still_read_in_the_edition_that_holds_it(
    client, vademecum, freeze_edition
):
    freeze_edition()
    vademecum.unpublish()
    freeze_edition("Deuxième édition.")

    html = client.get("/e/2/fr/depuis/1/").content.decode()

    assert "Page absente" in html
    assert 'href="/e/1/fr/faire-alliance/"' in html


def test_a_page_without_its_last_slash_leads_to_the_page(
    client, vademecum, freeze_edition
):
    freeze_edition()

    response = client.get("/e/1/fr/faire-alliance")

    assert (response.status_code, response["Location"]) == (301, "/e/1/fr/faire-alliance/")  # fmt: skip
    assert client.get("/e/1/fr/edition.css").status_code == 200


def test_the_texts_of_an_edition_say_how_they_are_written(
    client, vademecum, freeze_edition
):
    freeze_edition()

    for name, kind in (("chiffres.csv", "text/csv"), ("edition.css", "text/css")):
        assert client.get(f"/e/1/fr/{name}")["Content-Type"] == f"{kind}; charset=utf-8"


def test_a_page_of_an_edition_reads_on_its_own(client, vademecum, freeze_edition):
    vademecum.body = [
        {"type": "key_point", "value": {"title": "", "text": "<p>Retenir.</p>"}},
        {"type": "figure", "value": factories.ChiffreCleFactory().pk},
    ]
    vademecum.save_revision().publish()
    freeze_edition()

    page = lxml_html.fromstring(client.get("/e/1/fr/faire-alliance/").content)

    assert [h1.text for h1 in page.iter("h1")] == ["Faire alliance"]
    assert not page.xpath("//svg")  # drawings that say nothing have no style here
    [call] = page.xpath("//a[@role='doc-noteref']")
    [note] = page.xpath("//*[@role='doc-endnotes']//li")
    assert call.get("href") == f"#{note.get('id')}"
    assert not page.xpath("//*[@*[name()='epub:type']]")


@pytest.mark.parametrize(
    "address",
    ["/e/2/fr/", "/e/1/de/", "/e/1/fr/depuis/1/", "/e/1/fr/../x", "/e/1/fr/x/"],
)
def test_what_no_edition_holds_is_not_found(client, vademecum, freeze_edition, address):
    freeze_edition()

    assert client.get(address, follow=True).status_code == 404


def test_verifying_names_the_item_of_an_edition_that_was_altered(
    vademecum, freeze_edition
):
    freeze_edition()
    assert chain.verify().flaws == []

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vademecum_editionitem SET sha256 = %s WHERE path = %s",
            ["0" * 64, "faire-alliance"],
        )

    assert [flaw.item for flaw in chain.verify().flaws] == [
        "Édition n° 1 fr/faire-alliance"
    ]


def test_an_edition_is_never_changed_nor_removed(client, vademecum, freeze_edition):
    edition = freeze_edition()

    for act in (
        edition.delete,
        Edition.objects.all().delete,
        edition.items.first().delete,
        edition.items.first().save,
        lambda: edition.items.update(title=""),
    ):
        with pytest.raises(SealedError):
            act()


def test_a_member_of_the_team_asks_for_an_edition_in_the_admin(
    client, django_user_model, vademecum
):
    client.force_login(django_user_model.objects.create_superuser("a@example.org", "x"))
    address = reverse("edition:add")

    response = client.post(address, {"note": "Pour la rentrée.", "note_en": ""})

    assert response.status_code == 302
    edition = Edition.objects.get()
    assert (edition.number, edition.note) == (1, "Pour la rentrée.")
    assert client.get(reverse("edition:edit", args=[edition.pk])).status_code == 302
    assert client.post(reverse("edition:delete", args=[edition.pk])).status_code == 302
    assert Edition.objects.count() == 1


@pytest.mark.parametrize("name", ["note", "note_en"])
def test_a_note_of_an_edition_keeps_to_a_few_sentences(admin_client, vademecum, name):
    address = reverse("edition:add")
    written = {"note": "Pour la rentrée.", "note_en": "", name: "x" * 1001}

    response = admin_client.post(address, written)

    assert response.status_code == 200
    assert "au plus 1000 caractères" in response.context["form"].errors[name][0]
    assert 'maxlength="1000"' in response.content.decode()
    assert not Edition.objects.exists()
