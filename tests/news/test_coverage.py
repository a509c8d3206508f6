"""Press coverage: logged once, reviewed each year, kept when its links die."""

import csv
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html as markup

from core.links import checking, places
from core.links.asking import Answer
from core.models import CheckedLink
from home import editors
from news.models import Retombee
from tests import factories
from tests.admin_forms import fields_of
from tests.factories import paris
from tests.test_every_page import MOST_STATEMENTS

NOW = paris(2026, 11, 26, 9)
DEAD, ALIVE = Answer(False, "404"), Answer(True, "200")


@pytest.fixture
def review(home):
    news = factories.NewsIndexPageFactory(parent=home)
    return factories.RetombeeIndexPageFactory(parent=news, slug="revue-de-presse")


def html_of(client, path) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


# --- The review -------------------------------------------------------------------


def test_each_year_has_its_page_the_last_one_first(client, review):
    for year in (2022, 2024, 2026):
        factories.RetombeeFactory(title=f"Année {year}", published_on=date(year, 5, 7))
    factories.RetombeeFactory(title="Brouillon", live=False)

    latest = html_of(client, review.href)
    assert "Année 2026" in latest
    assert "Année 2022" not in latest and "Brouillon" not in latest
    assert 'href="/fr/actualites/revue-de-presse/2022/"' in latest
    assert "Année 2022" in html_of(client, f"{review.href}2022/")
    # One address for one page; none for a year without anything.
    assert client.get(f"{review.href}2026/").url == review.href
    for nothing in ("2023/", "0/", "99999/", "x/"):
        assert client.get(review.href + nothing).status_code == 404


def test_it_says_what_was_relayed(client, review):
    figure = factories.ChiffreCleFactory(title="Jouer collectif")
    communique = factories.CommuniquePageFactory(
        parent=review.get_parent(), title="Un communiqué"
    )
    factories.RetombeeFactory(
        communique=communique, pillars=["evaluer"], figures=[figure]
    )

    html = html_of(client, review.href)
    assert f'href="{communique.href}"' in html and "Un communiqué" in html
    assert f'href="{figure.get_absolute_url()}"' in html
    assert "Évaluer" in html

    communique.unpublish()
    assert "Un communiqué" not in html_of(client, review.href)


def test_it_is_read_in_english_too(client, review, english, english_home):
    news = factories.translated(review.get_parent().specific, english, slug="news")
    assert news.live
    page = factories.translated(review, english, slug="press-review")
    factories.RetombeeFactory(title="Titre paru", kind="radio")

    html = html_of(client, page.href)

    assert "Titre paru" in html and "Radio" in html and "1 piece of coverage" in html


def test_a_title_is_of_the_language_it_appeared_in(client, review):
    factories.RetombeeFactory(title="Working together", tongue="en")
    factories.RetombeeFactory(title="Travailler ensemble", url="")

    page = markup.fromstring(client.get(review.href).content)
    rows = client.get(f"{review.href}retombees.csv").content.decode().splitlines()

    titles = {title.text: title.get("lang") for title in page.xpath("//h2/*")}
    assert titles == {"Working together": "en", "Travailler ensemble": "fr"}
    assert {row["title"]: row["language"] for row in csv.DictReader(rows)} == titles


def test_nothing_yet_is_said_kindly(client, review):
    assert "La première retombée" in html_of(client, review.href)


def test_the_statements_are_few_and_constant(client, review):
    def many(count):
        figure = factories.ChiffreCleFactory()
        for _number in range(count):
            factories.RetombeeFactory(figures=[figure])
        client.get(review.href)
        with CaptureQueriesContext(connection) as captured:
            client.get(review.href)
        return len(captured)

    few = many(1)
    assert many(30) == few <= MOST_STATEMENTS


def test_the_table_has_one_address_and_a_name_in_each_language(
    client, review, english_home, english
):
    factories.translated(review.get_parent().specific, english, slug="news")
    twin = factories.translated(review, english, slug="press-review")

    names = [
        client.get(f"{page.href}retombees.csv")["Content-Disposition"]
        for page in (review, twin)
    ]

    assert names == [
        'inline; filename="retombees.csv"',
        'inline; filename="press-coverage.csv"',
    ]


def test_all_of_it_is_a_table(client, review):
    figure = factories.ChiffreCleFactory(identifier="jouer-collectif")
    factories.RetombeeFactory(
        title="=cmd|' /C calc'!A0",
        medium="+Média",
        published_on=date(2022, 5, 7),
        figures=[figure],
    )
    factories.RetombeeFactory(published_on=date(2026, 11, 1))

    answer = client.get(f"{review.href}retombees.csv")

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(answer.content.decode().splitlines()))
    assert [row["published_on"] for row in rows] == ["2026-11-01", "2022-05-07"]
    assert rows[1]["title"] == "'=cmd|' /C calc'!A0" and rows[1]["medium"] == "'+Média"
    assert rows[1]["figures"] == "jouer-collectif"


# --- Logging one ------------------------------------------------------------------


def test_an_editor_logs_one_without_an_identifier(client, home):
    editors.set_up()
    user = factories.UserFactory()
    user.groups.add(Group.objects.get(name=editors.WRITERS))
    client.force_login(user)
    path = "/admin/snippets/news/retombee/add/?locale=fr"
    fields = fields_of(client.get(path), "medium") | {
        "title": "On en parle", "medium": "Le Quotidien", "published_on": "2026-11-20",
        "kind": "article", "url": "https://example.org/a",
    }  # fmt: skip

    for _twice in range(2):
        client.post(path, {k: v for k, v in fields.items() if k != "pillars"})

    found = Retombee.objects.order_by("pk").values_list("identifier", flat=True)
    assert list(found) == ["le-quotidien-2026-11-20", "le-quotidien-2026-11-20-2"]


def test_what_has_not_appeared_is_refused():
    row = Retombee(title="x", medium="x", published_on=date(2999, 1, 1))
    with pytest.raises(ValidationError) as refused:
        row.clean()
    assert "published_on" in refused.value.message_dict


# --- Dead links -------------------------------------------------------------------


def look(at, answer):
    places.seek(at)
    checking.check(at, lambda url: answer)


def test_a_link_is_dead_after_three_days_of_silence_and_kept_as_a_citation(
    client, review
):
    row = factories.RetombeeFactory(title="On en parle")
    for day in range(3):
        assert row.url in html_of(client, review.href)
        look(NOW + timedelta(days=day), DEAD)
        # Once a day, however often the clock strikes.
        look(NOW + timedelta(days=day, hours=1), DEAD)

    html = html_of(client, review.href)
    assert row.url not in html
    assert "On en parle" in html and "n’est plus en ligne" in html
    [link] = CheckedLink.objects.all()
    assert (link.failures, link.dead_since) == (3, NOW + timedelta(days=2))


def test_a_dead_link_gives_way_to_its_archived_copy(client, review):
    row = factories.RetombeeFactory(archive_url="https://archive.example.org/1")
    CheckedLink.objects.create(url=row.url, dead_since=NOW, checked_at=NOW)

    html = html_of(client, review.href)

    assert row.archive_url in html and "copie archivée" in html
    assert f'"{row.url}"' not in html


def test_a_link_that_answers_again_is_back(client, review):
    row = factories.RetombeeFactory()
    for day in range(3):
        look(NOW + timedelta(days=day), DEAD)

    look(NOW + timedelta(days=10), ALIVE)

    assert row.url in html_of(client, review.href)
