"""The ways to say a term, and where a text without tags says one."""

import html as markup
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

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
