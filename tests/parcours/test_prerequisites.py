"""What to have followed before a parcours: shown, in one's language, and never in a loop."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from parcours.models import ParcoursPage
from parcours.prerequisites import loop
from tests import factories

nodes = st.integers(0, 6)
graphs = st.dictionaries(nodes, st.sets(nodes, max_size=4), max_size=7)


@given(nodes, graphs)
def test_a_loop_is_found_when_there_is_one_and_each_of_its_steps_exists(start, wanted):
    found = loop(start, wanted)

    reached = set()
    waiting = set(wanted.get(start, ()))
    while waiting - reached:
        reached |= waiting
        waiting = {end for node in reached for end in wanted.get(node, ())}
    assert (found is not None) == (start in reached)
    if found:
        assert found[0] == found[-1] == start
        steps = zip(found, found[1:], strict=False)
        assert all(end in wanted[node] for node, end in steps)


@pytest.fixture
def all_parcours(home):
    index = factories.ParcoursIndexPageFactory(parent=home)
    return {
        name: factories.ParcoursPageFactory(parent=index, title=name, slug=name.lower())
        for name in "ABC"
    }


def require(page, *wanted, kind="required"):
    """`page` wants these, in its published version."""
    page.prerequisites.set(
        [
            page.prerequisites.model(prerequisite=each, kind=kind, sort_order=place)
            for place, each in enumerate(wanted)
        ]
    )
    page.save_revision().publish()


@pytest.fixture
def save(admin_client):
    """The form of a parcours, sent with these prerequisites."""

    def save(page, *wanted, tracks=(), **fields):
        rows = [{"prerequisite": each.pk, "kind": "advised"} for each in wanted]
        data = {
            "title": page.title, "slug": page.slug, "introduction": "", "kind": page.kind,
            "public": page.public, "aims": streamfield([("aim", "Savoir.")]),
            "tracks": streamfield([("track", track) for track in tracks]),
            "body": streamfield([]), "prerequisites": inline_formset(rows),
            "comments": inline_formset([]), "source_title": "", "source_url": "",
        }  # fmt: skip
        path = reverse("wagtailadmin_pages:edit", args=[page.pk])
        return admin_client.post(path, nested_form_data(data | fields))

    return save


def drafted(page):
    page = ParcoursPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    return [row.prerequisite for row in page.prerequisites.all()]


def test_an_editor_says_what_to_follow_before(all_parcours, save):
    a, b = all_parcours["A"], all_parcours["B"]

    response = save(a, b)

    assert response.status_code == 302
    assert drafted(a) == [b]


def test_a_loop_is_refused_and_shown(all_parcours, save):
    a, b, c = all_parcours.values()
    require(a, b)
    require(b, c)

    response = save(c, a)

    assert "tournent en rond : C → A → B → C." in response.content.decode()
    assert drafted(c) == []


def test_a_parcours_is_not_its_own_prerequisite(all_parcours, save):
    response = save(all_parcours["A"], all_parcours["A"])

    assert "A → A" in response.content.decode()


def test_a_loop_through_a_draft_is_a_loop(all_parcours, save):
    a, b = all_parcours["A"], all_parcours["B"]
    save(a, b)
    assert not a.prerequisites.exists()

    response = save(b, a)

    assert "B → A → B" in response.content.decode()


def test_a_loop_through_a_translation_is_a_loop(
    all_parcours, english, english_home, save
):
    a, b = all_parcours["A"], all_parcours["B"]
    factories.translated(a.get_parent().specific, english)
    b_in_english = factories.translated(b, english, title="B in English")
    require(b, a)

    response = save(a, b_in_english)

    assert "A → B → A" in response.content.decode()


def test_a_loop_is_undone_by_taking_a_prerequisite_out(all_parcours, save):
    a, b = all_parcours["A"], all_parcours["B"]
    require(a, b)
    require(b, a)  # as two editors saving at the same second could make it

    [row] = ParcoursPage.objects.get(pk=a.pk).prerequisites.all()
    rows = [{"id": row.pk, "prerequisite": b.pk, "kind": row.kind, "DELETE": "1"}]

    response = save(a, prerequisites=inline_formset(rows, initial=1))

    assert response.status_code == 302
    assert drafted(a) == []


def test_the_page_shows_what_to_follow_before(client, all_parcours):
    a, b, c = all_parcours.values()
    require(a, b)
    require(c, b, kind="advised")

    assert f'<a href="{b.href}">B</a> (nécessaire)' in client.get(a.href).content.decode()  # fmt: skip
    assert f'<a href="{b.href}">B</a> (conseillé)' in client.get(c.href).content.decode()  # fmt: skip


def test_a_prerequisite_that_is_not_published_is_not_shown(client, all_parcours):
    a, b = all_parcours["A"], all_parcours["B"]
    require(a, b)
    b.unpublish()

    assert "À suivre avant" not in client.get(a.href).content.decode()


def test_a_prerequisite_is_shown_in_the_readers_language(
    client, all_parcours, english, english_home
):
    a, b = all_parcours["A"], all_parcours["B"]
    require(a, b)
    factories.translated(a.get_parent().specific, english)
    b_in_english = factories.translated(b, english, title="B in English")
    a_in_english = factories.translated(a, english)

    html = client.get(a_in_english.href).content.decode()

    assert f'<a href="{b_in_english.href}">B in English</a>' in html


def test_many_prerequisites_and_tracks_cost_no_more(
    client, all_parcours, django_assert_max_num_queries
):
    a, b, c = all_parcours.values()
    etapes = [factories.EtapePageFactory(parent=a) for _ in range(4)]
    a = ParcoursPage.objects.get(pk=a.pk)
    a.tracks = [
        {"type": "track", "value": {"title": f"En {n} h", "hours": n, "etapes": [e.pk for e in etapes[:n]]}}
        for n in (1, 2, 3)
    ]  # fmt: skip
    require(a, b, c)
    client.get(a.href)

    with django_assert_max_num_queries(8):
        response = client.get(a.href)

    assert response.status_code == 200
