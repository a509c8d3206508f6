"""
French typography is the software's work: editors type plain spaces, readers see fine ones.

Rules of the Imprimerie nationale as the house keeps them: a narrow no-break space
(U+202F) before ; : ! ? % and inside « », in large numbers and before units; curly
apostrophes; ordinals with raised letters. English keeps its own rules.

>>> typeset("« Pourquoi 1 000 ? »", "fr")
'«\\u202fPourquoi 1\\u202f000\\u202f?\\u202f»'
"""

import re

NARROW = "\u202f"
NO_BREAK = "\u00a0"
SPACE = "[ \u00a0]"
MONTH = (
    "(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre"
    "|décembre)\\b"
)

RULES = [
    # Spaces around the marks that want one; the writer put an ordinary one.
    # An element may end or begin there (« <em>…</em> » ?): nothing is before, or after.
    (re.compile(f"«(?:{SPACE}(?=\\S|\\Z)|(?=[^\\s«»]))"), f"«{NARROW}"),
    (re.compile(f"(?:(?:(?<=\\S)|\\A){SPACE}|(?<=[^\\s«»]))»"), f"{NARROW}»"),
    (re.compile(f"(?:(?<=\\S)|\\A){SPACE}(?=[;:!?%‰€])"), NARROW),
    # 12 000, 1 234 567: groups of three digits.
    (re.compile(f"(?<=\\d){SPACE}(?=\\d{{3}}(?!\\d))"), NARROW),
    # 20 min, 12 h 30, 3 M€; but « en 2020 s'ouvre » counts no seconds.
    (
        re.compile(
            f"(?<=\\d){SPACE}(?=(?:h|min|s|km|m²|M€|k€|Md€|ans?|mois)(?![\\w’]))"
        ),
        NARROW,
    ),
    (re.compile(f"(?<=\\d{NARROW}h){SPACE}(?=\\d)"), NARROW),
    # What must not be cut: ODD 17, Le RAMEAU, mesure 7, n° 12, M. Dupont, 26 mai, 1er mai
    # (also 1 mai).
    (
        re.compile(f"\\b(ODD|n°|N°|p\\.|M\\.|Mme|art\\.){SPACE}(?=\\w)"),
        rf"\1{NO_BREAK}",
    ),
    (re.compile(f"\\bLe{SPACE}(?=RAMEAU\\b)"), f"Le{NO_BREAK}"),
    (
        re.compile(f"\\b([Éé]tape|[Mm]esure|[Vv]ersion){SPACE}(?=\\d)"),
        rf"\1{NO_BREAK}",
    ),
    (re.compile(f"(?<![\\w.,/-])1(?={SPACE}{MONTH})"), "1ᵉʳ"),
    (
        re.compile(f"(\\b\\d\\d?|\\b1(?:er|ᵉʳ)){SPACE}(?={MONTH})"),
        rf"\1{NO_BREAK}",
    ),
    # Ordinals: 1er, 1re, 2e, XXIe (also typed 1ère, 2ème); 457e-b186 is part of a key.
    (re.compile(r"\b1er(s?)\b"), lambda m: "1ᵉʳ" + ("ˢ" if m[1] else "")),
    (re.compile(r"\b1(?:ère|re)(s?)\b"), lambda m: "1ʳᵉ" + ("ˢ" if m[1] else "")),
    (re.compile(r"(?<![\w-])(\d+|[IVX]{2,})(?:ème|e)(?![\w-])"), r"\1ᵉ"),
]
# After a letter always: l'<a>Agenda</a>, the partners' own. After a digit, before a word
# only: the 2030's, but 5' of arc.
APOSTROPHE = re.compile(
    r"(?:(?<=[^\W\d_])(?:'|&#x27;|&#39;)|(?<=\d)(?:'|&#x27;|&#39;)(?=\w))"
)
# 2020-2022, in any language; not in an address or the name of a file.
YEARS = re.compile(
    r"(?<![\w./-])((?:1[5-9]|20)\d\d)-(?=(?:1[5-9]|20)\d\d(?![\w/-]|\.\w))"
)


def typeset(text: str, language: str) -> str:
    """A text as its language prints it. Doing it twice changes nothing more."""
    text = YEARS.sub(r"\1–", APOSTROPHE.sub("’", text))
    if language != "fr":
        return text
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    return text


# A tag (a ">" inside quotes does not end it), a comment, or an element that is no prose.
TOKEN = re.compile(
    r"""(<(?P<raw>script|style|textarea|pre|code|kbd)\b.*?</(?P=raw)\s*>"""
    r"""|<!--.*?-->|<(?:[^<>"']|"[^"]*"|'[^']*')*>)""",
    re.S | re.I,
)
LANGUAGE = re.compile(r'(?<![\w-])lang="([a-z]+)', re.I)
VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)


def typeset_html(html: str, language: str) -> str:
    """
    The text of a page, typeset; tags, attributes, scripts and code are left alone.

    An element with a `lang` of its own follows the rules of that language.
    """
    parts = TOKEN.split(html)  # text, tag, name of an element that is no prose, text, …
    printed = []
    languages = [(None, language)]
    depth: list[str] = []
    for text, tag in zip(parts[::3], [*parts[1::3], ""], strict=True):
        is_prose = text and not text.isspace()
        printed += [typeset(text, languages[-1][1]) if is_prose else text, tag]
        name = re.match(r"</?([a-zA-Z][\w-]*)", tag)
        if name is None:
            continue
        name = name[1].lower()
        if tag.startswith("</"):
            while depth and depth.pop() != name:
                pass
            if languages[-1][0] is not None and len(depth) <= languages[-1][0]:
                languages.pop()
        elif name not in VOID and not tag.endswith("/>") and "</" not in tag:
            if found := LANGUAGE.search(tag):
                languages.append((len(depth), found[1].lower()))
            depth.append(name)
    return "".join(printed)
