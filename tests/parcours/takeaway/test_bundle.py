"""What leaves with a parcours, and what doesn't."""

import gc
import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from parcours.takeaway import bundle, content
from parcours.takeaway.words import words
from tests import factories
from tests.parcours.conftest import FIRST

from .conftest import unzipped

NOTHING_TO_LOAD = re.compile(r"\b(?:src|srcset|poster)=\"(?:https?:)?//", re.I)


class References(HTMLParser):
    """The ids of a page, and what refers to them."""

    def __init__(self, html):
        super().__init__()
        self.ids, self.refers, self.files, self.links = [], [], set(), []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if "id" in found:
            self.ids.append(found["id"])
        for name in ("for", "aria-labelledby", "aria-describedby"):
            self.refers += (found.get(name) or "").split()
        href = found.get("href", "")
        if href.startswith("#"):
            self.refers.append(href[1:])
        elif tag == "a":
            self.links.append(href)
        self.files |= {
            found[name]
            for name in ("src", "href")
            if found.get(name) and tag in ("script", "link", "img", "audio")
        }


def test_one_zip_holds_the_offline_page_and_a_zip_for_each_platform(made):
    whole = unzipped(made["tout"])
    inside = {use: whole[f"plateformes/{use}.zip"] for use in bundle.PLATFORMS}

    assert {"index.html", "LISEZ-MOI.txt"} <= set(whole)
    assert inside == {use: made[use] for use in bundle.PLATFORMS}
    for use, (manifest, _template) in bundle.PLATFORMS.items():
        assert {manifest, "index.html"} <= set(unzipped(made[use]))
        ElementTree.fromstring(unzipped(made[use])[manifest])
    assert all(len(each) < bundle.MOST for each in made.values())


def test_the_same_content_gives_the_same_bytes(course, made):
    again = bundle.write(content.gather(course))

    assert again == made


def test_the_page_names_what_is_there_and_nothing_of_another_host(made):
    files = unzipped(made["scorm-2004"])
    html = files["index.html"].decode()

    found = References(html)

    assert found.files <= set(files)
    assert not NOTHING_TO_LOAD.search(html)
    assert [each for each in set(found.ids) if found.ids.count(each) > 1] == []
    assert set(found.refers) - set(found.ids) == set()
    assert all(link.startswith("http") for link in found.links)


def test_an_etape_that_was_copied_keeps_its_own_ids(course, etapes):
    etapes[0].copy(update_attrs={"slug": "copie", "title": "La copie"}).get_latest_revision().publish()  # fmt: skip

    html = unzipped(bundle.write(content.gather(course))["cmi5"])["index.html"].decode()

    found = References(html)
    assert sorted(set(found.ids)) == sorted(found.ids)


def test_a_link_to_another_etape_stays_inside_and_any_other_leads_to_the_site(
    course, etapes, settings
):
    text = f'<p><a linktype="page" id="{etapes[1].pk}">la suite</a>, <a linktype="page" id="{course.get_parent().pk}">les parcours</a></p>'
    etapes[0].body = [{"type": "text", "value": text}]
    etapes[0].save_revision().publish()

    html = content.gather(course).html

    assert '<a href="#etape-2">la suite</a>' in html
    assert f'href="{settings.WAGTAILADMIN_BASE_URL}/fr/parcours/"' in html


# Wagtail leaves to the collector the file of a picture that it made.
@pytest.mark.filterwarnings("ignore:Exception ignored in. <function SpooledTemp")
def test_a_picture_comes_along_and_a_figure_says_its_version_and_its_day(
    course, etapes
):
    image, figure = factories.SiteImageFactory(), factories.ChiffreCleFactory()
    etapes[0].body = [
        {"type": "image", "value": {"image": {"image": image.pk, "alt_text": "Un nœud", "decorative": False}, "caption": ""}},
        {"type": "figure", "value": figure.pk},
    ]  # fmt: skip
    etapes[0].save_revision().publish()

    package = content.gather(course)
    gc.collect()

    [name] = package.files
    assert name.startswith("images/") and f'src="{name}"' in package.html
    assert "dans sa version\u00a01, du" in package.html
    assert f"/c/{figure.identifier}/" in package.html


def test_what_everybody_may_take_never_says_which_answer_is_right(course):
    public = content.gather(course, corrects=False)
    files = unzipped(bundle.write(public)["hors-ligne"])
    told = files["course.js"].decode() + files["index.html"].decode()

    # The ids of what matches what, the right forms, the target, what is said after.
    for secret in ("dix-sept", "Bien vu", "Exactement", "Elle a les murs", '"right": true', '"target"', '"correct":', "feedback", "is_right", "explanation"):  # fmt: skip
        assert secret not in told, secret
    data = json.loads(told.partition("const COURSE = ")[2].partition(";\n")[0])
    matching = next(each for each in data["activities"] if each["kind"] == "matching")
    assert FIRST not in {option["id"] for option in matching["options"]}
    assert "se corrige sur le site" in told
    assert "hors-ligne" in bundle.write(public)


def test_a_parcours_that_is_too_heavy_is_refused_with_what_weighs_most(
    package, monkeypatch
):
    monkeypatch.setattr(bundle, "MOST", 50_000)

    with pytest.raises(bundle.TooHeavyError) as refused:
        bundle.write(package)

    assert refused.value.size > 50_000
    assert refused.value.heaviest[0][1] >= refused.value.heaviest[-1][1]


def test_an_english_parcours_is_taken_away_in_english(
    course, etapes, english, english_home
):
    for page in (course.get_parent(), course, *etapes):
        factories.translated(page.specific, english)
    there = course.get_translation(english)

    files = unzipped(bundle.write(content.gather(there))["scorm-1-2"])

    html, script = files["index.html"].decode(), files["course.js"].decode()
    assert '<html lang="en">' in html
    assert "Check my answer" in html and "Vérifier ma réponse" not in html
    assert "C’est juste" not in script


def test_a_place_to_fill_in_is_no_percentage():
    said = words("fr")

    assert said["progress"] == "%(done)s étapes sur %(total)s, %(percent)s\u202f%"
    assert not [
        text for text in said.values() if "\u202f%(" in text and "«" not in text
    ]
