"""The glossary as a table: nothing is lost on the way, nothing wrong comes back."""

import csv
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape, strip_tags
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail_localize.models import Translation, TranslationSource

from core import sentences, spreadsheets
from tests import factories
from vademecum.glossary.table.checking import plan
from vademecum.glossary.table.reading import Mistake, Unreadable, read
from vademecum.glossary.table.rows import COLUMNS, drafts, lines
from vademecum.glossary.table.writing import load
from vademecum.models import Terme

TABLE = "/admin/snippets/vademecum/terme/tableau/"


@pytest.fixture
def editor(db):
    user = factories.UserFactory()
    names = ("access_admin", "add_terme", "change_terme", "view_terme")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


@pytest.fixture
def alliance(french):
    return factories.TermeFactory(
        slug="alliance", name="Alliance", definition="<p>Agir à plusieurs.</p>"
    )


def row(**cells) -> dict:
    given = {"slug": "pacte", "nom_fr": "Pacte", "definition_fr": "<p>Un accord.</p>"}
    return dict.fromkeys(COLUMNS, "") | given | cells


def table(*rows) -> bytes:
    return written(list(rows)).encode()


def mistakes(data: bytes, user) -> list[tuple[int, str]]:
    return [(found.line, found.column) for found in plan(data, user).mistakes]


def written(rows):
    return spreadsheets.written(lines(rows))


# --- Lossless ---------------------------------------------------------------------

TEXT = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"]) | st.sampled_from('\n\r\t;,"\'=+-@'),
    max_size=40,
)  # fmt: skip
CELL = st.builds("".join, st.tuples(st.sampled_from(["", "=", "+", "-", "@", "'", "'=", "''+"]), TEXT))  # fmt: skip


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, CELL)), max_size=5))
def test_any_text_comes_back_as_it_left(rows):
    once = written(rows)

    found, wrong = read(once.encode("utf-8-sig"))

    assert ([row.cells for row in found], wrong) == (rows, [])
    assert written([row.cells for row in found]) == once


@given(CELL)
def test_no_cell_is_a_formula_for_a_spreadsheet(cell):
    out = next(csv.reader(StringIO(written([row(nom_fr=cell)]), newline="")))
    rows = list(csv.DictReader(StringIO(written([row(nom_fr=cell)]), newline="")))

    assert out == COLUMNS
    assert not rows[0]["nom_fr"].startswith(("=", "+", "-", "@", "\t", "\r"))


WORDING = CELL.filter(str.strip)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(WORDING, CELL, CELL, st.booleans()), min_size=1, max_size=3))
def test_exported_imported_exported_it_is_the_same_to_the_byte(editor, english, given):
    Terme.objects.update(broader=None)
    Terme.objects.all().delete()
    rows = [
        row(
            slug=f"terme-{place}",
            broader=f"terme-{place - 1}" if place else "",
            # A number of its own keeps two terms from having the same form.
            nom_fr=f"{name} mot{place}",
            variantes_fr="",
            definition_fr=f"<p>{escape(name)} <b>x</b></p>",
            source_title_fr=source,
            **(
                {
                    "name_en": f"{name} word{place}",
                    "definition_en": f"<p>{escape(note)}.</p>",
                }
                if is_translated
                else {}
            ),
        )
        for place, (name, source, note, is_translated) in enumerate(given)
    ]
    before = written(rows)

    loaded = load(before.encode(), editor)

    assert loaded.mistakes == []
    assert written(drafts()) == before
    assert load(before.encode(), editor).changes == []


def test_the_table_of_an_unfinished_draft_comes_back(alliance, editor, english):
    pact = factories.TermeFactory(slug="pacte", name="Pacte", live=False)
    translated = factories.translated(alliance, english, name="Alliance")
    for draft in (pact, translated):
        draft.definition = ""
        draft.save_revision(clean=False)  # as the form of a draft does
    exported = written(drafts())

    planned = plan(exported.encode(), editor)

    assert (planned.mistakes, planned.changes) == ([], [])
    assert mistakes(exported.replace("Pacte", "").encode(), editor) == [(3, "nom_fr")]


def test_an_editors_table_with_semicolons_and_a_mark_is_read(alliance, editor):
    out = StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerows([COLUMNS, row().values()])

    assert plan(out.getvalue().encode("utf-8-sig"), editor).mistakes == []


