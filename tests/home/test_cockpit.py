"""The board: among three hundred items, exactly what is to be seen to; and the year."""

from datetime import date, timedelta
from io import BytesIO

import pypdfium2
import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from core.choices import Audience, Pillar
from core.models import Parution
from home import editors
from home.cockpit import board, yearly
from jeudis import weeks
from news.models import NewsPage
from tests import factories
from tests.factories import paris
from tests.test_every_page import multiply
from vademecum.models import Appui

NOW = paris(2026, 11, 26, 9)
TODAY = date(2026, 11, 26)
CELLS = [(audience, pillar) for audience in Audience.values for pillar in Pillar.values]
# Planted: two cells that say nothing any more, one that never said anything.
SILENT = {("medias", "modeliser"): 60, ("academiques", "evaluer"): 200, ("institutions", "capitaliser"): None}  # fmt: skip
LAST_SPOKEN = ("medias", "evaluer")  # 59 days ago: not silent yet


@pytest.fixture
def news(home):
    return factories.NewsIndexPageFactory(parent=home)


@pytest.fixture
def team(home, client):
    editors.set_up()
    user = factories.UserFactory()
    user.groups.add(Group.objects.get(name=editors.WRITERS))
    client.force_login(user)
    return user


def seed(news, count: int):
    """So many pieces of news, in every cell but those that are planted."""
    first = factories.NewsPageFactory(parent=news, title="Semée")
    multiply(first, count - 1)
    rows = list(NewsPage.objects.order_by("pk"))
    planted = [cell for cell in CELLS if SILENT.get(cell, 0) is not None]
    for number, row in enumerate(rows):
        audience, pillar = planted[number % len(planted)]
        days = SILENT.get((audience, pillar)) or (number % 50)
        days = 59 if (audience, pillar) == LAST_SPOKEN else days
        row.audiences, row.pillars = [audience], [pillar]
        row.published_on = TODAY - timedelta(days=days)
    NewsPage.objects.bulk_update(rows, ["audiences", "pillars", "published_on"])
    # A draft speaks to nobody, nor does what is dated of tomorrow.
    for options in ({"live": False, "published_on": TODAY}, {"published_on": TODAY + timedelta(days=1)}):  # fmt: skip
        factories.NewsPageFactory(parent=news, audiences=["medias"], pillars=["modeliser"], **options)  # fmt: skip


def test_among_three_hundred_items_it_lists_exactly_what_was_planted(news, home):
    seed(news, 230)
    figures = [factories.ChiffreCleFactory(review_on=TODAY + timedelta(days=n)) for n in range(40)]  # fmt: skip
    stale = [factories.ChiffreCleFactory(review_on=TODAY - timedelta(days=n)) for n in (1, 400)]  # fmt: skip
    draft = factories.ChiffreCleFactory(live=False)
    page = factories.PlainPageFactory(parent=home, live=False)
    for figure in figures[:26]:
        factories.AffirmationFactory(evidence=[figure])
    unsupported = [
        factories.AffirmationFactory(text="Sans rien"),
        factories.AffirmationFactory(text="Un brouillon", evidence=[draft]),
        factories.AffirmationFactory(text="Une page dépubliée", evidence=[page]),
    ]

    found = board.gather(NOW)

    silent = {(cell.audience, cell.pillar): cell.days for cell in found.silent}
    assert silent == SILENT
    assert found.figures == sorted(stale, key=lambda figure: figure.review_on)
    assert [claim.row for claim in found.unsupported] == sorted(unsupported, key=str)
    assert len(found.claims) == 29


def test_its_statements_are_as_many_with_three_hundred_items(news, home, team, client):
    def cost():
        client.get("/admin/tableau-de-bord/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/admin/tableau-de-bord/").status_code == 200
        return len(captured)

    def gathered():
        board.gather(timezone.now())  # caches of content types and root paths
        with CaptureQueriesContext(connection) as captured:
            board.gather(timezone.now())
        return len(captured)

    def more(count):
        mesure = factories.MesureFactory()
        for _number in range(count):
            figure = factories.ChiffreCleFactory(review_on=date(2020, 1, 1), owner=team)
            factories.AffirmationFactory(evidence=[figure, mesure, news])

    seed(news, 12), more(1)
    few = gathered(), cost()
    multiply(NewsPage.objects.first(), 230), more(30)

    assert (gathered(), cost()) == few
    assert few[0] <= 25


