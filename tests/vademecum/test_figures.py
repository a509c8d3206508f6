"""A key figure: what it counts, when, according to whom."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from core.typography import typeset
from tests import factories
from vademecum.models import ChiffreCle


@pytest.fixture
def figure(french):
    return factories.ChiffreCleFactory(identifier="jouer-collectif")


def refused(figure, **fields):
    """The fields that validation names, once these are given to the figure."""
    for name, value in fields.items():
        setattr(figure, name, value)
    with pytest.raises(ValidationError) as error:
        figure.full_clean()
    return set(error.value.message_dict)


def test_a_complete_figure_is_accepted(figure):
    figure.full_clean()


@pytest.mark.parametrize(
    "field", ["source_title", "source_publisher", "source_url", "source_read_on"]
)
def test_a_figure_without_its_source_is_refused(figure, field):
    nothing = None if field == "source_read_on" else ""

    assert refused(figure, **{field: nothing}) == {field}


def test_a_source_is_an_address(figure):
    assert refused(figure, source_url="javascript:alert(1)") == {"source_url"}


def test_a_period_has_a_beginning(figure):
    assert refused(figure, period_start=None) == {"period_start"}


def test_a_period_ends_after_it_began(figure):
    assert refused(figure, period_end=date(2020, 4, 30)) == {"period_end"}


@pytest.mark.parametrize("high", [Decimal(81), Decimal(80)])
def test_a_range_goes_up(figure, high):
    assert refused(figure, value_high=high) == {"value_high"}


def test_every_mistake_is_told_at_once(figure):
    assert refused(figure, value_high=Decimal(1), period_end=date(2019, 1, 1)) == {
        "value_high",
        "period_end",
    }


def test_a_value_is_needed(figure):
    assert "value" in refused(figure, value=None)


@pytest.mark.parametrize("value", ["999999999999.9999", "-123456789012.3456"])
def test_a_value_that_a_database_would_round_is_refused(figure, value):
    assert refused(figure, value=Decimal(value)) == {"value"}
    assert refused(figure, value=Decimal(-1), value_high=abs(Decimal(value))) == {
        "value_high"
    }


@pytest.mark.parametrize("value", ["999999999999", "12345678901.2345", "0.0001", "81"])
def test_a_value_is_read_as_it_was_typed(figure, value):
    figure.value = Decimal(value)
    figure.full_clean()
    figure.save_revision().publish()

    assert ChiffreCle.objects.get(pk=figure.pk).value == Decimal(value)


# --- Identifier -------------------------------------------------------------------


def test_the_identifier_is_frozen_once_published(figure):
    assert refused(figure, identifier="autre") == {"identifier"}


def test_it_stays_frozen_after_the_figure_is_taken_off(figure):
    figure.unpublish()

    assert refused(figure, identifier="autre") == {"identifier"}


def test_the_identifier_of_a_draft_may_still_change(french):
    figure = factories.ChiffreCleFactory(live=False)

    figure.identifier = "autre"

    figure.full_clean()


def test_two_figures_never_share_an_identifier(figure):
    twin = ChiffreCle(
        **{
            field.attname: getattr(figure, field.attname)
            for field in ChiffreCle._meta.concrete_fields
            if field.attname in ("value", "unit", "counts", "locale_id", "identifier")
        }
    )

    with pytest.raises(ValidationError) as error:
        twin.validate_unique()

    assert set(error.value.message_dict) == {"identifier"}


# --- Reading ----------------------------------------------------------------------


def test_a_figure_reads_in_both_languages(figure):
    figure.value, figure.unit = Decimal("1234.5"), "euro"

    french = typeset(figure.formatted, "fr")
    with translation.override("en"):
        english = figure.formatted

    assert french == "1\u202f234,5\u202f€"
    assert english == "€1,234.5"


def test_a_figure_says_its_period_and_year(figure):
    assert figure.period == "mai 2020"
    assert figure.year == 2020


def test_a_figure_without_period_says_nothing_of_it(figure):
    figure.period_start = figure.period_end = None

    assert figure.period == ""
    assert figure.year is None


def test_a_figure_being_written_already_has_a_name():
    assert str(ChiffreCle(title="Utilité")) == "Utilité"


# --- Permanent address ------------------------------------------------------------


def test_the_permanent_address_shows_the_figure_today(client, home, figure):
    response = client.get("/c/jouer-collectif/")

    assert response.status_code == 200
    assert "81\u202f%" in response.content.decode()
    assert "Observatoire des partenariats" in response.content.decode()


def test_the_permanent_address_speaks_the_language_asked_for(
    client, home, figure, english
):
    factories.translated(figure, english, title="Playing as a team")

    response = client.get("/c/jouer-collectif/?lang=en")

    assert "Playing as a team" in response.content.decode()
    assert "81%" in response.content.decode()


@pytest.mark.parametrize("asked", ["de", "", "' OR 1=1", "\x00", "e" * 5000])
def test_an_unknown_language_is_french(client, home, figure, asked):
    response = client.get("/c/jouer-collectif/", {"lang": asked})

    assert response.status_code == 200
    assert '<html lang="fr"' in response.content.decode()


@pytest.mark.parametrize("address", ["/c/autre/", "/c/a_-1/", "/c/brouillon/"])
def test_a_figure_that_was_never_published_is_not_found(client, home, french, address):
    factories.ChiffreCleFactory(identifier="brouillon", live=False)

    assert client.get(address, follow=True).status_code == 404


@pytest.mark.parametrize("take_off", [ChiffreCle.unpublish, ChiffreCle.delete])
def test_a_withdrawn_figure_says_so_and_leads_to_its_versions(
    client, home, figure, english, take_off
):
    factories.translated(figure, english, title="Usefulness")
    take_off(figure)

    for language, said in (("fr", "a été retiré"), ("en", "has been withdrawn")):
        response = client.get(f"/c/jouer-collectif/?lang={language}")
        html = response.content.decode()
        assert response.status_code == 410
        assert said in html and "/c/jouer-collectif/v/1/" in html
        assert "noindex" in html
        assert "81" not in html.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("path", ["", "v/1/", "carte/", "citation.bib"])
@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_a_figure_is_only_read(client, home, figure, method, path):
    response = getattr(client, method)(f"/c/jouer-collectif/{path}")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
