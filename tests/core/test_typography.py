"""Editors type plain spaces; readers see fine ones, and nothing else moves."""

import unicodedata

import pytest
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from core.typography import typeset, typeset_html

NARROW, NO_BREAK = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Pourquoi ?", f"Pourquoi{NARROW}?"),
        ("Agir : comment ; avec qui !", f"Agir{NARROW}: comment{NARROW}; avec qui{NARROW}!"),
        ("81 %", f"81{NARROW}%"),
        ("1 000", f"1{NARROW}000"),
        ("12 345 678 euros", f"12{NARROW}345{NARROW}678 euros"),
        ("3 M€ et 5 €", f"3{NARROW}M€ et 5{NARROW}€"),
        ("12 h 30", f"12{NARROW}h{NARROW}30"),
        ("« ODD 17 »", f"«{NARROW}ODD{NO_BREAK}17{NARROW}»"),
        ("«ODD 17»", f"«{NARROW}ODD{NO_BREAK}17{NARROW}»"),
        ("« il dit « oui » »", f"«{NARROW}il dit «{NARROW}oui{NARROW}»{NARROW}»"),
        ("le 1er jour", "le 1ᵉʳ jour"),
        ("la 1re et la 2e, au XXIe", "la 1ʳᵉ et la 2ᵉ, au XXIᵉ"),
        ("la 1ère et la 2ème", "la 1ʳᵉ et la 2ᵉ"),
        ("l'alliance d'un « nous »", f"l’alliance d’un «{NARROW}nous{NARROW}»"),
        ("dans l'", "dans l’"),  # the rest is a link
        ("Étape 2, mesure 7", f"Étape{NO_BREAK}2, mesure{NO_BREAK}7"),
        ("du 26 mai au 1er juin 2026", f"du 26{NO_BREAK}mai au 1ᵉʳ{NO_BREAK}juin 2026"),
        ("le 1 mai, le 21 mai", f"le 1ᵉʳ{NO_BREAK}mai, le 21{NO_BREAK}mai"),
        ("le 26 maillons, 2026 mars", "le 26 maillons, 2026 mars"),
        ("en 2020 s'ouvre", "en 2020 s’ouvre"),  # no seconds
        ("une étude pour Le RAMEAU", f"une étude pour Le{NO_BREAK}RAMEAU"),
        ("M. Dupont, n° 12", f"M.{NO_BREAK}Dupont, n°{NO_BREAK}12"),
    ],
)  # fmt: skip
def test_french_is_printed_as_french(typed, printed):
    assert typeset(typed, "fr") == printed


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/a?b=c;d",
        "14:30",
        "06 12 34 56 78",
        "/attestation/1234567e-01c9-457e-b186-24c6d860012e/",
        "",
    ],
)
def test_what_wants_no_fine_space_gets_none(text):
    assert typeset(text, "fr") == text


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("2020-2022", "2020–2022"),
        ("(1914-1918), 2019-2020.", "(1914–1918), 2019–2020."),
        ("2020–2022", "2020–2022"),
        ("https://example.org/2020-2022/a", "https://example.org/2020-2022/a"),
        ("feuille-2020-2022, 2020-2022.pdf", "feuille-2020-2022, 2020-2022.pdf"),
        ("2026-11-27, 9999-2020, 2020-2022-b", "2026-11-27, 9999-2020, 2020-2022-b"),
    ],
)
def test_years_are_tied_by_a_dash(typed, printed, language):
    assert typeset(typed, language) == printed


def test_english_keeps_its_own_rules():
    assert typeset("Why? 81% of 1,000: it's the 1st", "en") == (
        "Why? 81% of 1,000: it’s the 1st"
    )
    assert typeset("the partners' own, in 5' and 12 May", "en") == (
        "the partners’ own, in 5' and 12 May"
    )


FRENCH = st.text(
    st.sampled_from([*"abehrsmODXIV01279«»:;!?%€'’.,-()&<>\n ", NO_BREAK, NARROW])
)


@given(FRENCH | st.text(), st.sampled_from(["fr", "en"]))
def test_typesetting_twice_changes_nothing_more(text, language):
    once = typeset(text, language)

    assert typeset(once, language) == once


def letters_and_digits(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


@given(FRENCH, st.sampled_from(["fr", "en"]))
def test_no_letter_and_no_digit_is_changed(text, language):
    # Raised letters (1ᵉʳ) are the same letters: NFKC brings them back.
    assert letters_and_digits(typeset(text, language)) == letters_and_digits(text)


@given(st.text(st.sampled_from("<>abp/!-\"'= «»:?é&;1 ")))
def test_broken_html_never_breaks_it(html):
    typeset_html(html, "fr")


@pytest.mark.parametrize(
    "html",
    [
        '<a href="/x?a=1 ;b" title="Pourquoi ?">x</a>',
        "<script>let x = a ? 'b' : 'c' ;</script>",
        "<style>a { color : red ; }</style>",
        "<textarea>Ma réponse : l'alliance !</textarea>",
        "<code>a ? b : c</code>",
        "<!-- Quoi ? -->",
        '<p lang="en">What ? Me !</p>',
        '<p lang="en-GB">What ? Me !</p>',
        '<div lang="en"><p>One <b>two</b> ?</p> three ?</div>',
        "<pre><code>a ? b</code> : c</pre>",
        '<a title="a > b ?">x</a>',
    ],
)
def test_attributes_scripts_code_and_other_languages_are_left_alone(html):
    assert typeset_html(html, "fr") == html


def test_after_an_element_in_english_french_comes_back():
    html = typeset_html('<p><i lang="en">What ?</i> <b>Quoi ?</b></p>', "fr")

    assert html == f'<p><i lang="en">What ?</i> <b>Quoi{NARROW}?</b></p>'


def test_an_element_in_french_is_french_on_an_english_page():
    html = typeset_html('<p>Why ? <q lang="fr">Pourquoi ?</q></p>', "en")

    assert html == f'<p>Why ? <q lang="fr">Pourquoi{NARROW}?</q></p>'


def test_code_inside_an_english_element_does_not_end_it():
    html = '<div lang="en"><pre><code>x</code></pre> what ?</div>'

    assert typeset_html(html, "fr") == html


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Lire <a>la fiche</a> : tout", f"Lire <a>la fiche</a>{NARROW}: tout"),
        ("« <em>alliance</em> »", f"«{NARROW}<em>alliance</em>{NARROW}»"),
        ("<b>81</b> %", f"<b>81</b>{NARROW}%"),
    ],
)
def test_a_mark_after_an_element_gets_its_fine_space_too(typed, printed):
    assert typeset_html(typed, "fr") == printed


def test_entities_stay_entities():
    html = typeset_html("L&#x27;alliance &amp; l&#39;ODD &lt;17&gt; ?", "fr")

    assert html == f"L’alliance &amp; l’ODD &lt;17&gt;{NARROW}?"


def test_void_elements_open_nothing():
    html = typeset_html('<p lang="en"><img src="a" alt="?"><br>Me ?</p><p>Moi ?</p>', "fr")  # fmt: skip

    assert html == (
        f'<p lang="en"><img src="a" alt="?"><br>Me ?</p><p>Moi{NARROW}?</p>'
    )


def test_the_narrow_space_is_seen_in_headings_too():
    font = TTFont(finders.find("fonts/bricolage.woff2"))
    width, _ = font["hmtx"][font.getBestCmap()[ord(NARROW)]]

    assert 1 / 7 < width / font["head"].unitsPerEm < 1 / 4