# --- What is refused --------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"slug": "à faire"}, "slug"),
        ({"slug": ""}, "slug"),
        ({"slug": "x" * 81}, "slug"),
        ({"nom_fr": "  "}, "nom_fr"),
        ({"nom_fr": "x" * 121}, "nom_fr"),
        ({"nom_fr": "Alliances"}, "nom_fr"),
        ({"variantes_fr": "entente\nl'alliance"}, "variantes_fr"),
        ({"definition_fr": ""}, "definition_fr"),
        ({"definition_fr": "<p> &nbsp; </p>"}, "definition_fr"),
        ({"definition_fr": "<p>Un</p><script>alert(1)</script>"}, "definition_fr"),
        ({"definition_fr": "<p onclick=x>Un</p>"}, "definition_fr"),
        ({"definition_fr": "<h2>Un</h2>"}, "definition_fr"),
        ({"definition_fr": "<p>Un <b>accord</p>"}, "definition_fr"),
        ({"definition_fr": "<p>Un accord"}, "definition_fr"),
        ({"definition_fr": '<p><a href="javascript:x">Un</a></p>'}, "definition_fr"),
        ({"definition_fr": '<p><a href="java&#x73;cript:x">Un</a></p>'}, "definition_fr"),
        ({"definition_fr": "<p>a < b</p>"}, "definition_fr"),
        ({"source_title_fr": "x" * 251}, "source_title_fr"),
        ({"source_title_fr": "cloche \x07"}, "source_title_fr"),
        ({"source_url": "pas une adresse"}, "source_url"),
        ({"broader": "inconnu"}, "broader"),
        ({"broader": "pacte"}, "broader"),
        ({"name_en": "Pact"}, "definition_en"),
        ({"definition_en": "<p>An agreement.</p>"}, "name_en"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_by_line_and_column(alliance, editor, cells, column):
    data = table(row(slug="bon", nom_fr="Bon"), row(**cells))

    assert mistakes(data, editor) == [(3, column)]


def test_the_line_is_the_one_of_the_file_whatever_the_cells_hold(editor):
    data = table(row(slug="un", nom_fr="Un", variantes_fr="a1\nb1\nc1"), row(slug="é"))

    assert mistakes(data, editor) == [(5, "slug")]


def test_every_mistake_is_told_at_once(alliance, editor):
    data = table(row(nom_fr=""), row(slug="pacte"), row(slug="x", broader="y", nom_fr="X"))  # fmt: skip

    assert mistakes(data, editor) == [(2, "nom_fr"), (3, "slug"), (4, "broader")]


def test_a_circle_is_refused_even_through_terms_that_are_not_in_the_file(
    alliance, editor
):
    factories.TermeFactory(slug="milieu", name="Milieu", broader=alliance)
    data = table(row(slug="alliance", nom_fr="Alliance", broader="milieu"))

    assert mistakes(data, editor) == [(2, "broader")]
    assert "alliance → milieu → alliance" in plan(data, editor).mistakes[0].message


def test_two_terms_of_a_file_have_not_the_same_form(editor, french):
    data = table(row(slug="un", nom_fr="Réseau"), row(slug="deux", nom_fr="Réseaux"))

    assert mistakes(data, editor) == [(3, "nom_fr")]


def test_an_existing_translation_is_not_emptied(alliance, editor, english):
    factories.translated(alliance, english, name="Alliance")
    data = table(row(slug="alliance", nom_fr="Alliance"))

    assert mistakes(data, editor) == [(2, "name_en"), (2, "definition_en")]


def test_a_term_that_somebody_locked_is_left_alone(alliance, editor):
    alliance.locked, alliance.locked_by = True, factories.UserFactory()
    alliance.save()
    data = table(row(slug="alliance", nom_fr="Alliance neuve"))

    assert mistakes(data, editor) == [(2, "slug")]


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"", 1, "slug"),
        (b"PK\x03\x04\x00\x00", 1, ""),
        (b"x" * (2 * 1024 * 1024 + 1), 1, ""),
        ("slug,nom_fr\néé".encode("latin-1"), 2, ""),
        (b"slug,inconnue", 1, "inconnue"),
        ((",".join(COLUMNS) + ",slug").encode(), 1, "slug"),
        (",".join(COLUMNS[:-1]).encode(), 1, "source_url"),
        ((",".join(COLUMNS) + '\r\n"jamais fermé').encode(), 2, ""),
        ((",".join(COLUMNS) + "\r\nun,deux").encode(), 2, ""),
    ],
)
def test_what_is_not_the_table_is_refused_with_its_place(editor, data, line, column):
    assert mistakes(data, editor) == [(line, column)]


