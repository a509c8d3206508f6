"""The rows of a file, within limits, before anything is believed of them."""

import csv
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024
MOST_BYTES = 5 * MEGABYTE
MOST_UNPACKED = 20 * MEGABYTE
MOST_ROWS = 2_000
LONGEST_CELL = 20_000

COLUMNS = (
    "saison",
    "date",
    "titre",
    "chapo",
    "format",
    "numero",
    "duree",
    "serie",
    "intervenants",
    "fonctions",
    "organisations",
    "titre_du_lien",
    "lien",
    "nature_du_lien",
    "note",
    "identifiant",
)


class Refused(Exception):
    """A file of which nothing can be read; its words say what to do."""


@dataclass(frozen=True)
class Row:
    """One episode as it is written: what its columns say, where it is."""

    place: str  # « ligne 12 », « cahors.md »
    values: dict[str, str]
    body: str = ""


@dataclass(frozen=True)
class Mistake:
    place: str
    column: str
    message: str

    def __str__(self):
        return (
            " › ".join(filter(None, [self.place, self.column])) + f" : {self.message}"
        )


def read(name: str, content: bytes) -> tuple[list[Row], list[Mistake]]:
    """The rows of a CSV file or of a zipped folder of Markdown files."""
    if len(content) > MOST_BYTES:
        raise Refused(_("Ce fichier est trop gros : 5 Mo au plus."))
    if not content.strip():
        raise Refused(_("Ce fichier est vide."))
    kind = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if kind == ".csv":
        rows, mistakes = read_table(decoded(content, name))
    elif kind == ".zip":
        rows, mistakes = read_files(unpacked(content))
    else:
        raise Refused(
            _("Seuls s'importent un tableau (« .csv ») ou un dossier de fichiers Markdown (« .zip »).")
        )  # fmt: skip
    if not rows and not mistakes:
        raise Refused(_("Ce fichier ne contient aucun épisode."))
    return rows, mistakes


def read_folder(folder: Path) -> tuple[list[Row], list[Mistake]]:
    """The same, of a folder of this machine."""
    files = sorted(folder.rglob("*.md"))
    if not files:
        raise Refused(_("Ce dossier ne contient aucun fichier « .md »."))
    if len(files) > MOST_ROWS or sum(file.stat().st_size for file in files) > MOST_UNPACKED:  # fmt: skip
        raise too_many()
    return read_files({str(file.relative_to(folder)): file.read_bytes() for file in files})  # fmt: skip


def too_many() -> Refused:
    return Refused(
        _("Trop d'épisodes en une fois (%d au plus) : importez en plusieurs fichiers.")
        % MOST_ROWS
    )


def decoded(content: bytes, name: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Refused(
            _("« %(name)s », ligne %(line)d : enregistrez ce fichier en UTF-8.")
            % {"name": name[:100], "line": line}
        ) from error
    if "\x00" in text:
        raise Refused(_("« %s » n'est pas un fichier de texte.") % name[:100])
    return text


# --- A table ------------------------------------------------------------------------


def read_table(text: str) -> tuple[list[Row], list[Mistake]]:
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") >= first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, mistakes = [], []
    try:
        header = [cell.strip().lower() for cell in next(reader)]
        mistakes += bad_header(header)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            place = _("ligne %d") % reader.line_num
            if len(rows) >= MOST_ROWS:
                raise too_many()
            if len(cells) != len(header):
                message = _("%(found)d colonnes au lieu de %(wanted)d.")
                mistakes.append(Mistake(place, "", message % {"found": len(cells), "wanted": len(header)}))  # fmt: skip
                continue
            values = dict(zip(header, (cell.strip() for cell in cells), strict=True))
            mistakes += too_long(place, values)
            rows.append(Row(place, values))
    except csv.Error as error:
        place = _("ligne %d") % max(reader.line_num, 1)
        mistakes.append(Mistake(place, "", _("ce n'est pas du CSV (%s).") % error))
    return rows, mistakes


def bad_header(header: list[str]) -> list[Mistake]:
    place, found = _("ligne %d") % 1, []
    for name in dict.fromkeys(header):
        if name not in COLUMNS:
            message = _("cette colonne n'existe pas ; possibles : %s.")
            found.append(Mistake(place, name[:60], message % ", ".join(COLUMNS)))
        elif header.count(name) > 1:
            found.append(Mistake(place, name, _("cette colonne est donnée deux fois.")))
    return found


def too_long(place: str, values: dict[str, str]) -> list[Mistake]:
    return [
        Mistake(place, name, _("ce texte est trop long."))
        for name, value in values.items()
        if len(value) > LONGEST_CELL
    ]


# --- Markdown files -----------------------------------------------------------------


def unpacked(content: bytes) -> dict[str, bytes]:
    """The Markdown files of an archive, in memory: a path in it names, and opens nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [each for each in archive.infolist() if is_text(each)]
            if len(entries) > MOST_ROWS:
                raise too_many()
            files, left = {}, MOST_UNPACKED
            for entry in entries:
                if entry.flag_bits & 1:
                    raise Refused(_("Cette archive est protégée par un mot de passe."))
                with archive.open(entry) as file:
                    part = file.read(left + 1)
                left -= len(part)
                if left < 0:
                    raise Refused(_("Cette archive est trop grosse une fois ouverte."))
                files[entry.filename] = part
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:  # fmt: skip
        raise Refused(_("Cette archive est endommagée, ou n'est pas un « .zip ».")) from error  # fmt: skip
    if not files:
        raise Refused(_("Cette archive ne contient aucun fichier « .md »."))
    return files


def is_text(entry: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(entry.filename)
    hidden = any(part.startswith((".", "__")) for part in name.parts)
    return not entry.is_dir() and name.suffix.lower() == ".md" and not hidden


def read_files(files: dict[str, bytes]) -> tuple[list[Row], list[Mistake]]:
    rows, mistakes = [], []
    for name in sorted(files):
        try:
            text = decoded(files[name], name)
        except Refused as refused:
            mistakes.append(Mistake(name[:100], "", str(refused)))
            continue
        row, bad = read_file(name[:100], text)
        mistakes += bad
        rows.append(row)
    return rows, mistakes


def read_file(name: str, text: str) -> tuple[Row, list[Mistake]]:
    """« titre: … » lines between two « --- », then the text."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != "---" or "---" not in [line.strip() for line in lines[1:]]:  # fmt: skip
        message = _("ligne 1 : un épisode commence par « --- », ses colonnes, puis « --- ».")  # fmt: skip
        return Row(name, {}), [Mistake(name, "", message)]
    values, mistakes = {}, []
    end = next(n for n, line in enumerate(lines[1:], 1) if line.strip() == "---")
    for number, line in enumerate(lines[1:end], 2):
        if not line.strip():
            continue
        column, colon, value = line.partition(":")
        column, place = column.strip().lower(), _("ligne %d") % number
        if not colon or column not in COLUMNS:
            message = _("%(place)s : une colonne était attendue, comme « titre: … » ; possibles : %(columns)s.")  # fmt: skip
            mistakes.append(Mistake(name, column[:60], message % {"place": place, "columns": ", ".join(COLUMNS)}))  # fmt: skip
        elif column in values:
            mistakes.append(Mistake(name, column, _("%s : cette colonne est donnée deux fois.") % place))  # fmt: skip
        else:
            values[column] = value.strip().strip("\"'")
    body = "\n".join(lines[end + 1 :]).strip()
    return Row(name, values, body), mistakes + too_long(name, values)
