"""A figure ready to quote: reference managers, other sites, search engines."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import date
from decimal import Decimal

import bibtexparser
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from tests.made_once import made_once
from vademecum import citing
from vademecum.models import ChiffreCle

HOSTILE = [
    '100 % {des} $maires$ & "guillemets" \\ fin',
    "}}, year = {1900}, x = {",
    "Deux\nlignes\r\nER  - \r\nTY  - BOOK",
    "@book{x, title = {y}} # ~ ^ _ % commentaire",
    "Émoji 😀, « guillemets » et l'apostrophe",
    "<script>alert(1)</script> ]]> &amp;",
    "{",
    "}",
    "\\",
]
NAMED = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    r"\textquotedbl{}": '"',
    **{f"\\{sign}": sign for sign in "$&#%_"},
}


def unescaped(text: str) -> str:
    """What LaTeX prints of a field."""
    signs = "|".join(re.escape(name) for name in NAMED)
    return re.sub(signs, lambda found: NAMED[found[0]], text)


@pytest.fixture
@made_once
def figure(home):
    figure = factories.ChiffreCleFactory(
        identifier="maires", value=Decimal(80), title="Ce qu'en disent les maires"
    )
    figure.value, figure.correction = Decimal(81), "Le tableau 4 avait été mal lu."
    figure.save_revision().publish()
    figure.refresh_from_db()
    return figure


def publish(figure, **fields):
    for name, value in fields.items():
        setattr(figure, name, value)
    figure.save_revision().publish()


def quote(title="Titre", **fields):
    figure = factories.ChiffreCleFactory.build(title=title, locale=None, **fields)
    return citing.Quote(figure, 2, factories.paris(2026, 11, 24, 9), "fr", [])


URL, TODAY = "https://example.org/c/maires/v/2/", date(2026, 12, 1)


# --- Reference managers -----------------------------------------------------------


def read_bibtex(text: str) -> dict:
    library = bibtexparser.parse_string(text)
    assert library.failed_blocks == []
    (entry,) = library.entries
    return {"type": entry.entry_type, "key": entry.key} | {
        name: field.value for name, field in entry.fields_dict.items()
    }


def read_ris(text: str) -> dict:
    (entry,) = rispy.loads(text)
    return entry


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_survives_bibtex(title):
    entry = read_bibtex(citing.bibtex(quote(title), URL, TODAY))

    assert unescaped(entry["title"][1:-1]) == citing.one_line(title)
    assert entry["year"] == "2026"


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_survives_ris(title):
    entry = read_ris(citing.ris(quote(title), URL, TODAY))

    assert entry["title"] == citing.one_line(title)
    assert entry["urls"] == [URL]


@given(st.text(min_size=1, max_size=40).filter(lambda text: citing.one_line(text)))
def test_any_title_survives_all_three(title):
    written = quote(title)

    bib = read_bibtex(citing.bibtex(written, URL, TODAY))
    ris = read_ris(citing.ris(written, URL, TODAY))
    (csl,) = json.loads(citing.csl(written, URL, TODAY))

    assert unescaped(bib["title"][1:-1]) == citing.one_line(title)
    assert ris["title"] == citing.one_line(title)
    assert csl["title"] == citing.one_line(title)


def test_a_bibtex_entry_says_who_what_where_when(client, figure):
    response = client.get("/c/maires/citation.bib")

    entry = read_bibtex(response.content.decode())
    assert response["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="maires-v2.bib"'
    assert entry["type"] == "misc"
    assert entry["author"] == "{Observatoire des partenariats}"
    assert entry["howpublished"] == "Faire alliance, version 2"
    assert entry["url"] == "http://testserver/c/maires/v/2/"
    assert entry["year"] == f"{figure.last_published_at.year}"


def test_a_ris_entry_says_the_same(client, figure):
    response = client.get("/c/maires/citation.ris")

    entry = read_ris(response.content.decode())
    assert response["Content-Type"].startswith("application/x-research-info-systems")
    assert response["Content-Disposition"] == 'attachment; filename="maires-v2.ris"'
    assert entry["type_of_reference"] == "ELEC"
    assert entry["authors"] == ["Observatoire des partenariats"]
    assert entry["secondary_title"] == "Faire alliance"
    assert entry["publisher"] == "Observatoire des partenariats"
    assert entry["urls"] == ["http://testserver/c/maires/v/2/"]


def test_a_csl_item_has_the_shape_that_the_schema_requires(client, figure):
    response = client.get("/c/maires/citation.json")

    (item,) = response.json()
    assert response["Content-Type"].startswith(
        "application/vnd.citationstyles.csl+json"
    )
    assert item["type"] == "webpage" and item["id"] == "maires-v2"
    assert item["author"] == [{"literal": "Observatoire des partenariats"}]
    assert item["container-title"] == "Faire alliance"
    assert item["URL"] == "http://testserver/c/maires/v/2/"
    for name in ("issued", "accessed"):
        ((year, month, day),) = item[name]["date-parts"]
        assert date(year, month, day)


@pytest.mark.parametrize("form", ["bib", "ris", "json"])
def test_a_version_is_cited_as_it_was_even_without_its_figure(client, figure, form):
    figure.delete()

    now = client.get(f"/c/maires/citation.{form}")
    then = client.get(f"/c/maires/v/1/citation.{form}")

    assert now.status_code == 404
    assert "80 %" in then.content.decode().replace("\\%", "%")
    assert "/c/maires/v/1/" in then.content.decode()


def test_a_version_speaks_french_and_says_so_since_no_english_of_it_is_sealed(
    client, figure, english
):
    factories.translated(figure, english, title="What mayors say")

    response = client.get("/c/maires/v/2/citation.json?lang=en")

    (item,) = response.json()
    assert item["title"] == "Ce qu'en disent les maires"
    assert item["language"] == response["Content-Language"] == "fr"


def test_a_reference_speaks_the_language_asked_for(client, figure, english):
    factories.translated(figure, english, title="What mayors say")

    (item,) = client.get("/c/maires/citation.json?lang=en").json()

    assert item["title"] == "What mayors say"
    assert item["language"] == "en"
    assert item["abstract"].startswith("81% ")


@pytest.mark.parametrize(
    "path",
    [
        "/c/maires/citation.docx",
        "/c/maires/citation.",
        "/c/autre/citation.bib",
        "/c/maires/v/9/citation.bib",
        f"/c/maires/v/{10**30}/citation.ris",
    ],
)
def test_what_cannot_be_cited_is_not_found(client, figure, path):
    assert client.get(path, follow=True).status_code == 404


# --- The page of a figure ---------------------------------------------------------


def metas(html: str) -> dict:
    found = re.findall(r'<meta name="(citation_\w+)" content="([^"]*)"', html)
    return dict(found)


def test_reference_managers_read_the_page(client, figure):
    html = client.get("/c/maires/?lang=fr").content.decode()

    found = metas(html)
    assert found["citation_title"] == "Ce qu&#x27;en disent les maires"
    assert found["citation_public_url"] == "http://testserver/c/maires/v/2/"
    assert found["citation_publisher"] == "Observatoire des partenariats"
    assert found["citation_language"] == "fr"
    assert re.fullmatch(r"\d{4}/\d\d/\d\d", found["citation_publication_date"])


def test_reference_managers_read_a_version_too(client, figure):
    found = metas(client.get("/c/maires/v/1/").content.decode())

    assert found["citation_title"] == "Ce qu&#x27;en disent les maires"
    assert found["citation_author"] == "Observatoire des partenariats"
    assert found["citation_language"] == "fr"
    assert re.fullmatch(r"\d{4}/\d\d/\d\d", found["citation_publication_date"])


def test_the_text_to_paste_names_the_version(client, figure, english):
    factories.translated(figure, english, counts="of mayors agree")

    html = client.get("/c/maires/?lang=fr").content.decode()

    quotations = re.findall(r'<blockquote class="citation".*?</blockquote>', html, re.S)
    assert len(quotations) == 2
    assert all("http://testserver/c/maires/v/2/" in text for text in quotations)
    assert "81%" in quotations[1] and "of mayors agree" in quotations[1]


def test_the_page_offers_what_to_paste(client, figure):
    html = client.get("/c/maires/?lang=fr").content.decode()

    assert "&lt;blockquote cite=&quot;http://testserver/c/maires/v/2/&quot;" in html
    assert (
        "&lt;iframe src=&quot;http://testserver/c/maires/carte/?lang=fr&quot;" in html
    )


def test_one_copies_the_languages_that_the_figure_is_written_in(
    client, figure, english
):
    only_french = client.get("/c/maires/?lang=fr").content.decode()
    factories.translated(figure, english, title="What mayors say")
    both = client.get("/c/maires/?lang=fr").content.decode()

    assert 'data-copy="citation-fr"' in only_french
    assert "citation-en" not in only_french
    assert 'id="citation-en"' in both
    assert 'data-copy="citation-en" data-done="Copié"' in both


def test_english_quotation_marks_inside_others_are_single(client, figure, english):
    publish(figure, counts="des maires parlent de « devoir d'alliance »")
    factories.translated(
        figure, english, counts="of mayors speak of a “duty of alliance”"
    )

    html = client.get("/c/maires/?lang=en").content.decode()

    assert ">“81% of mayors speak of a ‘duty of alliance’.” Source:" in html
    assert "</span> of mayors speak of a “duty of alliance”</h1>" in html
    assert "devoir d’alliance\u202f»" in html


# --- oEmbed -----------------------------------------------------------------------

FIGURE = "http://testserver/c/maires/"


def embed(client, **parameters):
    return client.get("/oembed/", parameters)


def test_an_oembed_answer_is_a_quotation_without_script(client, figure):
    answer = embed(client, url=FIGURE).json()

    assert answer["type"] == "rich" and answer["version"] == "1.0"
    assert answer["provider_name"] == "Faire alliance"
    assert answer["html"].startswith(f'<blockquote cite="{FIGURE}v/2/"')
    assert "<script" not in answer["html"] and " style=" not in answer["html"]
    assert "81\u202f%" in answer["html"]
    assert "Le tableau 4" in answer["html"]


def test_the_address_of_a_version_stays_at_that_version(client, figure):
    answer = embed(client, url=f"{FIGURE}v/1/").json()

    assert "80\u202f%" in answer["html"]
    assert f'cite="{FIGURE}v/1/"' in answer["html"]


def test_an_oembed_answer_follows_the_figure(client, figure):
    publish(figure, value=Decimal(82))

    assert "82\u202f%" in embed(client, url=FIGURE).json()["html"]
    assert "81\u202f%" in embed(client, url=f"{FIGURE}v/2/").json()["html"]


def test_an_oembed_answer_speaks_the_language_of_the_address(client, figure, english):
    factories.translated(figure, english, title="What mayors say")

    answer = embed(client, url=f"{FIGURE}?lang=en").json()

    assert answer["title"] == "What mayors say"
    assert "81%" in answer["html"] and 'lang="en"' in answer["html"]


def test_the_english_page_is_embedded_in_english(client, figure, english):
    factories.translated(figure, english, title="What mayors say")
    html = client.get("/c/maires/?lang=en").content.decode()

    for address in re.findall(r'"(http://testserver/oembed/[^"]+)"', html):
        answer = client.get(address.replace("&amp;", "&"), headers={"accept": "*/*"})
        assert "What mayors say" in answer.content.decode()
        assert answer["Content-Language"] == "en"


@pytest.mark.parametrize("address", [FIGURE, f"{FIGURE}v/1/"])
def test_an_address_is_the_same_without_its_last_slash(client, figure, address):
    answer = embed(client, url=address.removesuffix("/"))

    assert answer.status_code == 200
    assert answer.json() == embed(client, url=address).json()


def test_a_refusal_is_read_with_its_accents(client, figure):
    refusal = embed(client)

    assert refusal["Content-Type"] == "text/plain; charset=utf-8"
    assert "…" in refusal.content.decode()


def test_an_english_quotation_has_no_space_before_its_colon(client, figure, english):
    factories.translated(figure, english, title="What mayors say")

    html = embed(client, url=f"{FIGURE}?lang=en").json()["html"]

    assert "Corrected on <time" in html
    assert "</time>: " in html


def test_xml_says_the_same_as_json(client, figure):
    publish(figure, title="<&> \x0b 😀 ]]>")

    response = embed(client, url=FIGURE, format="xml")

    root = ET.fromstring(response.content)
    answer = embed(client, url=FIGURE).json()
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert root.tag == "oembed"
    assert {child.tag: child.text for child in root} == {
        name: str(value) for name, value in answer.items()
    }


def test_a_hostile_title_is_text_in_the_quotation(client, figure):
    publish(
        figure, counts="</p><script>alert(1)</script>", source_title='"><img src=x>'
    )

    html = embed(client, url=FIGURE).json()["html"]

    assert "<script" not in html and "<img" not in html


def test_a_pinned_quotation_says_what_its_version_corrected(client, figure):
    publish(figure, caveat="Sur 500 personnes.")

    for number in (2, 3):
        html = embed(client, url=f"{FIGURE}v/{number}/").json()["html"]

        assert "<del>80\u202f%</del> → <ins>81\u202f%</ins>" in html


def test_a_pinned_quotation_says_what_was_corrected_in_it_since(client, figure):
    publish(figure, value=Decimal(79), correction="Un maire avait répondu deux fois.")

    first, second = (
        embed(client, url=f"{FIGURE}v/{number}/").json()["html"] for number in (1, 2)
    )

    assert "<strong>80\u202f%</strong>" in first
    assert re.findall("<(?:del|ins)>([0-9]+)", first) == ["80", "81", "81", "79"]
    assert first.index("Le tableau 4") < first.index("Un maire")
    assert "<strong>81\u202f%</strong>" in second
    assert re.findall("<(?:del|ins)>([0-9]+)", second) == ["81", "79"]


def test_a_small_place_is_respected(client, figure):
    answer = embed(client, url=FIGURE, maxwidth="320", maxheight="100").json()
    wide = embed(client, url=FIGURE, maxwidth="99999999999999", maxheight="").json()

    assert (answer["width"], answer["height"]) == (320, 100)
    assert (wide["width"], wide["height"]) == (600, 240)


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({}, 400),
        ({"url": ""}, 400),
        ({"url": FIGURE, "maxwidth": "large"}, 400),
        ({"url": FIGURE, "maxwidth": "0"}, 400),
        ({"url": FIGURE, "maxheight": "-1"}, 400),
        ({"url": FIGURE, "maxheight": "²"}, 400),
        ({"url": FIGURE, "format": "yaml"}, 501),
        ({"url": "http://testserver/"}, 404),
        ({"url": "http://testserver/c/"}, 404),
        ({"url": "http://testserver/c/autre/"}, 404),
        ({"url": "http://testserver/c/maires/v/9/"}, 404),
        ({"url": "http://testserver/c/maires/carte/"}, 404),
        ({"url": "http://example.org/c/maires/"}, 404),
        ({"url": "ftp://testserver/c/maires/"}, 404),
        ({"url": "http://[/c/maires/"}, 404),
        ({"url": "javascript:alert(1)"}, 404),
        ({"url": "\x00"}, 404),
        ({"url": "http://testserver/c/maires\x00/"}, 404),
    ],
)
def test_bad_questions_have_the_status_of_the_specification(
    client, figure, parameters, status
):
    assert embed(client, **parameters).status_code == status


def test_the_page_says_that_it_can_be_embedded(client, figure):
    html = client.get("/c/maires/?lang=fr").content.decode()

    (address,) = re.findall(
        r'<link rel="alternate" type="application/json\+oembed"[^>]* href="([^"]+)"',
        html,
    )
    answer = client.get(address.replace("&amp;", "&").removeprefix("http://testserver"))
    assert answer.json()["title"] == "Ce qu'en disent les maires"


@pytest.mark.parametrize("path", ["", "carte/", "citation.bib", "citation.json"])
def test_an_answer_says_the_language_it_is_in(client, figure, english, path):
    factories.translated(figure, english, title="What mayors say")

    for language in ("fr", "en"):
        answer = client.get(f"/c/maires/{path}", {"lang": language})
        assert answer["Content-Language"] == language


def test_a_title_has_the_colon_of_its_language(client, figure, english):
    factories.translated(figure, english, title="What mayors say")

    french = client.get("/c/maires/?lang=fr").content.decode()
    in_english = client.get("/c/maires/?lang=en").content.decode()

    assert "<title>81\u202f%\u202f: Ce qu’en disent les maires" in french
    assert "<title>81%: What mayors say" in in_english


# --- The card ---------------------------------------------------------------------


def test_the_card_shows_the_figure_today_and_its_correction(client, figure):
    response = client.get("/c/maires/carte/?lang=fr")

    html = response.content.decode()
    assert "81" in html and "Observatoire des partenariats" in html
    assert "Corrigé le" in html
    assert "<script" not in html
    assert response.cookies == {}


def test_only_the_card_may_be_framed_by_others(client, figure):
    card = client.get("/c/maires/carte/")
    page = client.get("/c/maires/")

    assert "X-Frame-Options" not in card
    assert "frame-ancestors *" in card["Content-Security-Policy"]
    assert "default-src 'self'" in card["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]


def test_the_card_of_a_withdrawn_figure_says_so_in_its_frame(client, figure):
    ChiffreCle.objects.get().unpublish()

    card = client.get("/c/maires/carte/")

    assert card.status_code == 410
    assert "a été retiré" in card.content.decode()
    assert "81" not in card.content.decode()
    assert "X-Frame-Options" not in card


@pytest.mark.parametrize("path", ["citation.bib", "partage-fr-0.png"])
def test_a_withdrawn_figure_is_not_quoted_as_it_is_today(client, figure, path):
    ChiffreCle.objects.get().unpublish()

    assert client.get(f"/c/maires/{path}").status_code == 404
    assert client.get("/c/maires/v/2/citation.bib").status_code == 200
    assert embed(client, url=FIGURE).status_code == 404


def test_the_card_of_what_never_was_is_not_found(client, home):
    assert client.get("/c/maires/carte/").status_code == 404
