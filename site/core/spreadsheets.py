"""
Tables as CSV (RFC 4180), for spreadsheets too.

A spreadsheet computes a cell that begins with « = », « + », « - » or « @ ». Numbers are
left alone. A text that begins so gets an apostrophe before it, and one that begins with an
apostrophe before such a sign gets one more: taking one off (`bare`) gives the text back,
whatever it was.
"""

import csv
import re
from collections.abc import Iterable
from io import StringIO

from django.http import HttpResponse

# Also the wide signs of Asian keyboards, which spreadsheets read as the others, and what
# they skip before a sign.
FORMULA = re.compile(r"'*(?:[\t\r]|[\s\x00-\x1f]*[=+\-@＝＋－＠])")


def guarded(cell):
    """A text that no spreadsheet takes for a formula; a number as it is."""
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def bare(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def written(lines: Iterable[Iterable], delimiter: str = ",") -> str:
    out = StringIO(newline="")
    table = csv.writer(out, delimiter=delimiter)
    table.writerows(map(guarded, line) for line in lines)
    return out.getvalue()


def response(
    lines: Iterable[Iterable], name: str, delimiter: str = ","
) -> HttpResponse:
    """A file to keep; the mark at its beginning lets spreadsheets read accents."""
    answer = HttpResponse(
        written(lines, delimiter).encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