@given(st.binary(max_size=300))
def test_no_file_whatever_it_holds_breaks_the_reading(data):
    try:
        rows, wrong = read(data)
    except Unreadable as error:
        assert isinstance(error.mistake, Mistake)
    else:
        assert all(isinstance(found, Mistake) for found in wrong)
        assert all(set(row.cells) == set(COLUMNS) for row in rows)


# --- What is written --------------------------------------------------------------


def test_an_import_with_one_mistake_writes_nothing(alliance, editor):
    data = table(row(slug="neuf", nom_fr="Neuf"), row(nom_fr=""))

    loaded = load(data, editor)

    assert loaded.mistakes
    assert list(Terme.objects.values_list("slug", flat=True)) == ["alliance"]


def test_an_import_writes_drafts_signed_by_its_author(alliance, editor):
    data = table(
        row(slug="neuf", nom_fr="Neuf", broader="alliance"),
        row(slug="alliance", nom_fr="Alliance neuve"),
    )

    load(data, editor)

    alliance.refresh_from_db()
    new = Terme.objects.get(slug="neuf")
    assert (alliance.name, new.live) == ("Alliance", False)
    assert alliance.get_latest_revision_as_object().name == "Alliance neuve"
    assert alliance.latest_revision.user == editor
    assert new.latest_revision.user == editor
    assert new.get_latest_revision_as_object().broader == alliance


def test_what_did_not_change_gets_no_revision(alliance, editor):
    before = alliance.latest_revision_id

    load(table(*drafts()), editor)

    alliance.refresh_from_db()
    assert alliance.latest_revision_id == before


def test_a_term_that_is_not_in_the_file_stays(alliance, editor):
    load(table(row()), editor)

    alliance.refresh_from_db()
    assert alliance.live


def test_a_definition_typed_without_tags_becomes_a_paragraph(editor, french):
    load(table(row(definition_fr="R&D à plusieurs")), editor)

    assert Terme.objects.get().definition == "<p>R&amp;D à plusieurs</p>"


def test_a_new_english_term_is_the_draft_translation_of_the_french_one(
    alliance, editor, english
):
    cells = drafts()[0] | {"name_en": "Pact", "definition_en": "<p>To act.</p>"}

    load(table(cells), editor)

    translation = alliance.get_translation(english)
    assert (translation.name, translation.live) == ("Pact", False)
    assert translation.latest_revision.user == editor


@pytest.fixture
def translation(alliance, english):
    """The term in English, translated sentence by sentence."""
    factories.translated(
        alliance, english, name="Alliance", definition="<p>To act together.</p>"
    )
    source, _ = TranslationSource.update_or_create_from_instance(alliance)
    return Translation.objects.create(source=source, target_locale=english)


def test_an_imported_translation_is_kept_sentence_by_sentence(
    alliance, editor, english, translation
):
    load(table(drafts()[0] | {"name_en": "Pact"}), editor)

    # Whoever publishes from the sentences of wagtail-localize publishes the import.
    translation.refresh_from_db()
    assert translation.enabled
    assert set(translation.get_progress()) == {len(pairs_of(alliance))}
    translation.save_target(user=editor, publish=False)
    draft = alliance.get_translation(english).get_latest_revision_as_object()
    assert (draft.name, strip_tags(draft.definition)) == ("Pact", "To act together.")


def pairs_of(term) -> list:
    return [text for texts in sentences.strings(term).values() for text in texts]


def test_both_languages_changed_at_once_keep_their_sentences(
    alliance, editor, english, translation
):
    cells = {"nom_fr": "Pacte", "name_en": "Pact"}
    load(table(drafts()[0] | cells), editor)
    assert alliance.get_translation(english).get_latest_revision_as_object().name == (
        "Pact"
    )

    alliance.get_latest_revision_as_object().save_revision().publish()
    alliance.refresh_from_db()
    translation.source.update_from_db()
    translation.refresh_from_db()

    assert len(set(translation.get_progress())) == 1
    translation.save_target(user=editor, publish=False)
    draft = alliance.get_translation(english).get_latest_revision_as_object()
    assert draft.name == "Pact"


