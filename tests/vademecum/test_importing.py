"""What a document becomes, before anything is written."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.vademecum.documents import (
    NAMESPACES,
    footnotes,
    item,
    link,
    note_mark,
    paragraph,
    picture,
    relation,
    run,
    table,
    title,
    word,
    zipped,
)
from vademecum import importing
from vademecum.importing import Refused, package


def blocks(content, name="document.docx") -> list[tuple[str, object]]:
    """The blocks of a document that makes one fiche."""
    (draft,) = importing.read(name, content).drafts
    return [(block["type"], block["value"]) for block in draft.body]


def markdown(text: str):
    return blocks(text.encode(), "document.md")


def said(outcome) -> str:
    """All that the report says."""
    remarks = [*outcome.remarks, *(r for d in outcome.drafts for r in d.remarks)]
    return "\n".join(f"{remark.place} : {remark.message}" for remark in remarks)


def everything(outcome) -> str:
    """All that was kept or reported."""
    words = (word for draft in outcome.drafts for word in draft.words())
    return "\n".join([*words, said(outcome)])


# --- Fiches and blocks ------------------------------------------------------------


def test_each_heading_1_of_a_word_document_opens_a_fiche():
    content = word(
        title("L'alliance"), paragraph("Un."), title("Le territoire"), paragraph("Deux.")
    )  # fmt: skip

    drafts = importing.read("a.docx", content).drafts

    assert [draft.title for draft in drafts] == ["L'alliance", "Le territoire"]
    assert [draft.body[0]["value"] for draft in drafts] == ["<p>Un.</p>", "<p>Deux.</p>"]  # fmt: skip


def test_headings_lists_and_emphasis_of_word_become_blocks():
    content = word(
        title("L'alliance"),
        paragraph("Agir ", run("ensemble", "<w:b/>"), run(" ici", "<w:i/>")),
        title("Ce qui change", 2),
        item("Un"),
        item("Deux", level=1),
        title("Un détail", 3),
        paragraph("Le 6", run("e", '<w:vertAlign w:val="superscript"/>')),
    )

    assert blocks(content) == [
        ("text", "<p>Agir <b>ensemble</b><i> ici</i></p>"),
        ("heading", "Ce qui change"),
        ("text", "<ul><li>Un<ul><li>Deux</li></ul></li></ul><h3>Un détail</h3><p>Le 6<sup>e</sup></p>"),
    ]  # fmt: skip


def test_a_list_in_the_style_that_word_gives_to_lists_is_a_list():
    style = "Paragraphedeliste"
    content = word(
        title("L'alliance"),
        item("Un", style=style),
        item("Deux", level=1, style=style),
        item("Trois", style=style),
        paragraph("Après.", style=style),
    )

    outcome = importing.read("a.docx", content)

    (draft,) = outcome.drafts
    assert draft.body[0]["value"] == (
        "<ul><li>Un<ul><li>Deux</li></ul></li><li>Trois</li></ul><p>Après.</p>"
    )
    assert said(outcome) == ""


def test_a_numbered_heading_stays_a_heading():
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    content = word(
        paragraph("L'alliance", style="Titre1", properties=numbered), paragraph("Un.")
    )

    (draft,) = importing.read("a.docx", content).drafts

    assert draft.title == "L'alliance"


def test_headings_lists_and_emphasis_of_markdown_become_blocks():
    text = "# L'alliance\n\nAgir **ensemble** *ici*\n\n## Ce qui change\n\n1. Un\n   - Deux\n\n### Un détail\n\nLe 6^{e}"

    assert markdown(text) == [
        ("text", "<p>Agir <b>ensemble</b> <i>ici</i></p>"),
        ("heading", "Ce qui change"),
        ("text", "<ol><li>Un<ul><li>Deux</li></ul></li></ol><h3>Un détail</h3><p>Le 6<sup>e</sup></p>"),
    ]  # fmt: skip


def test_a_document_without_heading_takes_its_own_title_or_its_name():
    named = importing.read("Le bilan.md", b"Un texte.")
    titled = importing.read("a.docx", word(paragraph("Le bilan final", style="Titre"), paragraph("Un texte.")))  # fmt: skip

    assert [draft.title for draft in named.drafts] == ["Le bilan"]
    assert "n'a pas de titre" in said(named)
    assert [draft.title for draft in titled.drafts] == ["Le bilan final"]


@pytest.mark.parametrize("end", ["---", "..."])
def test_what_other_software_writes_before_a_text_is_no_fiche(end):
    front = f'---\ntitle: "Un guide"\nauthor: Camille\ntags:\n  - odd17\n{end}\n'

    alone = importing.read("a.md", f"{front}\nDu texte.".encode())
    with_a_heading = importing.read(
        "a.md", f"{front}# L'alliance\n\nDu texte.".encode()
    )

    for outcome, name in ((alone, "Un guide"), (with_a_heading, "L'alliance")):
        (draft,) = outcome.drafts
        assert draft.title == name
        assert draft.body == [{"type": "text", "value": "<p>Du texte.</p>"}]
        assert "author: Camille ; tags: ; - odd17" in said(outcome)


def test_a_rule_that_opens_a_text_is_no_header():
    assert markdown("---\nDu texte\n\n---\n\nSuite") == [
        ("text", "<p>Du texte</p><p>Suite</p>")
    ]


def test_a_title_too_long_is_told_in_full_under_its_beginning():
    long = "Faire alliance " * 30

    outcome = importing.read("a.md", f"# {long}\n\nDu texte.".encode())

    (draft,) = outcome.drafts
    (remark,) = draft.remarks
    assert remark.place == draft.title and draft.title.endswith("…")
    assert long.strip() in remark.message


def test_a_quotation_becomes_a_block_that_asks_for_its_author():
    outcome = importing.read("a.docx", word(title("A"), paragraph("Faire confiance.", style="Citation")))  # fmt: skip

    (block,) = outcome.drafts[0].body
    assert block["type"] == "quotation"
    assert block["value"]["text"] == "Faire confiance."
    assert "donnez son auteur" in said(outcome)


def test_short_notes_become_the_sources_of_their_fiche():
    notes = footnotes(paragraph("Bilan d'un an, https://example.org/bilan"), paragraph("Étude de 2020"))  # fmt: skip
    content = word(
        title("Une"),
        paragraph("Un fait", note_mark(1), "."),
        title("Deux"),
        paragraph("Un autre", note_mark(2), "."),
        parts={"word/footnotes.xml": notes},
    )

    first, second = importing.read("a.docx", content).drafts

    assert first.body[0]["value"] == "<p>Un fait<sup>1</sup>.</p>"
    assert second.body[0]["value"] == "<p>Un autre<sup>1</sup>.</p>"
    (source,) = first.body[1]["value"]
    assert source["title"] == "Bilan d'un an, https://example.org/bilan"
    assert source["url"] == "https://example.org/bilan"
    assert second.body[1]["value"][0]["title"] == "Étude de 2020"


def test_a_long_note_makes_them_all_numbered_notes():
    long = "Une note. " * 40
    text = f"# A\n\nUn fait[^a], un autre[^b].\n\n[^a]: {long}\n[^b]: Brève."

    kinds = markdown(text)

    assert kinds[0] == ("text", "<p>Un fait<sup>1</sup>, un autre<sup>2</sup>.</p>")
    assert kinds[1] == ("heading", "Notes")
    assert kinds[2] == ("text", f"<ol><li>{long.strip()}</li><li>Brève.</li></ol>")


def test_a_note_keeps_its_paragraphs_wherever_it_is_written():
    text = (
        "# A\n\nUn fait[^1].\n\n# B\n\nFin.\n\n"
        "[^1]: Une étude,\n    de 2020.\n\n    Elle est **épuisée**.\n\nAprès."
    )

    first, second = importing.read("a.md", text.encode()).drafts

    assert first.body[1]["value"][0]["title"] == "Une étude, de 2020. Elle est épuisée."
    assert second.body == [{"type": "text", "value": "<p>Fin.</p><p>Après.</p>"}]


def test_what_is_lowered_is_not_told_as_missing():
    lowered = word(title("A"), paragraph("H", run("2", '<w:vertAlign w:val="subscript"/>'), "O."))  # fmt: skip

    outcome = importing.read("a.docx", lowered)

    assert outcome.drafts[0].body[0]["value"] == "<p>H₂O.</p>"
    assert "en entier" not in said(outcome)
    assert markdown("# A\n\nDu ~~vieux~~ texte.") == [
        ("text", "<p>Du vieux texte.</p>")
    ]


def test_a_table_becomes_a_list_of_its_rows_and_the_report_says_so():
    content = word(title("A"), table(["Année", "Part"], ["2020", "81 %"], ["2022", ""], header=True))  # fmt: skip
    outcome = importing.read("a.docx", content)

    assert outcome.drafts[0].body[0]["value"] == (
        "<ul><li>Année : 2020 ; Part : 81 %</li><li>Année : 2022 ; Part : —</li></ul>"
    )
    assert "tableau de 3 lignes" in said(outcome)


def test_a_picture_keeps_its_place_its_alternative_text_and_its_caption():
    content = word(
        title("A"),
        paragraph("Avant"),
        paragraph(picture(alt="Deux nœuds")),
        paragraph("Un nœud", style="Lgende"),
        paragraph("Après"),
    )

    kinds = blocks(content)

    assert [kind for kind, _value in kinds] == ["text", "image", "text"]
    assert kinds[1][1]["image"]["alt_text"] == "Deux nœuds"
    assert kinds[1][1]["caption"] == "Un nœud"


def test_links_are_kept_when_they_are_safe_and_reported_when_not():
    relations = relation("rGood", "hyperlink", "https://example.org/a", True)
    relations += relation("rBad", "hyperlink", "javascript:alert(1)", True)
    content = word(
        title("A"),
        paragraph(link("le site", "rGood"), link("le piège", "rBad")),
        relations=relations,
    )
    outcome = importing.read("a.docx", content)

    assert outcome.drafts[0].body[0]["value"] == (
        '<p><a href="https://example.org/a">le site</a>le piège</p>'
    )
    assert "lien « le piège » non repris" in said(outcome)
    assert "adresse de lien non admise : javascript:alert(1)" in said(outcome)


# --- What cannot be kept is said --------------------------------------------------


def test_what_word_says_beside_the_text_is_in_the_report_with_its_place():
    comments = f'<w:comments {NAMESPACES}><w:comment w:id="7" w:author="Camille">{paragraph("À vérifier")}</w:comment></w:comments>'
    content = word(
        title("A"),
        paragraph(
            "Le texte",
            '<w:r><w:commentReference w:id="7"/></w:r>',
            "<w:del><w:r><w:delText>ancien mot</w:delText></w:r></w:del>",
            f"<w:ins>{run('mot nouveau')}</w:ins>",
            "<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>",
        ),
        paragraph("Barré", style="Inconnu"),
        parts={
            "word/comments.xml": comments,
            "word/header1.xml": f"<w:hdr {NAMESPACES}>{paragraph('Confidentiel')}</w:hdr>",
        },
    )

    report = said(importing.read("a.docx", content))

    assert "paragraphe 2, « Le textemot nouveau »" in report
    assert "commentaire non repris : « À vérifier » (Camille)" in report
    assert "la suppression de « ancien mot »" in report
    assert "l'ajout de « mot nouveau »" in report
    assert "équation non reprise : « a=b »" in report
    assert "en-tête : non repris : « Confidentiel »" in report
    assert "le style « Inconnu » est inconnu" in report


def test_the_hyphens_of_word_are_no_missing_words():
    content = word(
        title("A"),
        paragraph(
            "<w:r><w:t>La co</w:t><w:noBreakHyphen/><w:t>construction.</w:t></w:r>"
        ),
        paragraph(
            "<w:r><w:t>Une al</w:t><w:softHyphen/><w:t>lian\u00adce.</w:t></w:r>"
        ),
        paragraph("<w:r><w:t>Un</w:t><w:cr/><w:t>Deux</w:t></w:r>"),
    )

    outcome = importing.read("a.docx", content)

    assert outcome.drafts[0].body[0]["value"] == (
        "<p>La co\u2011construction.</p><p>Une alliance.</p><p>Un<br/>Deux</p>"
    )
    assert said(outcome) == ""


def test_what_word_hides_is_told():
    hidden, shown = run(" et non.", "<w:vanish/>"), run(" ici", '<w:vanish w:val="0"/>')

    outcome = importing.read(
        "a.docx", word(title("A"), paragraph("Oui", shown, hidden))
    )

    assert "texte masqué dans Word, repris : « et non. »" in said(outcome)
    assert "« ici »" not in said(outcome)


def test_a_text_box_that_word_repeats_for_older_readers_is_kept_once():
    box = f"<w:txbxContent>{paragraph('Dans un cadre')}</w:txbxContent>"
    content = word(
        title("A"),
        paragraph(
            "Le texte",
            f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
        ),
    )
    outcome = importing.read("a.docx", content)

    assert outcome.drafts[0].body[0]["value"].count("Dans un cadre") == 1
    assert said(outcome).count("zone de texte") == 1


def test_a_picture_of_another_host_is_reported_and_never_fetched():
    relations = relation("rFar", "image", "https://example.org/a.png", outside=True)
    content = word(
        title("A"),
        paragraph("Le texte", picture("rFar", attribute="link"), picture("rFar")),
        relations=relations,
    )
    outcome = importing.read("a.docx", content)

    assert outcome.pictures == []
    assert "https://example.org/a.png" in said(outcome)


def test_html_in_markdown_stays_text():
    outcome = importing.read("a.md", b"# A\n\n<script>alert(1)</script> [x](javascript:alert(1))\n")  # fmt: skip

    assert "&lt;script&gt;" in outcome.drafts[0].body[0]["value"]
    assert "<script" not in outcome.drafts[0].body[0]["value"]
    assert "<a" not in outcome.drafts[0].body[0]["value"]
    assert "ligne 3 : du code HTML est resté en toutes lettres" in said(outcome)


# --- What is refused --------------------------------------------------------------

DOCTYPE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
BODY = paragraph("Un texte")
OVERRIDES = {
    "a program": ({"word/vbaProject.bin": b"x"}, "macros"),
    "the type of a document with programs": (
        {"[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'},
        "macros",
    ),
    "an external entity": (
        {"word/document.xml": f"{DOCTYPE}<w:document {NAMESPACES}><w:body>&x;</w:body></w:document>"},
        "« word/document.xml » de ce document déclare des entités",
    ),
    "an entity in another alphabet": (
        {"word/styles.xml": f'<?xml version="1.0" encoding="utf-16"?>{DOCTYPE}<a/>'.encode("utf-16")},
        "« word/styles.xml » de ce document déclare des entités",
    ),
    "a broken part": ({"word/styles.xml": "<a><b></a>"}, "« word/styles.xml », ligne 1"),
    "a part of zeros": ({"word/media/image2.png": bytes(40_000_000)}, "« word/media/image2.png » de ce document est démesurée"),
    "deep XML": (
        {"word/document.xml": "<a>" * 5000 + "</a>" * 5000},
        "« word/document.xml » de ce document est démesurée",
    ),
    "deep tables": (
        {"word/document.xml": f"<w:document {NAMESPACES}><w:body>" + "<w:tbl><w:tr><w:tc>" * 60 + BODY + "</w:tc></w:tr></w:tbl>" * 60 + "</w:body></w:document>"},
        "imbrique trop",
    ),
    "a merge of no number": (
        {"word/document.xml": f'<w:document {NAMESPACES}><w:body><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="x"/></w:tcPr>{BODY}</w:tc></w:tr></w:tbl></w:body></w:document>'},
        "endommagé",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("parts", "why"), OVERRIDES.values(), ids=OVERRIDES.keys())
def test_a_hostile_word_document_is_refused_with_the_name_of_the_part(parts, why):
    with pytest.raises(Refused, match=why):
        importing.read("a.docx", word(BODY, parts=parts))


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.docx", b"PK ceci n'est pas un zip", "endommagé"),
        ("a.docx", word(BODY)[:-200], "endommagé"),
        ("a.docx", zipped({"a.txt": "x"}), r"\[Content_Types\]"),
        ("a.docx", package.OLD_CONTAINER + b"WordDocument", "ancien format"),
        ("a.docx", package.OLD_CONTAINER + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        ("a.docx", word(), "aucun texte"),
        ("a.docx", b"", "vide"),
        ("a.docx", b"P" * (20 * 1024 * 1024 + 1), "20 Mo"),
        ("a.docm", word(BODY), "macros"),
        ("a.odt", b"x", "« .docx »"),
        ("a.pdf", b"x", "Markdown"),
        ("a.md", "# Été".encode("latin-1"), "Ligne 1 : .* UTF-8"),
        ("a.md", b" \n ", "vide"),
        ("a.md", b"---\n", "aucun texte"),
        ("a.md", b"x" * (1024 * 1024 + 1), "1 Mo"),
        ("a.md", b"# Titre\n\nTexte\n\n" * 51, "51 fiches"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_refused(name, content, why):
    with pytest.raises(Refused, match=why):
        importing.read(name, content)


def test_a_document_that_lies_about_its_size_is_refused():
    content = word(BODY, parts={"word/theme.xml": "<a>" + "b" * 5000 + "</a>"})
    size = (5007).to_bytes(4, "little")
    assert content.count(size) == 2

    with pytest.raises(Refused, match="endommagé"):
        importing.read("a.docx", content.replace(size, (10).to_bytes(4, "little")))


# --- Whatever the document --------------------------------------------------------

WORDS = st.text("abcdefghijklmnop", min_size=4, max_size=9)
MARKUP = st.sampled_from(["# {}", "## {}", "### {}", "#### {}", "- {}", "  - {}", "1. {}", "> {}", "**{}**", "a | {}\n--|--\nb | c", "    {}", "```\n{}\n```", "[{}](http://a.fr)", "[{}](javascript:a)", "![{}](a.png)", "[^1]: {}", "mot[^1] {}", "^{{{}}}", "<b>{}</b>", "`{}`", "{}"])  # fmt: skip


@given(st.lists(st.tuples(MARKUP, WORDS), min_size=1, max_size=12), st.booleans())
def test_every_word_of_a_markdown_document_is_kept_or_reported(lines, apart):
    text = ("\n\n" if apart else "\n").join(m.format(w) for m, w in lines)

    try:
        outcome = importing.read("a.md", text.encode())
    except Refused:
        assert all(markup == "[^1]: {}" for markup, _word in lines)
        return

    kept = everything(outcome)
    assert [w for _markup, w in lines if w not in kept] == []


PARAGRAPHS = st.sampled_from([paragraph, title, item, lambda w: title(w, 2), lambda w: table([w, "b"], ["c", w]), lambda w: paragraph(w, style="Citation"), lambda w: paragraph(picture(alt=w), w), lambda w: paragraph(w, style="Titre"), lambda w: paragraph(w, style="TM1")])  # fmt: skip


@given(st.lists(st.tuples(PARAGRAPHS, WORDS), min_size=1, max_size=8))
def test_every_word_of_a_word_document_is_kept_or_reported(lines):
    content = word(*(make(w) for make, w in lines), title("fin"))

    kept = everything(importing.read("a.docx", content))

    assert [w for _make, w in lines if w not in kept] == []


@given(st.text())
@example("> " * 200 + "a")
@example("[^a]: [^a]\n\n[^a]")
@example("| a |\n|--|\n" + "| b " * 30)
def test_any_text_is_imported_or_refused(text):
    try:
        outcome = importing.read("a.md", text.encode())
    except Refused:
        return

    assert outcome.drafts


@given(st.binary())
def test_any_bytes_are_refused_as_a_word_document(content):
    with pytest.raises(Refused):
        importing.read("a.docx", content)


@given(st.data())
def test_a_damaged_word_document_is_imported_or_refused(data):
    content = bytearray(word(title("A"), paragraph("Un texte", picture())))
    for _change in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))

    try:
        outcome = importing.read("a.docx", bytes(content))
    except Refused:
        return

    assert outcome.drafts
