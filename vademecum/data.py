"""Figures as open data: one row each, written as CSV or as JSON."""

import csv
import io
import json
from collections.abc import Iterable

from .models.versions import payload_of


def rows(figures: Iterable) -> list[dict]:
    """What each figure states, with the place where it can be read."""
    return [
        payload_of(figure)
        | {
            "formatted": figure.formatted,
            "language": figure.language,
            "address": figure.get_absolute_url(),
        }
        for figure in figures
    ]


def as_csv(rows: list[dict]) -> bytes:
    out = io.StringIO()
    if rows:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    return out.getvalue().encode()


def as_json(rows: list[dict]) -> bytes:
    return json.dumps(rows, ensure_ascii=False, indent=2).encode() + b"\n"
