"""
The terms of the glossary in running text: each one linked the first time a page says it.

A form (« alliance stratégique ») is kept as words and what stands between them. Each word
knows its plurals; apostrophes, spaces, hyphens and guillemets are compared whatever their
drawing. A word in capitals (ODD) is said in capitals only, and a capital inside a form is
meant: « les Jeudis » are not « les jeudis ». The longest form wins, even when its term
has its link already: « Fonds ODD 17 » never says « ODD 17 ».

>>> terms = [Definition("alliance", "Alliance")]
>>> link_terms("<p>Des alliances.</p>", Glossary(terms, "fr"), "/fr/glossaire/")
'<p>Des <a class="term" href="/fr/glossaire/#alliance">alliances</a>.</p>'
"""

import html as markup
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from uuid import uuid4

from django.core.cache import cache
from django.utils.html import escape

from core.typography import LANGUAGE, TOKEN, VOID

# A letter that an accent follows apart (U+0300…) is one word with it.
WORD = re.compile("&(?:#x?[0-9a-f]+|[a-z]+);|[\\w\u0300-\u036f]+", re.I)
SAME = str.maketrans(dict.fromkeys("’ʼ‘`´", "'") | dict.fromkeys("‐‑−", "-"))
GUILLEMETS = re.compile(r'\s*["«»“”„]\s*')
# Between two words, alone, they make one: « alliance-test », « odd17.org », « a@b ».
JOINING = frozenset("-./@#&:?=+~")
ARTICLES = frozenset(["le", "la", "les", "l", "un", "une", "the", "a", "an"])
OPENING, CLOSING = "«“„", "»”"
ENDS = {".": re.compile(r"\."), '"': re.compile(r"(?:\s|&nbsp;|&#160;)*[»”]")}


@dataclass(frozen=True)
class Definition:
    """A term as it is recognised: its names and its place in the glossary."""

    slug: str
    name: str
    forms: tuple[str, ...] = ()


def folded(word: str) -> str:
    """A word as it is compared: « œuvre » is also typed « oeuvre »."""
    return word.casefold().replace("œ", "oe")


def plurals(word: str, language: str) -> set[str]:
    """A word and its plurals, in small letters: territorial, territoriaux."""
    if len(word) < 3 or not word[-1].isalpha():  # of, la, R, 17
        return {word}
    if language == "fr":
        if word.endswith(("s", "x", "z")):
            return {word}
        if word.endswith("al"):
            return {word, f"{word}s", f"{word[:-1]}ux"}
        if word.endswith("u"):
            return {word, f"{word}s", f"{word}x"}
        return {word, f"{word}s"}
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return {word, f"{word}es"}
    if word.endswith("y") and word[-2] not in "aeiou":
        return {word, f"{word[:-1]}ies"}
    return {word, f"{word}s"}


def joint(text: str) -> str:
    """What stands between two words, whatever its drawing."""
    if text == " ":
        return text
    text = markup.unescape(text).translate(SAME).replace("\xad", "")
    return " ".join(GUILLEMETS.sub('"', f"|{text}|").split()).strip("|")


@dataclass(frozen=True)
class Word:
    """A word of a form: its spellings, and whether its capital is meant."""

    spellings: frozenset[str]
    has_capital: bool = False

    def says(self, written: str) -> bool:
        if written in self.spellings:
            return not self.has_capital
        return folded(written) in self.spellings and (
            not self.has_capital or written[:1].isupper()
        )


@dataclass(frozen=True)
class Form:
    """One way to say a term."""

    slug: str
    words: tuple[Word, ...]
    joints: tuple[str, ...]  # after each word but the last
    # What ends it too: the last point of « M.E.D.O.C. », the last guillemet.
    end: str = ""


def without_gloss(name: str) -> str:
    """« “Faire alliance” (making alliances) » is said without its gloss."""
    outside, _bracket, inside = name.partition("(")
    return outside if inside.endswith(")") else name


def spelled(written: str) -> str:
    return unicodedata.normalize("NFC", written)


def split(text: str) -> list[re.Match]:
    """The words of a text; a character written by its code (&amp;) is no word."""
    return [found for found in WORD.finditer(text) if found[0][0] != "&"]


def form_of(slug: str, said: str, language: str) -> Form | None:
    text = spelled(said)
    found = split(text)
    if not found:
        return None
    between = [
        text[one.end() : two.start()]
        for one, two in zip(found, found[1:], strict=False)
    ]
    words = []
    for place, match in enumerate(found):
        word = match[0]
        # « les Jeudis » is said « des Jeudis » too: the article is not of the term.
        follows = between[:1] in ([" "], ["'"], ["’"])
        if place == 0 and follows and folded(word) in ARTICLES:
            continue
        # « À plusieurs » begins with a capital, « R&D » is one.
        begins = place == 0 and len(word) == 1 and between[:1] == [" "]
        if word.isupper() and not begins:
            several = {word, f"{word}s"} if language == "en" else {word}
            words.append(Word(frozenset(several if len(word) > 1 else {word})))
        else:
            is_meant = place > 0 and word[0].isupper()
            words.append(Word(frozenset(plurals(folded(word), language)), is_meant))
    joints = tuple(map(joint, between))[len(found) - len(words) :]
    end = joint(text[found[-1].end() :])
    is_part = end in ENDS and end in joints
    return Form(slug, tuple(words), joints, end if is_part else "")


