"""What was published stays readable, byte for byte, and nobody rewrites it unseen."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.template import engines
from wagtail.models import Page

from core.models import SealedError
from tests import factories
from vademecum.chain import verify
from vademecum.models import ChiffreVersion


@pytest.fixture
def figure(home):
    return factories.ChiffreCleFactory(identifier="maires", value=Decimal(81))


def publish(figure, **fields):
    for name, value in fields.items():
        setattr(figure, name, value)
    figure.save_revision().publish()
    figure.refresh_from_db()


def numbers():
    return list(ChiffreVersion.objects.values_list("number", flat=True))


def test_publishing_makes_the_first_version(figure):
    assert numbers() == [1]


def test_a_draft_makes_no_version(figure):
    figure.value = Decimal(82)

    figure.save_revision()

    assert numbers() == [1]


def test_a_change_adds_a_version(figure):
    publish(figure, value=Decimal(82))

    assert numbers() == [1, 2]


def test_publishing_without_change_adds_nothing(figure):
    publish(figure)
    publish(figure)

    assert numbers() == [1]


def test_what_readers_are_not_told_adds_nothing(figure):
    publish(figure, owner=factories.UserFactory(), subject="moyens")

    assert numbers() == [1]


def test_writing_the_same_value_otherwise_adds_nothing(figure):
    publish(figure, value=Decimal("81.000"))

    assert numbers() == [1]


def test_coming_back_to_an_old_value_is_a_new_version(figure):
    publish(figure, value=Decimal(82))
    publish(figure, value=Decimal(81))

    assert numbers() == [1, 2, 3]


def test_a_version_is_typeset_when_it_is_sealed(figure):
    publish(figure, caveat="Dit-on : l'envie ? « Oui ! », à 1 000 voix.")

    document = ChiffreVersion.objects.last().document

    assert (
        "Dit-on\u202f: l’envie\u202f? «\u202fOui\u202f!\u202f», à 1\u202f000 voix."
        in document
    )
    assert "81\u202f%" in document


def test_publishing_a_translation_adds_nothing(figure, english):
    translated = factories.translated(figure, english, title="Mayors")

    publish(translated, title="What mayors think")

    assert numbers() == [1]


def test_taking_a_figure_off_and_back_keeps_its_chain(client, figure):
    before = client.get("/c/maires/v/1/").content
    figure.unpublish()
    off = client.get("/c/maires/v/1/").content

    publish(figure, value=Decimal(82))

    assert off == before
    assert numbers() == [1, 2]


def test_a_version_outlives_the_figure_itself(client, figure):
    before = client.get("/c/maires/v/1/").content

    figure.delete()

    assert client.get("/c/maires/v/1/").content == before


def test_a_version_is_the_same_bytes_whatever_happens_around_it(
    client, home, figure, monkeypatch
):
    before = client.get("/c/maires/v/1/").content

    publish(figure, value=Decimal(82), title="Autre titre", source_title="Autre")
    home.slug, home.title = "maison", "Autre site"
    home.save_revision().publish()
    factories.PlainPageFactory(parent=Page.objects.get(pk=home.pk))
    changed = engines["django"].from_string("<html>Un autre gabarit</html>")
    monkeypatch.setattr(
        "vademecum.models.versions.render_to_string",
        lambda _name, context: changed.render(context),
    )
    publish(figure, value=Decimal(83))

    assert client.get("/c/maires/v/1/").content == before
    assert b"Un autre gabarit" in client.get("/c/maires/v/3/").content


def test_a_version_is_the_same_bytes_for_every_reader(client, figure):
    french = client.get("/c/maires/v/1/", headers={"Accept-Language": "fr"})
    english = client.get("/c/maires/v/1/", headers={"Accept-Language": "en"})

    assert french.content == english.content
    assert french["Content-Language"] == "fr"
    assert "immutable" in french["Cache-Control"]


def test_a_version_says_what_it_said(client, figure):
    publish(figure, value=Decimal(82))

    first = client.get("/c/maires/v/1/").content.decode()
    second = client.get("/c/maires/v/2/").content.decode()

    assert "81" in first and "82" not in first
    assert "82" in second


@pytest.mark.parametrize("number", [0, 2, 999_999, 10**30])
def test_a_version_that_never_was_is_not_found(client, figure, number):
    assert client.get(f"/c/maires/v/{number}/", follow=True).status_code == 404


# --- Seals ------------------------------------------------------------------------


def tamper(statement: str):
    """What somebody with the database at hand could do: the models refuse it."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def altered() -> list[str]:
    """The first item of each chain that is not as it was sealed."""
    return [flaw.item for flaw in verify().flaws]


@pytest.fixture
def chain(figure):
    publish(figure, value=Decimal(82))
    publish(figure, value=Decimal(83))
    return ChiffreVersion.objects.filter(identifier="maires")


def test_every_seal_of_a_chain_holds(chain):
    assert altered() == []


def test_a_rewritten_version_breaks_its_seal(chain):
    tamper(
        "UPDATE vademecum_chiffreversion SET document = '<p>99 %</p>' WHERE number = 2"
    )

    assert altered() == ["maires v2"]


def test_nothing_of_the_house_changes_or_removes_a_version(chain):
    for act in (
        lambda: chain.update(document=""),
        lambda: chain.delete(),
        lambda: chain[0].delete(),
        lambda: chain[0].save(),
    ):
        with pytest.raises(SealedError):
            act()

    assert altered() == []


def test_a_version_taken_out_is_missed(chain):
    tamper("DELETE FROM vademecum_chiffreversion WHERE number = 2")

    assert altered() == ["maires v2"]


def test_the_chain_of_a_figure_is_its_own(chain):
    factories.ChiffreCleFactory(identifier="autre")

    assert altered() == []
    assert ChiffreVersion.objects.get(identifier="autre").number == 1


def test_two_versions_never_have_the_same_number(chain):
    twin = ChiffreVersion(
        identifier="maires", number=3, published_at=chain[0].published_at
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)
