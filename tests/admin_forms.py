"""The edit form of a record, as a browser would send it back."""

from lxml import html as lxml_html


def fields_of(response, name: str) -> dict[str, str]:
    """All the fields of the form of a page that has a field of this name."""
    forms = lxml_html.fromstring(response.content).forms
    form = next(form for form in forms if name in dict(form.fields))
    return {name: value or "" for name, value in form.fields.items() if name}
