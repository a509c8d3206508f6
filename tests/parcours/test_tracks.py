"""Short tracks: some étapes of a parcours, in its order, in the time one has."""

import pytest

from parcours.models import EtapePage, ParcoursPage
from tests import factories

from .test_prerequisites import save  # noqa: F401  (a fixture)


@pytest.fixture
def etapes(parcours):
    return [
        factories.EtapePageFactory(
            parent=parcours, title=title, slug=title.lower(), duration_minutes=60
        )
        for title in ("Une", "Deux", "Trois")
    ]


def track(hours, etapes, title="L'essentiel"):
    return {"title": title, "hours": hours, "etapes": [etape.pk for etape in etapes]}


def as_form(track):
    """The same, as the editor's form sends it."""
    chosen = {
        f"{place}-{name}": value
        for place, pk in enumerate(track["etapes"])
        for name, value in (
            ("value", pk),
            ("order", place),
            ("deleted", ""),
            ("id", ""),
        )
    }
    return track | {"etapes": chosen | {"count": len(track["etapes"])}}


@pytest.fixture
def with_tracks(parcours, etapes):
    """The parcours, with a track of two hours given in the wrong order, and one of an hour."""
    page = ParcoursPage.objects.get(pk=parcours.pk)
    page.tracks = [
        {"type": "track", "value": track(2, [etapes[2], etapes[0]])},
        {"type": "track", "value": track(1, [etapes[1]], "En une heure")},
    ]
    page.save_revision().publish()
    return page


def words(response) -> str:
    return response.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def shown(response) -> list[str]:
    return [etape.title for etape in response.context["etapes"]]


def test_the_parcours_shows_its_tracks_with_their_true_duration(client, with_tracks):
    response = client.get(with_tracks.href)

    assert [(t.title, t.minutes) for t in response.context["tracks"]] == [("L'essentiel", 120), ("En une heure", 60)]  # fmt: skip
    assert f'href="{with_tracks.href}?piste=2h#etapes"' in words(response)
    assert shown(response) == ["Une", "Deux", "Trois"]


def test_a_track_shows_its_etapes_in_the_order_of_the_parcours(client, with_tracks):
    response = client.get(with_tracks.href + "?piste=2h")

    assert shown(response) == ["Une", "Trois"]
    assert not response.cookies
    assert "3 étapes · 3 h" in words(response)  # the whole stays the whole


@pytest.mark.parametrize("name", ["", "3h", "%00", "2h%27", "x" * 5000])
def test_a_track_that_does_not_exist_shows_the_whole_parcours(
    client, with_tracks, name
):
    response = client.get(f"{with_tracks.href}?piste={name}")

    assert (response.status_code, shown(response)) == (200, ["Une", "Deux", "Trois"])


def test_what_comes_next_is_what_comes_next_on_the_track(client, with_tracks, etapes):
    response = client.get(etapes[0].href + "?piste=2h")

    around = response.context["neighbours"]
    assert (around.position, around.total, around.next.pk) == (1, 2, etapes[2].pk)
    assert f'href="{etapes[2].href}?piste=2h"' in words(response)


def test_an_etape_that_is_not_on_the_track_is_read_within_the_parcours(
    client, with_tracks, etapes
):
    response = client.get(etapes[1].href + "?piste=2h")

    assert response.context["track"] is None
    assert response.context["neighbours"].total == 3
    assert "?piste=" not in words(response)


def test_following_a_track_costs_few_statements(
    client, with_tracks, etapes, django_assert_max_num_queries
):
    client.get(etapes[0].href)

    with django_assert_max_num_queries(8):
        client.get(etapes[0].href + "?piste=2h")
    with django_assert_max_num_queries(8):
        client.get(with_tracks.href + "?piste=2h")


def test_a_track_goes_through_the_translated_etapes(
    client, with_tracks, etapes, english, english_home
):
    factories.translated(with_tracks.get_parent().specific, english)
    parcours = factories.translated(with_tracks, english)
    for etape in EtapePage.objects.child_of(with_tracks):
        factories.translated(etape, english, title=f"{etape.title} (en)")

    response = client.get(parcours.href + "?piste=2h")

    assert shown(response) == ["Une (en)", "Trois (en)"]


def test_an_unpublished_etape_leaves_the_track(client, with_tracks, etapes):
    etapes[0].unpublish()

    response = client.get(with_tracks.href + "?piste=2h")

    assert shown(response) == ["Trois"]
    assert response.context["track"].minutes == 60


# --- What an editor is told -------------------------------------------------------


def told(response) -> list[str]:
    return list(response.context["form"].errors["tracks"])


def test_an_editor_makes_a_track(parcours, etapes, save):  # noqa: F811
    response = save(parcours, tracks=[as_form(track(2, etapes[:2]))])

    assert response.status_code == 302
    draft = ParcoursPage.objects.get(pk=parcours.pk).get_latest_revision_as_object()
    [block] = draft.tracks
    assert [page.pk for page in block.value["etapes"]] == [e.pk for e in etapes[:2]]


@pytest.mark.parametrize(("minutes", "is_refused"), [(78, False), (79, True)])
def test_a_track_may_last_fifteen_per_cent_more_and_no_longer(
    parcours, etapes, save, minutes, is_refused  # noqa: F811
):  # fmt: skip
    etapes[0].duration_minutes = minutes  # with an hour more: 2 h 18, or 2 h 19
    etapes[0].save()

    response = save(parcours, tracks=[as_form(track(2, etapes[:2]))])

    assert (response.status_code == 200) is is_refused
    assert not is_refused or told(response) == [
        "« L'essentiel » dure 2 h 19 : c'est trop pour 2 h (15 % de plus au maximum)."
    ]


def test_an_etape_of_another_parcours_is_refused(parcours, etapes, save):  # noqa: F811
    other = factories.ParcoursPageFactory(parent=parcours.get_parent())
    stranger = factories.EtapePageFactory(parent=other, title="Ailleurs")

    response = save(parcours, tracks=[as_form(track(2, [etapes[0], stranger]))])

    assert told(response) == [
        "« L'essentiel » : « Ailleurs » n'est pas une étape de ce parcours."
    ]


def test_two_tracks_of_the_same_time_are_refused(parcours, etapes, save):  # noqa: F811
    twice = [as_form(track(2, etapes[:1])), as_form(track(2, etapes[1:2]))]

    response = save(parcours, tracks=twice)

    assert told(response) == ["Deux pistes durent 2 h : gardez-en une."]


def test_an_etape_made_longer_since_keeps_nobody_from_publishing(with_tracks, etapes):
    etapes[0].duration_minutes = 500
    etapes[0].save_revision().publish()

    with_tracks.title = "Nouveau titre"
    with_tracks.save_revision().publish()

    assert ParcoursPage.objects.get(pk=with_tracks.pk).title == "Nouveau titre"
