"""A member of the team announces a Jeudi; another one publishes it."""

import re

import feedparser
import pytest

pytestmark = pytest.mark.e2e


def test_an_editor_announces_a_jeudi_and_a_second_reader_publishes_it(
    sign_in, site, page
):
    writer = sign_in("redaction")
    writer.goto("/admin/jeudis/")
    writer.get_by_role("link", name=re.compile("Ajouter")).first.click()
    writer.fill("input[name=title]", "Les alliances au long cours")
    writer.fill("textarea[name=introduction]", "Ce que durent les alliances.")
    writer.fill("input[name=number]", "13")
    writer.fill("input[name=starts_at]", "25/11/2032 12:00")
    writer.select_option("select[name=format]", "webinaire")
    submit(writer)

    assert (
        "publié" not in writer.inner_text("body").split("Publication relue")[0][-200:]
    )
    edit_url = writer.url
    reader = sign_in("relecture")
    reader.goto(edit_url)
    approve(reader)

    page.goto("/fr/jeudis/")
    page.get_by_role("link", name="Les alliances au long cours").first.click()
    assert page.inner_text("h1") == "Les alliances au long cours"
    feed = feedparser.parse(f"{site}/fr/jeudis/atom.xml")
    assert "Les alliances au long cours" in [entry.title for entry in feed.entries]
    page.goto("/fr/recherche/?q=alliances+au+long+cours")
    assert page.get_by_role("link", name="Les alliances au long cours").count()


def submit(page):
    page.get_by_role("button", name=re.compile("^Plus d.actions")).click()
    page.get_by_role("button", name=re.compile("^Soumettre")).click()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/"))


def approve(page):
    page.get_by_role("button", name=re.compile("^Approuver$")).first.click()
