"""A file becomes rows, or says at which line and in which column it can't."""

import csv
from collections import Counter
from dataclasses import dataclass
from io import StringIO

from django.utils.translation import gettext as _

from core import spreadsheets

from .rows import COLUMNS

HEAVIEST = 2 * 1024 * 1024


@dataclass(frozen=True)
class Mistake:
    """What is wrong, and where: the line of the file and the name of the column."""

    line: int
    column: str
    message: str


@dataclass(frozen=True)
class Row:
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def mistake(self, column: str, message: str) -> Mistake:
        return Mistake(self.line, column, message)


class Unreadable(Exception):
    """The file can't be read as this table at all; it holds the reason."""

    def __init__(self, message: str, line: int = 1, column: str = ""):
        self.mistake = Mistake(line, column, message)
        super().__init__(message)


def read(data: bytes) -> tuple[list[Row], list[Mistake]]:
    """The rows of a file, and those that don't have its columns."""
    if len(data) > HEAVIEST:
        raise Unreadable(_("Ce fichier pèse plus de 2 Mo."))
    if b"\x00" in data:
        raise Unreadable(_("Ce fichier n'est pas un texte : exportez-le en CSV."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            _("Ce fichier n'est pas en UTF-8 : choisissez ce codage à l'export."), line
        ) from None
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, mistakes, line = [], [], 1
    try:
        header = next(reader, [])
        check_header(header)
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) == len(header):
                pairs = zip(header, map(spreadsheets.bare, cells), strict=True)
                rows.append(Row(line, dict(pairs)))
            elif cells:
                mistakes.append(
                    Mistake(
                        line,
                        "",
                        _("Cette ligne a %(found)s cellules au lieu de %(wanted)s.")
                        % {"found": len(cells), "wanted": len(header)},
                    )
                )
            line = reader.line_num + 1
    except csv.Error:
        raise Unreadable(
            _("Ce n'est pas un tableau CSV : un guillemet manque, ou une cellule est démesurée."),
            line,
        ) from None  # fmt: skip
    return rows, mistakes


def check_header(header: list[str]):
    for column, count in Counter(header).items():
        if column not in COLUMNS:
            raise Unreadable(_("Le glossaire n'a pas cette colonne."), 1, column)
        if count > 1:
            raise Unreadable(_("Cette colonne est là deux fois."), 1, column)
    if missing := [column for column in COLUMNS if column not in header]:
        raise Unreadable(_("Cette colonne manque."), 1, missing[0])
