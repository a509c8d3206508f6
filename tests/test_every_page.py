"""What every kind of page promises: it renders, in both languages, within its budget."""

import gzip
import uuid

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, get_page_models

from core.models import BasePage, Record
from parcours.models import Prerequisite
from tests import factories
from tests.tree import TREE

pytestmark = pytest.mark.engine

MOST_STATEMENTS = 8
HEAVIEST_HTML = 18_000  # bytes, compressed: 50 kB less style, font and scripts

# With these the tree has a thousand pages more.
REPEATED = {
    "fiche": 100,
    "parcours": 50,
    "etape": 200,
    "jeudi": 300,
    "actualite": 300,
    "evenement": 50,
    "numero": 50,
}


def test_every_page_type_of_the_site_is_in_this_test():
    ours = {model for model in get_page_models() if issubclass(model, BasePage)}

    assert ours == {factories.HomePageFactory._meta.model} | {
        make._meta.model for _name, make, _parent in TREE
    }


def test_they_render_in_french_with_one_main_heading(client, tree):
    for name, page in tree.items():
        response = client.get(page.href)

        html = response.content.decode()
        assert (name, response.status_code) == (name, 200)
        assert (name, '<html lang="fr"' in html) == (name, True)
        assert (name, html.count("<h1")) == (name, 1)


def test_they_render_in_english(client, tree, english):
    for page in tree.values():
        factories.translated(page, english)

    for name, page in tree.items():
        response = client.get(page.get_translation(english).href)

        assert (name, response.status_code) == (name, 200)
        assert (name, '<html lang="en"' in response.content.decode()) == (name, True)


def test_they_have_an_api_representation(client, tree):
    for name, page in tree.items():
        response = client.get(f"/api/v2/pages/{page.pk}/")

        assert (name, response.status_code) == (name, 200)
        assert response.json()["title"] == page.title
        assert response.json()["introduction"] == page.introduction


def test_they_are_deleted_many_at_once(tree):
    for name, page in reversed(tree.items()):
        type(page).objects.filter(pk=page.pk).delete()

        assert (name, Page.objects.filter(pk=page.pk).exists()) == (name, False)


def test_their_statements_are_few_and_the_same_with_a_thousand_pages_more(
    client, tree, english
):
    pages = dict(tree)
    for record in facts():
        factories.translated(record, english)
    for name, page in tree.items():
        pages[f"{name} (en)"] = factories.translated(page, english)
    few = {name: statements(client, page) for name, page in pages.items()}

    for name, count in REPEATED.items():
        multiply(tree[name], count)
    many = {name: statements(client, page) for name, page in pages.items()}

    too_many = {name: sql for name, sql in few.items() if len(sql) > MOST_STATEMENTS}
    growing = {name: many[name] for name in many if len(many[name]) != len(few[name])}
    assert Page.objects.count() > 1_000
    assert (too_many, growing) == ({}, {})


def test_a_parcours_of_a_network_with_all_it_may_have_is_within_budget(client, tree):
    other = factories.ParcoursPageFactory(parent=tree["all_parcours"])
    page = factories.ParcoursPageFactory(
        parent=tree["reseau"], body=list(tree["fiche"].body.raw_data)
    )
    factories.EtapePageFactory(parent=page)
    page.prerequisites.add(Prerequisite(prerequisite=other))
    page.save_revision().publish()

    assert len(statements(client, page)) <= MOST_STATEMENTS


def facts():
    """The records of the tree, in the language that pages cite."""
    models = [model for model in apps.get_models() if issubclass(model, Record)]
    return [record for model in models for record in model.objects.sources()]


def statements(client, page) -> list[str]:
    client.get(page.href)  # caches of content types, root paths and renditions
    with CaptureQueriesContext(connection) as captured:
        response = client.get(page.href)
    assert response.status_code == 200
    assert len(gzip.compress(response.content)) <= HEAVIEST_HTML
    return [query["sql"][:300] for query in captured.captured_queries]


def multiply(page, count: int):
    """Copies of a page beside it, written as rows: a thousand of them in a second."""
    model, parent = type(page), page.get_parent()
    first = Page.objects.child_of(parent).count() + 1
    row = Page.objects.get(pk=page.pk)
    copies = []
    for step in range(first, first + count):
        copy = Page(
            **{f.attname: getattr(row, f.attname) for f in Page._meta.concrete_fields}
        )
        copy.pk, copy.translation_key = None, uuid.uuid4()
        copy.slug = f"copie-{step}"
        copy.path = Page._get_path(parent.path, page.depth, step)
        copy.url_path = f"{parent.url_path}{copy.slug}/"
        copies.append(copy)
    for copy in Page.objects.bulk_create(copies):
        specific = model(
            **{f.attname: getattr(page, f.attname) for f in model._meta.local_fields}
        )
        specific.page_ptr_id = copy.pk
        specific.save_base(raw=True, force_insert=True)
    Page.objects.filter(pk=parent.pk).update(numchild=first + count)
    with connection.cursor() as cursor:
        # What PostgreSQL does by itself a minute later: without it, it plans for no rows.
        cursor.execute("ANALYZE")