@dataclass
class Glossary:
    """The live terms of one language, made ready to be found in a text."""

    terms: Iterable[Definition]
    language: str
    starts: dict[str, list[Form]] = field(default_factory=dict, init=False)

    def __post_init__(self):
        self.terms = tuple(self.terms)
        for term in self.terms:
            for said in (without_gloss(term.name), *term.forms):
                if form := form_of(term.slug, said, self.language):
                    for spelling in form.words[0].spellings:
                        self.starts.setdefault(spelling, []).append(form)
        for forms in self.starts.values():
            forms.sort(key=lambda form: -len(form.words))

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Where a text without tags says a term: start, end, slug; in order, apart."""
        found, places, free = split(text), [], 0
        for place, match in enumerate(found):
            if place < free:
                continue
            for form in self.candidates(spelled(match[0])):
                last = place + len(form.words) - 1
                if last < len(found) and says(form, text, found, place):
                    free = last + 1
                    start, end = match.start(), found[last].end()
                    if stands_alone(text, found, place, last) and not is_quoted(
                        text, start, end
                    ):
                        if form.end and (more := ENDS[form.end].match(text, end)):
                            end = more.end()
                        places.append((start, end, form.slug))
                    break
        return places

    def candidates(self, written: str) -> list[Form]:
        """The forms that this word may begin, the longest first."""
        exact, small = self.starts.get(written, []), folded(written)
        if small == written:
            return exact
        both = [*exact, *self.starts.get(small, [])]
        return sorted(both, key=lambda form: -len(form.words))


def clashes(
    terms: Iterable[Definition], language: str
) -> Iterator[tuple[str, str, str]]:
    """The forms that a text couldn't tell apart: a term, its form, the other term."""
    known = Glossary(terms, language)
    for term in known.terms:
        for said in (term.name, *term.forms):
            text = spelled(without_gloss(said))
            found = split(text)
            while len(found) > 1 and folded(found[0][0]) in ARTICLES:
                found.pop(0)
            for form in known.candidates(spelled(found[0][0])) if found else ():
                is_whole = len(form.words) == len(found) and says(form, text, found, 0)
                if form.slug != term.slug and is_whole:
                    yield term.slug, said, form.slug


def says(form: Form, text: str, found: list[re.Match], place: int) -> bool:
    for step, word in enumerate(form.words):
        match = found[place + step]
        if not word.says(spelled(match[0])):
            return False
        if step and form.joints[step - 1] != joint(
            text[found[place + step - 1].end() : match.start()]
        ):
            return False
    return True


def stands_alone(text: str, found: list[re.Match], first: int, last: int) -> bool:
    """Nothing joins these words to the one before or the one after."""
    if first and joins(text[found[first - 1].end() : found[first].start()]):
        return False
    return last + 1 == len(found) or not joins(
        text[found[last].end() : found[last + 1].start()]
    )


def joins(between: str) -> bool:
    """One sign that joins, or a letter written by its code (&eacute;)."""
    between = markup.unescape(between).translate(SAME)
    return between in JOINING or any(map(str.isalnum, between)) or "://" in between


def is_quoted(text: str, start: int, end: int) -> bool:
    """Inside guillemets with other words: a title, or what somebody said."""
    opened = max(text.rfind(sign, 0, start) for sign in OPENING)
    closed = max(text.rfind(sign, 0, start) for sign in CLOSING)
    if opened <= closed:
        return False
    after = min((at for sign in CLOSING if (at := text.find(sign, end)) >= 0), default=None)  # fmt: skip
    around = [*split(text[opened + 1 : start]), *split(text[end:after])]
    return any(folded(word[0]) not in ARTICLES for word in around)


# --- In a page --------------------------------------------------------------------

NO_PROSE = frozenset(
    [
        "a",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "button",
        "summary",
        "form",
        "label",
        "legend",
        "option",
        "code",
        "pre",
        "kbd",
        "samp",
        "blockquote",
        "q",
        "cite",
        "figure",
        "figcaption",
        "caption",
        "dfn",
        "dt",
        "svg",
        "math",
        "nav",
        "title",
        "style",
        "script",
        "textarea",
        "template",
    ]
)
# Names, titles and sources that are no running text, by the class of their component.
APART = frozenset(
    [
        "definition",
        "measure",
        "contact",
        "sources",
        "small",
        "key_point-title",
        "example-place",
        "dates-when",
        "medoc",
        "media",
    ]
)
# An element of this kind may begin or end inside a word.
INSIDE_A_WORD = frozenset(
    ["a", "abbr", "b", "em", "i", "mark", "small", "span", "strong", "u", "wbr"]
)
NAME = re.compile(r"</?([a-zA-Z][\w-]*)")
CLASS = re.compile(r"""(?<![\w-])class=(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.I)
HREF = re.compile(r"""(?<![\w-])href=(?:"([^"]*)"|'([^']*)')""", re.I)


