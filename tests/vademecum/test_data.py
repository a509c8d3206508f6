"""The figures as open data: complete, deterministic, and harmless in a spreadsheet."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from frictionless import Package, system

from tests import factories
from vademecum import data
from vademecum.models import ChiffreCle


@pytest.fixture
def chiffres(home):
    vademecum = factories.VademecumPageFactory(parent=home)
    return factories.ChiffreIndexPageFactory(parent=vademecum)


@pytest.fixture
def figure(chiffres):
    return factories.ChiffreCleFactory(
        identifier="maires",
        value=Decimal("1234.5000"),
        title="Ce qu'en disent les « maires », entre autres",
        caveat='Première ligne\r\nSeconde ligne, avec des "guillemets" et 😀',
    )


def correct(figure, value, reason):
    figure.value, figure.correction = value, reason
    figure.save_revision().publish()
    figure.refresh_from_db()


def read_csv(client, path="/fr/vademecum/chiffres/chiffres.csv"):
    response = client.get(path)
    assert response.status_code == 200
    text = response.content.decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_csv_holds_what_each_figure_says(client, figure):
    (row,) = read_csv(client)

    assert row["identifier"] == "maires"
    assert row["value"] == "1234.5"
    assert row["value_high"] == ""
    assert row["unit"] == "percent"
    assert row["period_start"] == "2020-05-01"
    assert row["source_url"] == "https://example.org/etude"
    assert row["url"] == "http://testserver/c/maires/"
    assert row["version"] == "1"
    assert row["version_url"] == "http://testserver/c/maires/v/1/"
    assert row["corrected_at"] == ""
    assert row["language"] == "fr"
    assert row["caveat"] == figure.caveat


def test_a_corrected_figure_says_so_in_the_data(client, figure):
    correct(figure, Decimal(82), "Faute de frappe.")

    (row,) = read_csv(client)
    (same,) = json.loads(
        client.get("/fr/vademecum/chiffres/chiffres.json", follow=True).content
    )

    for found in (row, same):
        assert found["value"] == "82"
        assert found["value_before_correction"] == "1234.5"
        assert found["correction_reason"] == "Faute de frappe."
        assert found["corrected_at"] == found["published_at"]


def test_the_csv_follows_rfc_4180(client, figure):
    response = client.get("/fr/vademecum/chiffres/chiffres.csv")

    lines = response.content.split(b"\r\n")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert lines[0].decode().split(",") == data.COLUMNS
    assert lines[-1] == b""
    assert not response.content.startswith(b"\xef\xbb\xbf")


def test_the_same_figures_give_the_same_bytes(client, chiffres):
    for identifier in ("zebre", "abeille", "maires"):
        factories.ChiffreCleFactory(identifier=identifier)
    figures = list(ChiffreCle.objects.for_readers())

    forwards = data.as_csv(data.rows(figures))
    backwards = data.as_csv(data.rows(figures[::-1]))

    assert forwards == backwards
    assert [row["identifier"] for row in data.rows(figures)] == [
        "abeille",
        "maires",
        "zebre",
    ]


def test_an_unpublished_figure_is_no_data(client, figure):
    figure.unpublish()

    assert read_csv(client) == []


def test_english_data_say_the_language_of_each_text(client, figure, english):
    factories.translated(figure, english, title="What mayors say")
    factories.ChiffreCleFactory(identifier="autre")
    chiffres = figure.__class__  # the French one is not translated
    rows = data.rows(chiffres.objects.for_readers("en"))

    assert [(row["identifier"], row["language"]) for row in rows] == [
        ("autre", "fr"),
        ("maires", "en"),
    ]
    assert rows[1]["title"] == "What mayors say"


# --- Spreadsheets -----------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    ["=1+1", "+33 1", "-2 points", "@SUM(A1)", " =1", "\t=1", "＝1", "'=1", "\r=1"],
)
def test_no_text_is_a_formula_in_the_csv(french, title):
    figure = factories.ChiffreCleFactory.build(title=title, locale=french)

    written = data.as_csv(data.rows([figure])).decode()

    (row,) = csv.DictReader(io.StringIO(written, newline=""))
    assert row["title"] == f"'{title}"
    assert data.rows([figure])[0]["title"] == title


def test_a_negative_number_stays_a_number(french):
    figure = factories.ChiffreCleFactory.build(value=Decimal("-3.5"), locale=french)

    assert b",-3.5," in data.as_csv(data.rows([figure]))


# --- The package ------------------------------------------------------------------


@pytest.fixture
def packaged(client, tmp_path):
    """The package and its CSV, downloaded as a reader would."""

    def download(address):
        for name in ("chiffres.csv", "datapackage.json"):
            response = client.get(f"{address}{name}")
            assert response.status_code == 200
            (tmp_path / name).write_bytes(response.content)
        with system.use_context(trusted=True):
            return Package(str(tmp_path / "datapackage.json"))

    return download


def problems(package):
    return package.validate().flatten(["type", "note"])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_package_is_valid_for_its_own_validator(
    packaged, chiffres, figure, english, language
):
    factories.ChiffreCleFactory(
        identifier="fourchette", value=Decimal(10), value_high=Decimal(20)
    )
    factories.ChiffreCleFactory(identifier="pirate", title="=cmd", counts="+1\n-2")
    correct(figure, Decimal(82), "Faute de frappe.")
    factories.translated(figure, english, title="What mayors say")
    for page in (chiffres.get_parent().get_parent().specific, chiffres.get_parent().specific, chiffres):  # fmt: skip
        factories.translated(page, english)
    page = chiffres if language == "fr" else chiffres.get_translation(english)

    package = packaged(page.href)

    assert problems(package) == []
    rows = package.get_resource("chiffres").read_rows()
    assert [row["identifier"] for row in rows] == ["fourchette", "maires", "pirate"]
    assert rows[0]["value_high"] == Decimal(20)
    assert rows[1]["source_read_on"] == date(2026, 11, 24)
    assert package.sources[0]["title"] == "Observatoire des partenariats"


def test_a_package_without_figures_is_valid_too(packaged, chiffres):
    assert problems(packaged(chiffres.href)) == []


def test_the_validator_sees_a_damaged_csv(packaged, tmp_path, chiffres, figure):
    package = packaged(chiffres.href)
    file = tmp_path / "chiffres.csv"
    file.write_bytes(file.read_bytes().replace(b"percent", b"pourcent"))

    assert {kind for kind, _note in problems(package)} >= {"hash-count"}


def test_its_version_is_the_latest_publication(client, figure):
    before = client.get("/fr/vademecum/chiffres/datapackage.json").json()
    correct(figure, Decimal(82), "")

    after = client.get("/fr/vademecum/chiffres/datapackage.json").json()

    at = figure.last_published_at
    assert before["version"] <= after["version"]
    assert after["version"].startswith(f"{at.year}.{at.month}.")


def test_the_page_of_figures_leads_to_its_data(client, figure):
    html = client.get("/fr/vademecum/chiffres/").content.decode()

    for name in ("chiffres.csv", "chiffres.json", "datapackage.json"):
        assert html.count(f'href="/fr/vademecum/chiffres/{name}"') == 2
