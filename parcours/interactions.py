"""
Questions and answers as learning platforms read them: xAPI interactions.

SCORM 2004 and xAPI write an answer the same way (« a[,]c », « 1[.]b »); SCORM 1.2 writes
it without the brackets. What can be chosen is named by a letter, in the order in which
learners see it: the letter never tells which answer is right.
"""

from string import ascii_lowercase

from django.conf import settings

ACTIVITY_TYPE = "http://adlnet.gov/expapi/activities/cmi.interaction"
TYPES = {
    "quiz": "choice",
    "matching": "matching",
    "ordering": "sequencing",
    "short_answer": "fill-in",
    "scale": "numeric",
}


def iri(kind: str, key) -> str:
    """The name of a parcours or an étape for ever, whatever its language and address."""
    return f"{settings.WAGTAILADMIN_BASE_URL}/id/{kind}/{key}"


def identifier(number: int, block) -> str:
    """The name of a question in the reports of a parcours: its étape's place, its block."""
    return f"etape-{number}-{block.id}"


def letters(keys) -> dict[str, str]:
    return dict(zip(keys, ascii_lowercase, strict=False))


def choices(block) -> dict[str, str]:
    """What can be chosen, placed or matched with: its id and its letter."""
    if block.block_type == "quiz":
        return letters(bound.id for bound in block.value["choices"].bound_blocks)
    return letters(option.id for option in block.value.options)


def response(block, given: dict) -> str:
    """An answer, as it was read from a form."""
    match block.block_type:
        case "quiz":
            named = choices(block)
            return "[,]".join(named[k] for k in named if k in given.get("chosen", ()))
        case "matching":
            named, pairs = choices(block), given.get("pairs", {})
            return "[,]".join(
                f"{line}[.]{named[pairs[bound.id]]}"
                for line, bound in enumerate(block.value["pairs"].bound_blocks, 1)
                if pairs.get(bound.id) in named
            )
        case "ordering":
            named, places = choices(block), given.get("places", {})
            placed = sorted((places[key], named[key]) for key in named if key in places)
            return "[,]".join(letter for _place, letter in placed)
        case "short_answer":
            return given.get("text", "")
    number = given.get("number")
    return "" if number is None else str(number)


def correct(block) -> list[str]:
    """The answers that earn everything."""
    value = block.value
    match block.block_type:
        case "quiz":
            bounds = value["choices"].bound_blocks
            right = [bound.id for bound in bounds if bound.value["is_right"]]
            return [response(block, {"chosen": right})]
        case "matching":
            by_text = {option.text: option.id for option in value.options}
            bounds = value["pairs"].bound_blocks
            pairs = {bound.id: by_text[bound.value["right"]] for bound in bounds}
            return [response(block, {"pairs": pairs})]
        case "ordering":
            bounds = value["elements"].bound_blocks
            places = {bound.id: place for place, bound in enumerate(bounds, 1)}
            return [response(block, {"places": places})]
        case "short_answer":
            return [form["text"] for form in value["forms"] if form["is_right"]]
    low = max(value["minimum"], value["target"] - value["tolerance"])
    high = min(value["maximum"], value["target"] + value["tolerance"])
    return [f"{low}[:]{high}"]


def definition(block, language: str) -> dict:
    """A question as an xAPI activity."""

    def components(texts: dict[str, str]) -> list[dict]:
        return [
            {"id": key, "description": {language: text}} for key, text in texts.items()
        ]

    value = block.value
    found = {
        "type": ACTIVITY_TYPE,
        "name": {language: value["question"]},
        "description": {language: value["question"]},
        "interactionType": TYPES[block.block_type],
        "correctResponsesPattern": correct(block),
    }
    match block.block_type:
        case "quiz":
            bounds = value["choices"].bound_blocks
            texts = [bound.value["text"] for bound in bounds]
            found["choices"] = components(letters_of(texts))
        case "ordering":
            texts = [option.text for option in value.options]
            found["choices"] = components(letters_of(texts))
        case "matching":
            bounds = value["pairs"].bound_blocks
            lines = {str(line): b.value["left"] for line, b in enumerate(bounds, 1)}
            found["source"] = components(lines)
            texts = [option.text for option in value.options]
            found["target"] = components(letters_of(texts))
    return found


def letters_of(texts: list[str]) -> dict[str, str]:
    return dict(zip(ascii_lowercase, texts, strict=False))
