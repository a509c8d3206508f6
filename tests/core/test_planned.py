"""What was approved for an instant goes live at it, whole and once; caches know until when."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageLogEntry

from core import planned
from tests import factories
from tests.factories import paris
from tests.processes import begin, run

HOUR = paris(2026, 12, 3, 9)
SECOND = timedelta(seconds=1)


@pytest.fixture
def stopped(set_clock):
    set_clock(HOUR - timedelta(days=1))
    return set_clock


@pytest.fixture
def news(home):
    return factories.NewsIndexPageFactory(parent=home)


def approved_for(moment, parent, **fields):
    page = factories.NewsPageFactory(
        parent=parent, live=False, go_live_at=moment, **fields
    )
    page.save_revision().publish()
    return page


def is_live(page) -> bool:
    return Page.objects.get(pk=page.pk).live


def times_published(page) -> int:
    return PageLogEntry.objects.filter(
        page=page.pk, action="wagtail.publish.scheduled"
    ).count()


def test_it_goes_live_at_its_minute_and_not_before(stopped, news):
    page = approved_for(HOUR, news)

    planned.publish_due(stopped(HOUR - SECOND))
    assert not is_live(page)

    planned.publish_due(stopped(HOUR))
    planned.publish_due(stopped(HOUR + timedelta(minutes=1)))
    assert is_live(page)
    assert times_published(page) == 1


def test_after_days_of_silence_it_is_published_once(stopped, news):
    page = approved_for(HOUR, news)

    planned.publish_due(stopped(HOUR + timedelta(days=5)))

    assert (is_live(page), times_published(page)) == (True, 1)


def test_one_that_fails_stops_no_other_and_is_told(stopped, news, monkeypatch):
    broken, whole = approved_for(HOUR, news), approved_for(HOUR, news)
    save = Page.save

    def fail(page, *args, **kwargs):
        if page.pk == broken.pk:
            raise OSError("the disk is full")
        return save(page, *args, **kwargs)

    monkeypatch.setattr(Page, "save", fail)
    with pytest.raises(ExceptionGroup):
        planned.publish_due(stopped(HOUR))

    assert (is_live(broken), is_live(whole)) == (False, True)

    monkeypatch.setattr(Page, "save", save)
    planned.publish_due(stopped(HOUR + timedelta(minutes=1)))

    assert (is_live(broken), times_published(broken)) == (True, 1)


def test_a_page_leaves_at_its_minute(stopped, news):
    page = factories.NewsPageFactory(parent=news, expire_at=HOUR)

    planned.withdraw_due(stopped(HOUR - SECOND))
    assert is_live(page)

    planned.withdraw_due(stopped(HOUR))
    assert not is_live(page)


@pytest.mark.parametrize("address", ["/fr/actualites/", "/fr/nulle-part/", "/api/v2/pages/", "/sitemap.xml"])  # fmt: skip
def test_caches_keep_nothing_beyond_the_next_publication(
    client, stopped, news, address
):
    approved_for(HOUR, news)

    stopped(HOUR - timedelta(hours=1))
    assert "s-maxage" not in client.get(address).get("Cache-Control", "")
    stopped(HOUR - timedelta(seconds=90))
    assert "s-maxage=90" in client.get(address)["Cache-Control"]
    # Late: the clock of the house has not struck yet.
    stopped(HOUR + timedelta(seconds=5))
    assert "s-maxage=0" in client.get(address)["Cache-Control"]
    planned.publish_due(HOUR + timedelta(seconds=5))
    assert "s-maxage" not in client.get(address).get("Cache-Control", "")


def test_what_is_kept_for_less_stays_so(client, stopped, home):
    factories.VademecumPageFactory(parent=home)
    approved_for(HOUR, factories.NewsIndexPageFactory(parent=home))
    stopped(HOUR - timedelta(minutes=8))

    assert "s-maxage=480" in client.get("/fr/vademecum/contacts/")["Cache-Control"]


def test_a_page_pays_no_statement_for_it(client, stopped, news):
    client.get(news.href)
    with CaptureQueriesContext(connection) as before:
        client.get(news.href)
    approved_for(HOUR, news)
    stopped(HOUR - timedelta(minutes=1))
    client.get(news.href)
    with CaptureQueriesContext(connection) as after:
        client.get(news.href)

    assert len(after) == len(before)


PLANT = """
from datetime import timedelta
from django.utils import timezone, translation
from wagtail.models import Locale, Page, Site
from tests import factories
translation.activate("fr")
french, _new = Locale.objects.get_or_create(language_code="fr")
home = factories.HomePageFactory(
    parent=Page.get_first_root_node(), locale=french, slug="accueil"
)
Site.objects.update(root_page=home)
news = factories.NewsIndexPageFactory(parent=home)
for n in range(12):
    page = factories.NewsPageFactory(
        parent=news, live=False, go_live_at=timezone.now() + timedelta(days=1)
    )
    page.save_revision().publish()
"""
TICK = """
from datetime import timedelta
from django.utils import timezone
from core import clock
later = timezone.now() + timedelta(days=2)
timezone.now = lambda: later
clock.strike(later, only="core.chores.publish_what_is_planned")
"""
TELL = """
import json
from collections import Counter
from wagtail.models import PageLogEntry
from news.models import NewsPage
log = PageLogEntry.objects.filter(action="wagtail.publish.scheduled")
print(json.dumps({
    "live": NewsPage.objects.live().count(),
    "times": sorted(Counter(log.values_list("page", flat=True)).values()),
}))
"""


def test_two_workers_killed_and_begun_again_publish_each_once(shared_database):
    run(shared_database, 25, PLANT)
    for _restart in range(2):
        workers = [begin(shared_database, 25, TICK) for _n in range(2)]
        workers[0].kill()
        for worker in workers:
            worker.join()
    run(shared_database, 25, TICK)

    told = json.loads(run(shared_database, 25, TELL))

    assert told == {"live": 12, "times": [1] * 12}
