"""
The terms of the glossary in running text: each one linked the first time a page says it.

`forms.py` finds terms in words, `linking.py` in HTML, `compiled.py` keeps the glossary of
the day; `table/` takes it out as CSV and back in.

A form (« alliance stratégique ») is kept as words and what stands between them. Each word
knows its plurals; apostrophes, spaces, hyphens and guillemets are compared whatever their
drawing. A word in capitals (ODD) is said in capitals only, and a capital inside a form is
meant: « les Jeudis » are not « les jeudis ». The longest form wins, even when its term
has its link already: « Fonds ODD 17 » never says « ODD 17 ».

>>> terms = [Definition("alliance", "Alliance")]
>>> link_terms("<p>Des alliances.</p>", Glossary(terms, "fr"), "/fr/glossaire/")
'<p>Des <a class="term" href="/fr/glossaire/#alliance">alliances</a>.</p>'
"""

from .compiled import STAMP, current, renew_stamp
from .forms import Definition, Glossary, clashes
from .linking import link_terms

__all__ = [
    "STAMP",
    "Definition",
    "Glossary",
    "clashes",
    "current",
    "link_terms",
    "renew_stamp",
]