def test_the_last_item_of_a_cell_is_named(news):
    for day in (TODAY - timedelta(days=3), TODAY - timedelta(days=1)):
        factories.NewsPageFactory(
            parent=news, title=f"Le {day}", published_on=day, audiences=["medias"], pillars=["evaluer"]
        )  # fmt: skip

    [cell] = [c for row in board.cells(TODAY) for c in row if c.days is not None]

    assert (cell.title, cell.days, cell.is_silent) == ("Le 2026-11-25", 1, False)


def test_what_takes_place_speaks_on_its_day_not_when_it_was_loaded(home):
    season = factories.SeasonPageFactory(parent=factories.JeudiIndexPageFactory(parent=home))  # fmt: skip
    now, cell = timezone.now(), {"audiences": ["medias"], "pillars": ["evaluer"]}
    factories.JeudiPageFactory(parent=season, title="De 2022", starts_at=paris(2022, 3, 3, 12), **cell)  # fmt: skip

    def last():
        rows = board.cells(timezone.localdate(now))
        return next(c for row in rows for c in row if c.title)

    day = weeks.thursdays(now, 3)[2]
    a_thursday = paris(day.year, day.month, day.day, 12)
    assert last().last_on == date(2022, 3, 3) and last().is_silent

    factories.JeudiPageFactory(parent=season, title="À venir", starts_at=a_thursday, **cell)  # fmt: skip
    assert last().title == "À venir" and not last().is_silent


# --- Claims -----------------------------------------------------------------------


def test_a_support_is_one_thing():
    figure, mesure = 1, 2
    for fields in ({}, {"figure_id": figure, "mesure_id": mesure}):
        with pytest.raises(ValidationError):
            Appui(**fields).clean()
    Appui(figure_id=figure).clean()


def test_a_page_that_goes_leaves_its_claim_to_be_seen_to(news):
    claim = factories.AffirmationFactory(evidence=[news])
    assert board.claims()[0].is_supported

    Page.objects.get(pk=news.pk).delete()

    [found] = board.claims()
    assert (found.row, found.is_supported) == (claim, False)


def test_an_editor_notes_a_claim_and_the_map_shows_what_it_rests_on(client, team):
    figure = factories.ChiffreCleFactory(title="Jouer collectif")
    path = "/admin/snippets/vademecum/affirmation/add/"
    assert client.get(path).status_code == 200

    sent = client.post(
        path,
        {
            "text": "On gagne à s'allier.",
            "note": "",
            "evidence-TOTAL_FORMS": 1,
            "evidence-INITIAL_FORMS": 0,
            "evidence-0-figure": figure.pk,
            "evidence-0-ORDER": 1,
            "evidence-MIN_NUM_FORMS": 0,
            "evidence-MAX_NUM_FORMS": 1000,
        },
    )
    assert sent.status_code == 302, sent.context["form"].errors

    screen = " ".join(client.get("/admin/tableau-de-bord/").content.decode().split())
    assert "0 affirmation sans appui publié." in screen
    assert "← chiffre clé : Jouer collectif" in screen


# --- What is planned --------------------------------------------------------------


