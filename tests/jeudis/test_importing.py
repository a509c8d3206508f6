"""Past episodes in one go: all of them, or every mistake with its line, and nothing."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from jeudis import importing
from jeudis.importing import reading
from jeudis.models import JeudiPage
from tests import factories

EXAMPLES = Path(__file__).parents[2] / "docs" / "exemples" / "jeudis"
HEADER = "saison;date;titre;chapo;format;numero;intervenants;lien;nature_du_lien\n"
LINE = "saison-1;2022-02-03;Passons à l'action;Un appel.;article;2;;https://example.org/;article\n"


def table(*lines: str, header=HEADER) -> bytes:
    return (header + "".join(lines)).encode()


def run(content: bytes, name="jeudis.csv", **options):
    return importing.write(*importing.read(name, content), **options)


def mistakes(content: bytes, name="jeudis.csv") -> list[str]:
    """What is said of a file that writes nothing."""
    before = JeudiPage.objects.count()
    report = run(content, name)
    assert JeudiPage.objects.count() == before
    assert report.created == []
    return [str(mistake) for mistake in report.mistakes]


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.md", text)
    return out.getvalue()


FILE = """---
saison: saison-1
date: 2024-04-18 13:00
titre: Cap 2030
chapo: L'alimentation durable en pratiques.
format: webinaire
---

