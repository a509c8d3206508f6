"""What is sent to the admin once the session is over."""

import pytest
from django.urls import reverse
from lxml import html as lxml_html

from tests import factories
from tests.admin_forms import fields_of


@pytest.fixture
def address(french):
    terme = factories.TermeFactory(name="Catalyseur", slug="catalyseur")
    return reverse(terme.snippet_viewset.get_url_name("edit"), args=[terme.pk])


def test_what_one_wrote_is_kept_until_one_signs_in_again(
    admin_client, admin_user, address
):
    written = fields_of(admin_client.get(address), "slug")
    del written["csrfmiddlewaretoken"]  # the page has its own
    written |= {"name": "Un <b>autre</b> nom", "aliases": "l'un\nl'autre"}
    admin_client.logout()

    response = admin_client.post(f"{address}?a=1&b=2", written)

    assert response.status_code == 403
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Frame-Options"]
    [form] = lxml_html.fromstring(response.content).forms
    assert form.action == f"{address}?a=1&b=2"
    kept = dict(form.fields)
    assert {name: kept[name] for name in written} == written

    admin_client.force_login(admin_user)
    assert admin_client.post(address, kept).status_code == 302


def test_no_password_stays_in_a_page_left_open(client, french):
    response = client.post(
        reverse("wagtailadmin_account"),
        {
            "password-old_password": "secret-de-camille",
            "name_email-first_name": "Camille",
        },
    )

    page = response.content.decode()
    assert 'value="Camille"' in page
    assert "secret-de-camille" not in page


def test_its_autosave_says_to_sign_in(client, address):
    headers = {"accept": "application/json"}

    told = client.post(address, {"name": "Un autre"}, headers=headers).json()

    assert told["error_message"].startswith("Votre session est terminée")


def test_where_nothing_was_written_one_is_led_to_signing_in(client, address):
    script = client.post(address, {"name": "a"}, headers={"sec-fetch-mode": "cors"})
    button = client.post(reverse("wagtailadmin_logout"), {"next": "/admin/"})

    for answer in (client.get(address), script, button):
        assert answer.url.startswith(reverse("wagtailadmin_login"))
