"""
The words of addresses that are no page: what a query asks, a route below a list.

In the code, and in French addresses, they are French; each language writes its own, from
the catalogues: `?pilier=evaluer` is `?pillar=evaluate` in English. A word that is not
here is written as it is (a number, the name of a person).
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import get_language, override, pgettext_lazy

WORDS = [
    # Filters, in queries.
    pgettext_lazy("address", "pilier"),
    pgettext_lazy("address", "public"),
    pgettext_lazy("address", "annee"),
    pgettext_lazy("address", "mesure"),
    pgettext_lazy("address", "theme"),
    # Pillars, publics.
    pgettext_lazy("address", "capitaliser"),
    pgettext_lazy("address", "evaluer"),
    pgettext_lazy("address", "modeliser"),
    pgettext_lazy("address", "faire-valoir"),
    pgettext_lazy("address", "academiques"),
    pgettext_lazy("address", "medias"),
    # Kinds of what is published.
    pgettext_lazy("address", "actualite"),
    pgettext_lazy("address", "communique"),
    pgettext_lazy("address", "tribune"),
    pgettext_lazy("address", "retombee"),
    pgettext_lazy("address", "jeudi"),
    pgettext_lazy("address", "evenement"),
    pgettext_lazy("address", "fiche"),
    pgettext_lazy("address", "parcours"),
    # What a search finds, and in which language.
    pgettext_lazy("address", "langue"),
    pgettext_lazy("address", "fiches"),
    pgettext_lazy("address", "chiffres"),
    pgettext_lazy("address", "termes"),
    pgettext_lazy("address", "mesures"),
    pgettext_lazy("address", "etapes"),
    pgettext_lazy("address", "jeudis"),
    pgettext_lazy("address", "actualites"),
    pgettext_lazy("address", "evenements"),
    pgettext_lazy("address", "personnes"),
    # Kinds of events.
    pgettext_lazy("address", "rencontre"),
    pgettext_lazy("address", "diner"),
    pgettext_lazy("address", "colloque"),
    pgettext_lazy("address", "seminaire"),
    pgettext_lazy("address", "cycle"),
    pgettext_lazy("address", "webinaire"),
    # Series of Jeudis.
    pgettext_lazy("address", "hebdomadaire"),
    pgettext_lazy("address", "cycle-prospectif"),
    # The alarm of a calendar.
    pgettext_lazy("address", "rappel"),
    # The files of a parcours, and what opens them.
    pgettext_lazy("address", "jeton"),
    pgettext_lazy("address", "tout"),
    pgettext_lazy("address", "hors-ligne"),
    # What a page has to say once.
    pgettext_lazy("address", "envoye"),
    pgettext_lazy("address", "enregistre"),
    pgettext_lazy("address", "merci"),
    pgettext_lazy("address", "bienvenue"),
    pgettext_lazy("address", "premier"),
]


@cache
def written(language: str) -> dict[str, str]:
    """How a language writes each word."""
    with override(settings.LANGUAGE_CODE):
        names = [str(word) for word in WORDS]
    with override(language):
        return dict(zip(names, map(str, WORDS), strict=True))


@cache
def meant(language: str) -> dict[str, str]:
    """What each word of a language means."""
    return {word: name for name, word in written(language).items()}


def word(name: str, language: str | None = None) -> str:
    language = language or get_language() or settings.LANGUAGE_CODE
    return written(language).get(str(name), str(name))


def meaning(typed: str) -> str:
    """What a word of an address stands for; nothing for that of another language."""
    language = get_language() or settings.LANGUAGE_CODE
    if typed in meant(language):
        return meant(language)[typed]
    return "" if typed in written(language) else typed


def asked(parameters, name: str, choices: Collection[str] = ()) -> str:
    """What a query asks of a filter, when that is one of its choices."""
    found = meaning(parameters.get(word(name), ""))
    return found if found in choices else ""


def unfound(parameters, filters: Mapping[str, Collection[str]]) -> list[str]:
    """What a query asks of filters and that is none of their choices, as it was typed."""
    typed = [(parameters.get(word(name), ""), filters[name]) for name in filters]
    return shown(value for value, choices in typed if meaning(value) not in choices)


def shown(typed: Iterable[str]) -> list[str]:
    """What was typed in an address, as a page may repeat it."""
    printable = ("".join(filter(str.isprintable, value)).strip() for value in typed)
    return [value[:60] for value in printable if value]


def given(parameters, name: str) -> str:
    """What a query gives under a name; in the words of before too, where links were sent."""
    return parameters.get(word(name)) or parameters.get(name, "")


def query(pairs: dict[str, object], language: str | None = None) -> str:
    """A query, with its mark; nothing for what asks nothing."""
    told = {word(name, language): word(value, language) for name, value in pairs.items() if value}  # fmt: skip
    return f"?{urlencode(told)}" if told else ""