def test_the_month_to_come_is_a_calendar(home, news):
    season = factories.SeasonPageFactory(parent=factories.JeudiIndexPageFactory(parent=home))  # fmt: skip
    agenda = factories.AgendaPageFactory(parent=home)
    factories.JeudiPageFactory(parent=season, title="Un Jeudi", starts_at=paris(2026, 12, 3, 12), live=False)  # fmt: skip
    factories.EventPageFactory(parent=agenda, title="Un colloque", starts_on=date(2026, 12, 3))  # fmt: skip
    factories.EventPageFactory(parent=agenda, title="Trop tard", starts_on=date(2027, 2, 3))  # fmt: skip
    page = factories.NewsPageFactory(parent=news, title="Annoncée", live=False)
    page.go_live_at = paris(2026, 12, 1, 7)
    page.save_revision(approved_go_live_at=page.go_live_at)
    leaving = factories.NewsPageFactory(parent=news, title="S'en va")
    Page.objects.filter(pk=leaving.pk).update(expire_at=paris(2026, 12, 27, 0))

    Parution.objects.create(title="L'étude", publish_at=paris(2026, 12, 8, 8))
    Parution.objects.create(title="Parue", publish_at=paris(2026, 12, 8, 8), published_at=NOW)  # fmt: skip

    items = board.planned(NOW)
    month = board.weeks(items, NOW)

    assert [(item.title, str(board.day_of(item))) for item in items] == [
        ("Annoncée", "2026-12-01"),
        ("Un colloque", "2026-12-03"),
        ("Un Jeudi", "2026-12-03"),
        ("L'étude", "2026-12-08"),
        ("S'en va", "2026-12-27"),
    ]
    days = [day for week in month for day in week]
    assert [len(week) for week in month] == [7] * 5
    assert (days[0].date.weekday(), days[3].is_today) == (0, True)
    assert sum(len(day.items) for day in days) == 5
    assert [day.date for day in days if not day.is_outside][-1] == date(2026, 12, 27)


def test_the_month_shows_each_time_of_what_comes_again_and_what_is_off(home):
    season = factories.SeasonPageFactory(parent=factories.JeudiIndexPageFactory(parent=home))  # fmt: skip
    agenda = factories.AgendaPageFactory(parent=home)
    factories.JeudiPageFactory(parent=season, title="Un Jeudi", starts_at=paris(2026, 12, 3, 12), status="cancelled", cancellation_reason="Grève.")  # fmt: skip
    off = [{"type": "change", "value": {"on": "2026-12-16", "kind": "cancelled"}}]
    factories.EventPageFactory(parent=agenda, title="Le cycle", starts_on=date(2026, 1, 14), rhythm="fortnightly", changes=off, live=False)  # fmt: skip
    factories.EventPageFactory(parent=agenda, title="Plus tard", starts_on=date(2026, 12, 9), status="postponed")  # fmt: skip

    items = board.planned(NOW)

    assert [(item.title, item.what, str(board.day_of(item))) for item in items] == [
        ("Le cycle", "événement, en brouillon", "2026-12-02"),
        ("Un Jeudi", "Jeudi, annulé", "2026-12-03"),
        ("Le cycle", "événement, annulé", "2026-12-16"),
    ]


def test_what_comes_again_is_not_silent(home):
    agenda = factories.AgendaPageFactory(parent=home)
    event = factories.EventPageFactory(
        parent=agenda, title="Le cycle", starts_on=date(2026, 1, 15), rhythm="monthly",
        audiences=["medias"], pillars=["evaluer"],
    )  # fmt: skip
    announced = paris(2026, 1, 5, 9)
    Page.objects.filter(pk=event.pk).update(first_published_at=announced)

    [cell] = [c for row in board.cells(TODAY) for c in row if c.days is not None]

    assert (cell.title, cell.last_on) == ("Le cycle", date(2026, 11, 19))


# --- Translations -----------------------------------------------------------------


def test_it_names_what_english_readers_have_late(home, english_home, english, news):
    done = factories.PlainPageFactory(parent=home, title="À jour")
    late = factories.PlainPageFactory(parent=home, title="Changée")
    figure = factories.ChiffreCleFactory(title="Un chiffre")
    factories.ChiffreCleFactory(title="Sans anglais, comme prévu")
    for each in (done, late, news, figure):
        factories.translated(each, english)
    factories.PlainPageFactory(parent=home, title="Nouvelle")
    lettre = factories.NewsletterPageFactory(parent=home)
    factories.translated(lettre, english)
    factories.IssuePageFactory(parent=lettre, title="Un numéro, qui ne se traduit pas")
    late.introduction = "Autre chose."
    late.save_revision().publish()
    figure.counts = "des maires"
    figure.save_revision().publish()

    assert {(each.title, each.translated_at is None) for each in board.behind()} == {
        ("Changée", False),
        ("Nouvelle", True),
        ("Un chiffre : 81 %", False),
    }