@dataclass(frozen=True)
class Element:
    """An element that is open, and what it makes of the text inside."""

    name: str
    is_apart: bool
    language: str


def link_terms(html: str, glossary: Glossary, href: str) -> str:
    """
    The same HTML, where each term leads to its definition the first time it is said.

    Never in a link, a title, a form, a quotation, a caption, a definition, nor in
    another language than the page's. Nothing else changes, and doing it twice neither.
    """
    if not glossary.starts or not href:
        return html
    parts = TOKEN.split(html)  # text, tag, name of an element that is no prose, text, …
    texts, tags = parts[::3], parts[1::3]
    opened = [Element("", False, glossary.language)]
    linked: set[str] = set()
    printed = []
    for place, text in enumerate(texts):
        here = opened[-1]
        may_link = not here.is_apart and here.language == glossary.language
        if may_link and text and not text.isspace() and "<" not in text:
            text = with_links(text, place, texts, tags, glossary, href, linked)
        printed.append(text)
        if place < len(tags):
            printed.append(tags[place])
            follow(tags[place], opened)
            if (slug := leads_to(tags[place], href)) is not None:
                linked.add(slug)
    return "".join(printed)


def with_links(text, place, texts, tags, glossary, href, linked) -> str:
    pieces, done = [], 0
    for start, end, slug in glossary.find(text):
        if slug in linked:
            continue
        if start == 0 and is_cut(reversed(texts[:place]), reversed(tags[:place]), -1):
            continue
        if end == len(text) and is_cut(texts[place + 1 :], tags[place:], 0):
            continue
        linked.add(slug)
        address = escape(f"{href}#{slug}")
        pieces += [text[done:start], f'<a class="term" href="{address}">']
        pieces += [text[start:end], "</a>"]
        done = end
    return "".join([*pieces, text[done:]])


def is_cut(texts: Iterable[str], tags: Iterable[str], edge: int) -> bool:
    """The word goes on beyond a tag: « mé<b>salliance</b> », « alliance<i>-test</i> »."""
    for tag, text in zip(tags, texts, strict=False):
        name = NAME.match(tag)
        if name is None or name[1].lower() not in INSIDE_A_WORD:
            return False
        if text:
            letter = text[edge]
            return (
                letter.isalnum() or letter in "-_‐‑" or "\u0300" <= letter <= "\u036f"
            )
    return False


def follow(tag: str, opened: list[Element]):
    """Keep the list of open elements after this tag."""
    if (found := NAME.match(tag)) is None:
        return
    name = found[1].lower()
    if tag.startswith("</"):
        for depth in range(len(opened) - 1, 0, -1):
            if opened[depth].name == name:
                del opened[depth:]
                return
    elif name not in VOID and not tag.endswith("/>") and "</" not in tag:
        around = opened[-1]
        classes = CLASS.search(tag)
        words = set("".join(group or "" for group in classes.groups()).split()) if classes else set()  # fmt: skip
        spoken = LANGUAGE.search(tag)
        opened.append(
            Element(
                name,
                around.is_apart or name in NO_PROSE or not APART.isdisjoint(words),
                spoken[1].lower() if spoken else around.language,
            )
        )


def leads_to(tag: str, href: str) -> str | None:
    """The slug of the term that a link of this page already leads to."""
    if not tag.startswith("<a ") or (found := HREF.search(tag)) is None:
        return None
    address = markup.unescape(found[1] or found[2] or "")
    return address[len(href) + 1 :] if address.startswith(f"{href}#") else None


# --- The glossary of the day ------------------------------------------------------

STAMP = "glossary"
HOUR = 3600  # several processes with a cache of their own agree again after that
_compiled: dict[str, tuple[str, Glossary]] = {}


def stamp() -> str:
    """A word that changes each time a term does; every process reads the same."""
    known = cache.get(STAMP)
    if known is None:
        cache.add(STAMP, uuid4().hex, HOUR)
        known = cache.get(STAMP)
    return known or ""


def renew_stamp():
    cache.set(STAMP, uuid4().hex, HOUR)


def current(language: str, terms: Callable[[str], Iterable[Definition]]) -> Glossary:
    """
    The glossary of a language, compiled again when a term changed.

    It is kept under the stamp read before its rows: if a term changes meanwhile, nobody
    will find it under the new one.
    """
    before = stamp()
    kept = _compiled.get(language)
    if kept and before and kept[0] == before:
        return kept[1]
    glossary = Glossary(terms(language), language)
    _compiled[language] = (before, glossary)
    return glossary