def test_a_translation_cut_otherwise_leaves_the_sentences_and_says_so(
    client, home, alliance, editor, english, translation
):
    client.force_login(editor)
    cells = {"definition_en": "<p>To act.</p><p>Together.</p>"}

    response = upload(client, table(drafts()[0] | cells))

    translation.refresh_from_db()
    assert not translation.enabled
    told = [str(message) for message in get_messages(response.wsgi_request)]
    assert any("ne se traduit plus phrase à phrase" in text for text in told)
    draft = alliance.get_translation(english).get_latest_revision_as_object()
    assert draft.definition == "<p>To act.</p><p>Together.</p>"


# --- In the admin and for readers -------------------------------------------------


def upload(client, data: bytes):
    return client.post(TABLE, {"file": SimpleUploadedFile("glossaire.csv", data)})


def test_the_team_exports_drafts_and_imports_them(client, home, alliance, editor):
    client.force_login(editor)
    draft = alliance.get_latest_revision_as_object()
    draft.name = "Alliance en brouillon"
    draft.save_revision()

    exported = client.get(f"{TABLE}glossaire.csv").content
    response = upload(client, exported.replace(b"en brouillon", b"relue"))

    assert "Alliance en brouillon" in exported.decode("utf-8-sig")
    alliance.refresh_from_db()
    assert response.status_code == 302
    assert alliance.get_latest_revision_as_object().name == "Alliance relue"


def test_the_screen_tells_the_mistakes_of_a_file(client, home, editor):
    client.force_login(editor)

    response = upload(client, table(row(nom_fr="")))

    html = response.content.decode()
    assert response.status_code == 422
    assert "1 erreur à corriger" in html
    assert "<td>2</td><td>nom_fr</td>" in html


def test_the_screen_asks_for_a_file(client, home, editor):
    client.force_login(editor)

    assert client.get(TABLE).status_code == 200
    assert client.post(TABLE, {}).status_code == 422


def test_the_listing_of_terms_leads_to_the_table(client, home, editor):
    client.force_login(editor)

    html = client.get("/admin/snippets/vademecum/terme/").content.decode()

    assert TABLE in html


@pytest.mark.parametrize("path", [TABLE, f"{TABLE}glossaire.csv"])
def test_who_may_not_write_terms_gets_no_table(client, home, editor, path):
    editor.user_permissions.remove(Permission.objects.get(codename="add_terme"))
    client.force_login(editor)

    response = client.get(path)

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/admin/")


def test_readers_download_the_published_glossary(
    client, home, alliance, english, django_assert_max_num_queries
):
    vademecum = factories.VademecumPageFactory(parent=home)
    page = factories.TermeIndexPageFactory(parent=vademecum)
    factories.translated(alliance, english, name="Pact")
    factories.TermeFactory(slug="brouillon", live=False)

    client.get(page.href)
    with django_assert_max_num_queries(8):
        response = client.get(f"{page.href}glossaire.csv")

    rows, wrong = read(response.content)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert [(found["slug"], found["nom_fr"], found["name_en"]) for found in rows] == [
        ("alliance", "Alliance", "Pact")
    ]
    assert wrong == []


def test_readers_keep_it_under_a_name_in_their_language(
    client, tree, english_home, english
):
    page = tree["termes"]
    factories.translated(page.get_parent(), english, slug="reference")
    twin = factories.translated(page, english, slug="glossary")

    kept = [
        client.get(f"{shown.href}glossaire.csv")["Content-Disposition"]
        for shown in (page, twin)
    ]

    assert kept == [
        'attachment; filename="glossaire.csv"',
        'attachment; filename="glossary.csv"',
    ]


def test_the_glossary_shows_what_is_broader_and_narrower(client, home, alliance):
    vademecum = factories.VademecumPageFactory(parent=home)
    page = factories.TermeIndexPageFactory(parent=vademecum)
    factories.TermeFactory(slug="strategique", name="Stratégique", broader=alliance)

    html = client.get(page.href).content.decode()

    assert '<a href="#alliance">Alliance</a></dd>' in html
    assert '<a href="#strategique">Stratégique</a></dd>' in html
