"""Several values of a fixed list, in one column."""

import pytest
from django.core.exceptions import ValidationError

from core.choices import Audience, ChoicesField, Pillar, has
from news.models import NewsPage
from tests import factories

pytestmark = pytest.mark.engine


@pytest.fixture
def news(home):
    return factories.NewsIndexPageFactory(parent=home)


def test_values_come_back_in_the_order_of_the_list(news):
    page = factories.NewsPageFactory(parent=news, pillars=["faire-valoir", "evaluer"])

    again = NewsPage.objects.get(pk=page.pk)

    again.full_clean()
    assert again.pillars == ["evaluer", "faire-valoir"]
    assert again.pillar_labels == [Pillar.EVALUER, Pillar.FAIRE_VALOIR]


def test_no_value_is_an_empty_list(news):
    page = factories.NewsPageFactory(parent=news)

    again = NewsPage.objects.get(pk=page.pk)

    assert again.audiences == []
    assert again.audience_labels == []


def test_a_condition_finds_a_value_among_several(news):
    both = factories.NewsPageFactory(parent=news, audiences=["medias", "institutions"])
    factories.NewsPageFactory(parent=news, audiences=["academiques"])
    factories.NewsPageFactory(parent=news)

    found = NewsPage.objects.filter(has("audiences", Audience.MEDIAS))

    assert list(found) == [both]


def test_an_unknown_value_is_refused_by_name():
    field = ChoicesField(values=Pillar)

    with pytest.raises(ValidationError, match="jardiner"):
        field.to_python(["evaluer", "jardiner"])


def test_what_is_stored_is_read_again():
    field = ChoicesField(values=Pillar)

    stored = field.get_prep_value(["capitaliser", "evaluer"])

    assert stored == "|capitaliser|evaluer|"
    assert field.to_python(stored) == ["capitaliser", "evaluer"]


def test_a_revision_keeps_the_values(news):
    page = factories.NewsPageFactory(parent=news, pillars=["evaluer"])

    again = page.get_latest_revision_as_object()

    assert again.pillars == ["evaluer"]
