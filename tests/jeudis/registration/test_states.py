"""What the page of a Jeudi and that of one's registration say, in each state, is one thing."""

import pytest
from lxml import html

from .conftest import ADDRESS, give, link_of, publish, registered


def words(client, path: str) -> str:
    """What a reader reads of a page, without the frame."""
    response = client.get(path, follow=True)
    [main] = html.document_fromstring(response.content).xpath("//main")
    return " ".join(main.text_content().split())


def test_a_full_jeudi_does_not_say_that_one_may_register(client, jeudi):
    publish(jeudi, capacity=1)
    assert "Inscriptions ouvertes" in words(client, jeudi.href)

    registered(client, jeudi)

    said = words(client, jeudi.href)
    assert "Complet" in said
    assert "Inscriptions ouvertes" not in said


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_a_registration_to_a_cancelled_jeudi_says_so_first(client, jeudi, is_confirmed):
    if is_confirmed:
        link = registered(client, jeudi)
    else:
        give(client, jeudi)
        link = link_of(ADDRESS)
    publish(jeudi, status="cancelled", cancellation_reason="Grève des transports.")

    said = words(client, link)

    assert said.startswith("Ce Jeudi n’a pas lieu")
    assert "Grève des transports." in said
    assert "agenda" not in said
    assert "confirm" not in said.lower()
    assert "Effacer cette adresse" in said


def test_who_is_late_is_not_told_to_confirm(client, jeudi, at):
    give(client, jeudi)
    link = link_of(ADDRESS)
    publish(jeudi, registration_closes_at=jeudi.registration_opens_at.replace(hour=10))

    said = words(client, link)

    assert said.startswith("Inscription non confirmée")
    assert "closes" in said
