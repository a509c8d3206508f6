"""Objects of several models come in one statement, as if each had its own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import together
from core.models import Person
from core.models.records import cited
from tests import factories
from vademecum.models import ChiffreCle, Mesure, Terme

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def test_each_is_what_its_own_statement_would_have_made(french):
    factories.ObjectifFactory()
    makers = (
        factories.ChiffreCleFactory,
        factories.TermeFactory,
        factories.MesureFactory,
        factories.PersonFactory,
    )
    for make in makers:
        make()
        make()
    factories.PersonFactory(organisation=factories.OrganisationFactory())
    models = (ChiffreCle, Terme, Mesure, Person)
    querysets = [
        model.objects.select_related("locale", *model.shown_with) for model in models
    ]

    with CaptureQueriesContext(connection) as captured:
        found = together.fetched(querysets)
        assert [len(rows) for rows in found] == [2, 2, 2, 3]
        for rows, queryset in zip(found, querysets, strict=True):
            names = [field.attname for field in queryset.model._meta.concrete_fields]
            by_key = {row.pk: row for row in rows}
            assert {row.locale.language_code for row in rows} == {"fr"}
            for row in rows:
                for relation in queryset.model.shown_with:
                    getattr(row, relation.split("__")[0])
        assert len(captured) == 1

        for expected in queryset:
            given = by_key[expected.pk]
            assert [getattr(given, name) for name in names] == [
                getattr(expected, name) for name in names
            ]
            assert given._state.adding is False


def test_nothing_of_a_kind_is_an_empty_list(french):
    term = factories.TermeFactory()

    assert together.fetched([]) == []
    assert together.fetched([ChiffreCle.objects.all(), Terme.objects.all()]) == [
        [],
        [term],
    ]


def test_records_of_any_kind_come_with_their_translations(french, english):
    figure, person = factories.ChiffreCleFactory(), factories.PersonFactory()
    translation = factories.translated(person, english, role="Director")
    asked = {ChiffreCle: {figure.pk}, Person: {person.pk, 999_999}, Terme: set()}

    with CaptureQueriesContext(connection) as captured:
        found = cited(asked)
        assert found[Person][person.pk].in_language("en") == translation

    assert len(captured) == 1
    assert found[ChiffreCle] == {figure.pk: figure}
    assert set(found[Person]) == {person.pk, translation.pk}
    assert found[Terme] == {}
