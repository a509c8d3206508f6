"""Days and hours, in words."""

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.translation import override

from core import moments
from tests.factories import paris


@pytest.mark.parametrize(
    ("language", "told"),
    [("fr", "1er décembre 2026, 19 h 04"), ("en", "1 December 2026, 19:04")],
)
def test_pages_and_mails_tell_the_hour_alike(language, told):
    moment = paris(2026, 12, 1, 19, 4)

    with override(language):
        page = render_to_string("components/date.html", {"date": moment, "with_time": True})  # fmt: skip
        mail = f"{moments.day(moment)}, {moments.hour(moment)}"

    assert strip_tags(page).strip() == mail == told


@pytest.mark.parametrize("name", ["date", "source"])
def test_a_point_follows_a_date_or_a_source_without_a_space(name):
    said = {"date": paris(2026, 12, 1), "title": "Une étude"}

    html = render_to_string(f"components/{name}.html", said)

    assert html == html.strip()
