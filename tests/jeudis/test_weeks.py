"""The week prepares itself: eight Thursdays ready, in one click, once, whoever clicks."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from jeudis import checklist, preparing, weeks
from jeudis.models import JeudiPage, SkippedThursday
from jeudis.series import Series
from tests import factories
from tests.factories import paris

AT = paris(2026, 11, 26, 9)  # a Thursday, before noon


@pytest.fixture
def editor(db, client):
    client.force_login(factories.UserFactory(is_superuser=True))
    return client


def days(jeudis) -> list[date]:
    return sorted(timezone.localdate(jeudi.starts_at) for jeudi in jeudis)


# --- The calendar -----------------------------------------------------------------

# https://www.service-public.fr/particuliers/vosdroits/F2405
OFFICIAL = {
    2024: ["01-01", "04-01", "05-01", "05-08", "05-09", "05-20", "07-14", "08-15", "11-01", "11-11", "12-25"],
    2026: ["01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01", "11-11", "12-25"],
    2027: ["01-01", "03-29", "05-01", "05-06", "05-08", "05-17", "07-14", "08-15", "11-01", "11-11", "12-25"],
}  # fmt: skip


def test_public_holidays_are_the_official_ones():
    for year, official in OFFICIAL.items():
        every = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
        found = [f"{day:%m-%d}" for day in every if day.year == year and weeks.holiday(day)]  # fmt: skip

        assert (year, found) == (year, official)


@pytest.mark.parametrize(
    ("at", "first"),
    [
        (paris(2026, 11, 26, 23, 59), date(2026, 11, 26)),
        (paris(2026, 11, 27), date(2026, 12, 3)),
        (paris(2026, 12, 31, 12), date(2026, 12, 31)),
        (paris(2027, 1, 1), date(2027, 1, 7)),
        (paris(2027, 3, 28, 3), date(2027, 4, 1)),
    ],
)
def test_the_next_thursdays_begin_today_when_today_is_one(at, first):
    found = weeks.thursdays(at)

    assert found[0] == first
    assert found == [first + timedelta(weeks=n) for n in range(8)]


# --- Preparing --------------------------------------------------------------------


def test_eight_thursdays_stand_ready_as_numbered_drafts(season):
    made = preparing.prepare(AT)

    assert days(made) == weeks.thursdays(AT)
    assert [page.number for page in made] == list(range(1, 9))
    assert not any(page.live for page in made)
    thirds = [page for page in made if page.series == Series.PROSPECTIVE]
    assert days(thirds) == [date(2026, 12, 17)]


def test_prepared_twice_nothing_is_added(season):
    preparing.prepare(AT)

    assert preparing.prepare(AT) == []
    assert JeudiPage.objects.count() == 8


def test_a_week_later_one_more_is_made(season):
    preparing.prepare(AT)

    [made] = preparing.prepare(AT + timedelta(weeks=1))

    assert days([made]) == [date(2027, 1, 21)]
    assert made.number == 9


def test_skipped_thursdays_and_public_holidays_are_left_alone(season):
    at = paris(2027, 4, 20)  # Ascension is on 6 May
    season.skipped.add(SkippedThursday(day=date(2027, 4, 29), reason="Vacances", locale=season.locale))  # fmt: skip
    season.save_revision().publish()

    made = days(preparing.prepare(at))

    assert date(2027, 4, 29) not in made
    assert date(2027, 5, 6) not in made
    assert len(made) == 6
    found = {week.day: week for week in preparing.coming(at)}
    assert found[date(2027, 4, 29)].skipped == "Vacances"
    assert found[date(2027, 5, 6)].holiday == "Ascension"


def test_outside_every_season_nothing_is_made(season):
    season.ends_on = date(2026, 12, 4)
    season.save_revision().publish()

    assert days(preparing.prepare(AT)) == [date(2026, 11, 26), date(2026, 12, 3)]


def test_a_draft_that_was_put_off_leaves_no_second_one_on_its_new_day(season):
    first = preparing.prepare(AT)[0]
    first.starts_at = paris(2027, 1, 21, 12)
    first.save_revision()

    assert days(preparing.prepare(AT + timedelta(weeks=1))) == []


def test_a_draft_begins_as_the_last_one_of_its_series(season):
    factories.JeudiPageFactory(
        parent=season,
        starts_at=paris(2026, 11, 19, 13, 30),
        duration_minutes=90,
        series=Series.PROSPECTIVE,
        format="podcast",
        number=None,
    )

    third = next(page for page in preparing.prepare(AT) if page.is_third_thursday)

    assert timezone.localtime(third.starts_at).strftime("%H:%M") == "13:30"
    assert (third.duration_minutes, third.format) == (90, "podcast")


# --- The same again ---------------------------------------------------------------


@pytest.fixture
def last(season):
    return factories.JeudiPageFactory(
        parent=season,
        title="Les alliances éducatives",
        starts_at=paris(2026, 11, 26, 12, 30),
        duration_minutes=45,
        format="interview",
        join_url="https://example.org/direct",
        pillars=["evaluer"],
        number=None,
        body=[
            {"type": "heading", "value": "Le contexte"},
            {"type": "text", "value": "<p>Propre à cet épisode.</p>"},
        ],
    )


def written(page):
    return JeudiPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def test_the_next_one_has_the_structure_and_none_of_the_words(last):
    made = written(preparing.duplicate(last, AT))

    assert days([made]) == [date(2026, 12, 3)]
    assert (made.number, made.format, made.duration_minutes) == (2, "interview", 45)
    assert made.join_url == "https://example.org/direct"
    assert made.pillars == ["evaluer"]
    assert [block.block_type for block in made.body] == ["heading"]
    assert (made.title, made.introduction) == ("Jeudi du 3 décembre 2026", "")


def test_a_blank_prepared_draft_takes_the_structure(last):
    preparing.prepare(AT)
    total = JeudiPage.objects.count()

    made = written(preparing.duplicate(last, AT))

    assert JeudiPage.objects.count() == total
    assert (days([made]), made.format) == ([date(2026, 12, 3)], "interview")


def test_what_somebody_has_begun_to_write_is_left_alone(last):
    begun = preparing.prepare(AT)[0]
    begun.title = "Déjà commencé"
    begun.save_revision()

    made = preparing.duplicate(last, AT)

    assert days([written(made)]) == [date(2026, 12, 10)]
    assert written(begun).title == "Déjà commencé"


def test_without_a_season_to_come_there_is_no_place(last, season):
    season.ends_on = date(2026, 11, 30)
    season.save_revision().publish()

    with pytest.raises(preparing.NoPlace):
        preparing.duplicate(last, AT)


# --- Screens ----------------------------------------------------------------------


def test_one_click_makes_what_is_missing(editor, season):
    before = editor.get("/admin/prochains-jeudis/").content.decode()
    after = editor.post("/admin/prochains-jeudis/", follow=True).content.decode()

    assert "Créer les" in before
    assert JeudiPage.objects.count() >= 7
    assert "Rien ne manque" in after


def test_thursdays_without_a_season_are_not_said_to_be_ready(editor, season):
    season.delete()

    screen = editor.get("/admin/prochains-jeudis/").content.decode()

    assert "Aucun brouillon n'est préparé sans saison" in screen
    assert "Rien ne manque" not in screen


def test_a_copy_in_the_admin_makes_the_next_one(editor, last):
    page = editor.get(f"/admin/pages/{last.pk}/copy/", follow=True)
    response = editor.post(page.redirect_chain[-1][0])

    made = JeudiPage.objects.exclude(pk=last.pk).get()
    assert response["Location"] == f"/admin/pages/{made.pk}/edit/"
    assert made.number == 2


def test_who_may_not_add_pages_prepares_nothing(client, season):
    client.force_login(factories.UserFactory())

    response = client.post("/admin/prochains-jeudis/")

    assert response.status_code == 302
    assert not JeudiPage.objects.exists()


def test_the_week_says_what_is_late(editor, season, home):
    factories.ParcoursIndexPageFactory(parent=home)  # whoever edits it is of the team
    now = timezone.localtime()  # of Paris: at night, six weeks ago was a Friday there
    thursday = now - timedelta(days=(now.weekday() - 3) % 7 + 42)
    factories.JeudiPageFactory(
        parent=season, title="Sans texte", starts_at=thursday, format="webinaire"
    )

    html = editor.get("/admin/").content.decode()

    assert "Sans texte" in html
    assert html.count("en retard depuis le") == 2


# --- The checklist ----------------------------------------------------------------


def lacking(jeudi) -> list[str]:
    return [check.name for check in checklist.before(jeudi) if not check.is_done]


def test_a_prepared_draft_lacks_what_an_announcement_says(season):
    draft = preparing.prepare(AT)[0]

    assert lacking(draft) == ["title", "summary", "speaker", "link"]


def test_a_complete_announcement_lacks_nothing(season):
    jeudi = factories.JeudiPageFactory(
        parent=season, join_url="https://example.org/", starts_at=AT
    )
    jeudi.speakers.create(person=factories.PersonFactory(), locale=jeudi.locale)

    assert lacking(jeudi) == []


def test_an_image_without_a_description_and_a_holiday_are_said(season):
    jeudi = factories.JeudiPageFactory(
        parent=season, format="article", starts_at=paris(2026, 5, 14, 12)
    )
    jeudi.listing_image = factories.SiteImageFactory(description=" ")

    assert lacking(jeudi) == ["speaker", "alternative", "holiday"]


def test_only_what_must_block_blocks(editor, season):
    draft = preparing.prepare(AT)[0]
    form = edited(editor, draft)
    form["action-publish"] = "1"

    refused = editor.post(f"/admin/pages/{draft.pk}/edit/", form)
    form["introduction"] = "De quoi il s'agira."
    editor.post(f"/admin/pages/{draft.pk}/edit/", form)

    assert list(refused.context["form"].errors) == ["introduction"]
    assert JeudiPage.objects.get(pk=draft.pk).live


def edited(editor, page) -> dict:
    """The form as the screen shows it, to send back."""
    form = editor.get(f"/admin/pages/{page.pk}/edit/").context["form"]
    data = {}
    for field in form:
        value = field.value()
        if value not in (None, False):
            data[field.html_name] = field.field.prepare_value(value) if hasattr(field.field, "prepare_value") else value  # fmt: skip
    for formset in form.formsets.values():
        for field in formset.management_form:
            data[field.html_name] = field.value()
    for name in ("body", "media", "chapters", "transcript", "resources"):
        data.pop(name, None)
        data[f"{name}-count"] = 0
    data["starts_at"] = timezone.localtime(page.starts_at).strftime("%d/%m/%Y %H:%M")
    return {key: value for key, value in data.items() if value is not None}