Un **premier** paragraphe, et [un lien](https://example.org/).

## Ce que l'on retient

- une chose
- <script>alert(1)</script> une autre
- [un piège](javascript:alert(1))
"""


def test_a_table_becomes_drafts_with_what_it_says(season):
    person = factories.PersonFactory(name="Camille Martin", role="Directrice")

    report = run(table(LINE, "saison-1;2022-02-10 13:30;Les conditions;Un webinaire.;webinaire;3;Camille Martin;;\n"))  # fmt: skip

    assert (len(report.created), report.already, report.mistakes) == (2, 0, [])
    first, second = JeudiPage.objects.order_by("starts_at")
    assert (first.title, first.number, first.live) == ("Passons à l'action", 2, False)
    assert first.media[0].value["url"] == "https://example.org/"
    assert timezone.localtime(second.starts_at).strftime("%d %H:%M") == "10 13:30"
    draft = second.get_latest_revision_as_object()
    assert [(s.person, s.role) for s in draft.speakers.all()] == [(person, "Directrice")]  # fmt: skip


def told(people, roles, organisations=""):
    """A table of one episode, with who spoke in it."""
    header = "saison;date;titre;chapo;format;intervenants;fonctions;organisations\n"
    line = f"saison-1;2022-02-10;Les conditions;Un webinaire.;webinaire;{people};{roles};{organisations}\n"
    return (header + line).encode()


def test_speakers_are_what_they_were_on_that_day(season):
    today = factories.PersonFactory(name="Camille Martin", role="Directrice")
    other = factories.PersonFactory(name="Sacha Bernard", role="Préfet")
    house = factories.OrganisationFactory(name="La Maison")

    report = run(told("Camille Martin|Sacha Bernard", "Stagiaire|", "La Maison|"))

    assert report.mistakes == []
    draft = report.created[0].get_latest_revision_as_object()
    assert [(s.person, s.role, s.organisation) for s in draft.speakers.all()] == [
        (today, "Stagiaire", house),
        (other, "Préfet", other.organisation),
    ]


@pytest.mark.parametrize(
    ("roles", "organisations", "column"),
    [
        ("Une|Deux", "", "fonctions"),
        ("F" * 300, "", "fonctions"),
        ("", "Personne n'est", "organisations"),
        ("", "|", "organisations"),
    ],
)
def test_what_a_speaker_was_is_said_of_each_and_known(
    season, roles, organisations, column
):
    factories.PersonFactory(name="Camille Martin")

    said = mistakes(told("Camille Martin", roles, organisations))

    assert len(said) == 1 and said[0].startswith(f"ligne 2 › {column} : ")


def test_files_become_pages_without_what_is_dangerous(season):
    report = run(zipped(cap=FILE), "jeudis.zip", publishes=True)

    assert report.mistakes == []
    page = JeudiPage.objects.get()
    assert page.live
    assert [block.block_type for block in page.body] == ["text", "heading", "text"]
    html = str(page.body)
    assert "<strong>premier</strong>" in html or "<b>premier</b>" in html
    assert "<script" not in html
    assert 'href="javascript' not in html


def test_the_same_file_twice_changes_nothing(season):
    run(table(LINE))
    before = JeudiPage.objects.values().get()

    report = run(table(LINE))

    assert (report.created, report.already, report.mistakes) == ([], 1, [])
    assert JeudiPage.objects.values().get() == before


def test_one_bad_line_among_many_and_nothing_is_written(season):
    good = [LINE.replace("2022-02-03", f"2022-03-{day:02}").replace("action", f"action {day}").replace(";2;", f";{day};") for day in (3, 10, 17, 24)]  # fmt: skip

    said = mistakes(table(*good, "saison-1;2022-04-01;Un vendredi;Chapo.;article;9;;;\n"))  # fmt: skip

    assert len(said) == 1
    assert said[0].startswith("ligne 6 › date : Ce jour n'est pas un jeudi")


WRONG = {
    "no season": (LINE.replace("saison-1", "saison-9"), "ligne 2 › saison"),
    "no title": (LINE.replace("Passons à l'action", ""), "ligne 2 › titre"),
    "no summary": (LINE.replace("Un appel.", " "), "ligne 2 › chapo"),
    "no day": (LINE.replace("2022-02-03", ""), "ligne 2 › date"),
    "a day that is none": (LINE.replace("2022-02-03", "2022-02-30"), "ligne 2 › date"),
    "a day of long ago": (LINE.replace("2022-02-03", "0001-01-01"), "ligne 2 › date"),
    "an unknown format": (LINE.replace("article;2", "hologramme;2"), "ligne 2 › format"),
    "a number that is none": (LINE.replace(";2;", ";-1;"), "ligne 2 › numero"),
    "a huge number": (LINE.replace(";2;", f";{'9' * 400};"), "ligne 2 › numero"),
    "an unknown person": (LINE.replace(";2;;", ";2;Personne;"), "ligne 2 › intervenants"),
    "a dangerous link": (LINE.replace("https://example.org/", "javascript:alert(1)"), "ligne 2 › lien"),
    "a title too long": (LINE.replace("Passons", "P" * 300), "ligne 2 › titre"),
    "too few columns": ("saison-1;2022-02-03\n", "ligne 2 : 2 colonnes"),
    "an open quotation mark": ('saison-1;"2022-02-03;Titre\n', "ligne 2"),
    "twice the same address": (LINE + LINE.replace("2022-02-03", "2022-02-10").replace(";2;", ";3;"), "ligne 3 › identifiant"),
    "twice the same number": (LINE + LINE.replace("2022-02-03", "2022-02-10").replace("action", "autre"), "ligne 3 › numero"),
}  # fmt: skip


def test_every_mistake_says_its_line_and_column(season):
    for case, (lines, where) in WRONG.items():
        said = mistakes(table(lines))

        assert (case, [each for each in said if each.startswith(where)] != []) == (case, True), said  # fmt: skip


def test_all_the_mistakes_are_said_at_once(season):
    said = mistakes(table(*[lines for lines, _where in list(WRONG.values())[:8]]))

    assert len(said) >= 8


def test_a_file_is_named_with_its_line(season):
    said = mistakes(zipped(bon=FILE, colonne=FILE.replace("titre:", "titer:"), vide="bonjour"), "a.zip")  # fmt: skip

    assert any(each.startswith("colonne.md › titer") for each in said)
    assert any(each.startswith("vide.md : ligne 1") for each in said)


def test_hostile_files_are_refused_clearly(season, tmp_path):
    bomb = zipped(**{f"b{n}": "0" * 3_000_000 for n in range(9)})
    many = zipped(**{f"m{n}": "x" for n in range(reading.MOST_ROWS + 1)})
    outside = io.BytesIO()
    with zipfile.ZipFile(outside, "w") as archive:
        archive.writestr("../../../tmp/jeudi-outside.md", FILE)
    hostile = {
        "nothing.csv": b" \n",
        "latin.csv": "titre;été".encode("latin-1"),
        "zero.csv": b"saison;date\n\x00;\x00\n",
        "picture.csv": bytes(range(256)),
        "document.docx": b"PK",
        "broken.zip": b"PK\x03\x04 broken",
        "bomb.zip": bomb,
        "many.zip": many,
        "empty.zip": zipped(),
        "big.csv": b"x" * (reading.MOST_BYTES + 1),
        "rows.csv": table(*[LINE] * (reading.MOST_ROWS + 1)),
        "only.csv": table(),
        "outside.zip": outside.getvalue(),
    }
    for name, content in hostile.items():
        with pytest.raises(importing.Refused) as refused:
            importing.read(name, content)
        assert (name, str(refused.value) != "") == (name, True)
    assert not Path("/tmp/jeudi-outside.md").exists()


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.zip", "a.md"]))
def test_whatever_the_bytes_a_file_is_read_or_refused(content, name):
    try:
        rows, mistakes = importing.read(name, content)
    except importing.Refused:
        return
    assert rows or mistakes


def test_the_command_says_what_it_did_and_what_is_wrong(season, tmp_path, capsys):
    good, bad = tmp_path / "bon.csv", tmp_path / "faux.csv"
    good.write_bytes(table(LINE))
    bad.write_bytes(table(LINE.replace("2022-02-03", "2022-02-04").replace("action", "autre")))  # fmt: skip
    folder = tmp_path / "dossier"
    folder.mkdir()
    (folder / "cap.md").write_text(FILE, encoding="utf-8")

    call_command("import_jeudis", good, "--publier")
    call_command("import_jeudis", folder)
    with pytest.raises(CommandError, match="ligne 2"):
        call_command("import_jeudis", bad)

    assert "1 créés, 0 déjà là" in capsys.readouterr().out
    assert sorted(JeudiPage.objects.values_list("live", flat=True)) == [False, True]


def test_the_examples_of_the_guide_are_imported(season):
    season.slug = "premiers-jalons"
    season.save_revision().publish()

    table_report = run((EXAMPLES / "jeudis.csv").read_bytes())
    files = importing.write(*importing.read_folder(EXAMPLES / "dossier"))

    assert (table_report.mistakes, files.mistakes) == ([], [])
    assert len(table_report.created) == 2
    assert len(files.created) == 1


def test_the_screen_shows_the_mistakes_and_then_the_drafts(client, season):
    client.force_login(factories.UserFactory(is_superuser=True))
    address = "/admin/importer-des-jeudis/"

    wrong = client.post(address, {"file": SimpleUploadedFile("j.csv", table(LINE.replace("saison-1", "x")))})  # fmt: skip
    right = client.post(address, {"file": SimpleUploadedFile("j.csv", table(LINE))}, follow=True)  # fmt: skip

    assert "ligne 2 › saison" in wrong.content.decode()
    assert JeudiPage.objects.count() == 1
    assert "1 Jeudi importé" in right.content.decode()
    assert client.get(address).status_code == 200


def test_who_may_not_add_pages_imports_nothing(client, season):
    client.force_login(factories.UserFactory())

    client.post("/admin/importer-des-jeudis/", {"file": SimpleUploadedFile("j.csv", table(LINE))})  # fmt: skip

    assert not JeudiPage.objects.exists()
