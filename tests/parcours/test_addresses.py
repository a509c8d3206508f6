"""The addresses of a learner are in the learner's language."""

import re
from datetime import timedelta

import pytest
from django.urls import get_resolver
from django.utils import timezone
from django.utils.translation import override

from parcours import urls
from tests import factories

DESK = "/en/my-learning/"


@pytest.fixture
def step(parcours, english_home, english):
    """The English page of an étape."""
    index = factories.translated(parcours.get_parent(), english, parent=english_home, slug="learning-paths")  # fmt: skip
    path = factories.translated(parcours, english, parent=index, slug="diagnosis")
    etape = factories.EtapePageFactory(parent=parcours)
    return factories.translated(etape, english, parent=path, slug="one")


def routes(language):
    """Each address below « Mon parcours », without what is different for each learner."""
    with override(language):
        known = get_resolver("parcours.urls").reverse_dict
        return {
            pattern.name: re.sub(r"%\(\w+\)s", "", known.getlist(pattern.name)[0][0][0][0])
            for pattern in urls.urlpatterns
        }  # fmt: skip


# The same word in both languages.
SHARED = {"code", "version", "export", "json", "md", "ics", "csv"}


def test_no_address_of_a_learner_has_a_word_of_the_other_language():
    french, english = routes("fr"), routes("en")
    words = {word for each in french.values() for word in re.findall(r"[a-z]+", each)} - SHARED  # fmt: skip

    mixed = {
        name: address
        for name, address in english.items()
        if words & set(re.findall(r"[a-z]+", address))
    }

    assert mixed == {}


def test_what_was_never_an_address_is_not_found(client, english_home):
    for path in (f"{DESK}nulle-part/", f"{DESK}courriel/", f"{DESK}step/x/", "/fr/mon-parcours/notebook/"):  # fmt: skip
        response = client.get(path)

        assert response.status_code == 404
        assert "<main" in response.content.decode()


def test_files_are_named_in_the_language_of_who_takes_them(client, step):
    client.post(f"{DESK}step/{step.pk}/done/")
    day = timezone.localdate() + timedelta(days=1)
    client.post(f"{DESK}deadline/", {"for": step.translation_key, "on": day})
    fields = {"parcours": step.get_parent().translation_key, "ends_on": day}
    group = client.post(f"{DESK}group/new/", fields | {"title": "Ours"}).url

    named = {
        path: client.get(path)["Content-Disposition"].partition("filename=")[2]
        for path in (
            f"{DESK}export.json", f"{DESK}deadlines.ics", f"{DESK}notebook.md",
            f"{group}steps.csv", f"{group}people.csv",
        )
    }  # fmt: skip

    assert [*named.values()] == [
        '"my-learning.json"', '"my-deadlines.ics"', '"my-notebook.md"',
        '"ours-steps.csv"', '"ours-people.csv"',
    ]  # fmt: skip
