"""
Wagtail's database search, made safe for whatever a reader types.

A double quote, a NUL or hundreds of words are an error 500 in the backend itself
(wagtail/wagtail#13227): the query is cleaned before it arrives there.
"""

import re

from wagtail.search.backends.database import SearchBackend as DatabaseBackend
from wagtail.search.query import And, Not, Or, Phrase, PlainText

LONGEST = 32  # words; more says nothing more, and some engines recurse on each
NOTHING = "∅"  # a word that no text holds: an empty query has no results, not an error


def clean(query):
    """A query without what no engine can read, also when Wagtail has parsed it."""
    if isinstance(query, (And, Or)):
        return type(query)([clean(each) for each in query.subqueries])
    if isinstance(query, Not):
        return Not(clean(query.subquery))
    if isinstance(query, Phrase):
        return Phrase(clean(query.query_string))
    if isinstance(query, PlainText):
        return PlainText(clean(query.query_string), query.operator, query.boost)
    if not isinstance(query, str):
        return query
    words = re.sub(r"[\x00-\x1f\x7f\"'’*:()\[\]{}^~\\]", " ", query).split()
    return " ".join(word[:60] for word in words[:LONGEST]) or NOTHING


def SearchBackend(params):
    class SafeSearchBackend(type(DatabaseBackend(params))):
        def search(self, query, *args, **kwargs):
            return super().search(clean(query), *args, **kwargs)

        def autocomplete(self, query, *args, **kwargs):
            return super().autocomplete(clean(query), *args, **kwargs)

    return SafeSearchBackend(params)
