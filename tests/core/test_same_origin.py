"""A form whose token is missing or old is refused on a page of the site."""

from django.test import Client


def test_a_form_without_its_token_is_refused_in_the_readers_language(home):
    client = Client(enforce_csrf_checks=True)

    french = client.post("/fr/recherche/", {"q": "x"})
    english = client.post("/en/search/", {"q": "x"})

    assert (french.status_code, english.status_code) == (403, 403)
    assert "Ce formulaire n’est plus valable." in french.content.decode()
    assert "This form is no longer valid." in english.content.decode()
