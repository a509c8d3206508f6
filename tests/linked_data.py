"""Judges the structured data of a page: it parses, has our shapes, says what readers see."""

import json
from functools import cache
from pathlib import Path

import extruct
import pyshacl
from lxml import html as lxml_html
from rdflib import RDF, SDO, Graph, URIRef

SHAPES = Path(__file__).parent / "shapes"
WORDS = ("name", "headline", "description", "text")
NOT_SHOWN = "//script|//style|//template"
INLINE = frozenset(["a", "abbr", "b", "cite", "code", "dfn", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u"])  # fmt: skip


@cache
def shapes() -> Graph:
    graph = Graph()
    for path in sorted(SHAPES.glob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


def blocks(html: str) -> list[dict]:
    """The data blocks of a page, as another library finds them."""
    return extruct.extract(html, syntaxes=["json-ld"])["json-ld"]


def nodes(html: str) -> list[dict]:
    """The nodes of the only data block of a page."""
    [block] = blocks(html)
    assert block["@context"] == "https://schema.org"
    return block["@graph"]


def every(value, kind: str) -> list[dict]:
    """All the nodes of a type, however deep."""
    if isinstance(value, list):
        return [node for each in value for node in every(each, kind)]
    if not isinstance(value, dict):
        return []
    own = [value] if value.get("@type") == kind else []
    return own + every(list(value.values()), kind)


def faults(html: str) -> list[str]:
    """Everything that is wrong with the structured data of a page."""
    found = nodes(html)
    triples = as_triples(found)
    return [*unknown(triples), *misshapen(triples), *unseen(found, html)]


def as_triples(found: list[dict]) -> Graph:
    # The context of schema.org, without asking schema.org for it.
    data = {"@context": {"@vocab": str(SDO)}, "@graph": found}
    return Graph().parse(data=json.dumps(data), format="json-ld")


def unknown(triples: Graph) -> list[str]:
    """Types and properties that schema.org does not define."""
    types = set(triples.objects(None, RDF.type))
    words = types | {each for each in triples.predicates() if each != RDF.type}
    return [f"unknown: {word}" for word in sorted(words) if not is_of_schema_org(word)]


def is_of_schema_org(word: URIRef) -> bool:
    return word.startswith(str(SDO)) and word in SDO


def misshapen(triples: Graph) -> list[str]:
    conforms, _graph, report = pyshacl.validate(triples, shacl_graph=shapes())
    return [] if conforms else [f"misshapen: {report}"]


def unseen(found: list[dict], html: str) -> list[str]:
    """Words that machines read and readers don't."""
    visible = visible_text(html)
    return [
        f"unseen: {key}: {text}"
        for key, text in said(found)
        if squeezed(text) not in visible
    ]


def said(value):
    if isinstance(value, list):
        for each in value:
            yield from said(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key in WORDS and isinstance(each, str):
                yield key, each
            else:
                yield from said(each)


def visible_text(html: str) -> str:
    """The text that a browser shows, title of the window included."""
    tree = lxml_html.document_fromstring(html)
    for element in tree.xpath(NOT_SHOWN):
        element.drop_tree()
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in INLINE:
            element.text = f" {element.text or ''}"
            element.tail = f" {element.tail or ''}"
    return squeezed(tree.text_content())


def squeezed(text: str) -> str:
    return " ".join(text.split())