# --- The year ---------------------------------------------------------------------


@pytest.fixture
def a_year(news, home):
    factories.NewsPageFactory(parent=news, title="De mai", published_on=date(2025, 5, 3), audiences=["medias"], pillars=["evaluer", "modeliser"])  # fmt: skip
    factories.NewsPageFactory(parent=news, title="D'une autre année", published_on=date(2024, 5, 3))  # fmt: skip
    factories.RetombeeFactory(title="On en parle", medium="Le Quotidien", published_on=date(2025, 12, 31))  # fmt: skip


def test_a_year_says_what_it_held(a_year):
    found = yearly.gather(2025)

    assert [(str(label), [line.title for line in lines]) for label, lines in found.parts] == [("Actualités", ["De mai"])]  # fmt: skip
    assert dict(found.rows)["medias"] == [0, 1, 1, 0]
    assert found.media == [("Le Quotidien", 1)]
    assert found.total == 1


def test_what_takes_place_is_of_its_year_and_not_before_it_came(home):
    season = factories.SeasonPageFactory(parent=factories.JeudiIndexPageFactory(parent=home))  # fmt: skip
    agenda = factories.AgendaPageFactory(parent=home)
    factories.JeudiPageFactory(parent=season, title="De 2022", starts_at=paris(2022, 3, 3, 12))  # fmt: skip
    factories.EventPageFactory(parent=agenda, title="De 2021", starts_on=date(2021, 5, 3))  # fmt: skip

    assert yearly.years()[-2:] == [2022, 2021]
    parts = {str(label): [line.title for line in lines] for label, lines in yearly.gather(2022).parts}  # fmt: skip
    assert parts == {"Jeudis": ["De 2022"]}


def test_what_comes_again_is_of_each_year_when_it_took_place(home, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    agenda = factories.AgendaPageFactory(parent=home)
    differs = [
        {"type": "change", "value": {"on": "2025-11-20", "kind": "cancelled"}},
        {"type": "change", "value": {"on": "2025-12-18", "kind": "moved", "to": "2026-01-02"}},
    ]  # fmt: skip
    factories.EventPageFactory(
        parent=agenda, title="Le cycle", starts_on=date(2024, 10, 17), rhythm="monthly",
        changes=differs, audiences=["medias"], pillars=["evaluer"],
    )  # fmt: skip
    factories.EventPageFactory(parent=agenda, title="À venir", starts_on=date(2027, 1, 21), rhythm="monthly")  # fmt: skip

    def lines(year):
        found = yearly.gather(year)
        return [(line.title, line.day, line.times) for _kind, all_lines in found.parts for line in all_lines if line.title == "Le cycle"]  # fmt: skip

    assert {2024, 2025, 2026} <= set(yearly.years())
    assert 2027 not in yearly.years()
    assert lines(2024) == [("Le cycle", date(2024, 10, 17), 3)]
    assert lines(2025) == [("Le cycle", date(2025, 1, 16), 10)]
    assert lines(2026) == [("Le cycle", date(2026, 1, 2), 12)]
    assert dict(yearly.gather(2025).rows)["medias"] == [0, 1, 0, 0]


def test_it_is_a_document_to_read_and_to_take_away(client, team, a_year):
    screen = client.get("/admin/tableau-de-bord/bilan/2025/").content.decode()
    assert "De mai" in screen and "On en parle" in screen
    assert "Bilan de l&#x27;année 2025" in screen

    file = client.get("/admin/tableau-de-bord/bilan/2025.pdf")

    assert file.headers["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(BytesIO(file.content))
    words = document[0].get_textpage().get_text_range()
    document.close()
    assert "2025" in words and "De mai" in words and "Le Quotidien" in words
    assert client.get("/admin/tableau-de-bord/bilan/1999/").status_code == 404


def test_nobody_else_sees_it(client, home):
    editors.set_up()
    user = factories.UserFactory()
    user.groups.add(Group.objects.get(name=editors.NETWORKS))
    client.force_login(user)

    for path in ("", "bilan/2025/", "bilan/2025.pdf"):
        assert client.get(f"/admin/tableau-de-bord/{path}").status_code == 302
