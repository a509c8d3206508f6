"""Forty editors at once: forty numbers that follow one another, on both databases."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connections
from wagtail.models import Locale, Page, Site

from jeudis import preparing
from jeudis.models import JeudiPage, SeasonPage
from tests import factories, migrated
from tests.factories import paris

EDITORS = 40
AT = paris(2026, 11, 26, 9)


def at_once(act, count: int = EDITORS) -> list:
    """What each of these threads answered; they begin together."""
    start = Barrier(count, timeout=60)

    def one(rank):
        try:
            start.wait()
            return act(rank)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def create(season_pk: int, rank: int) -> int:
    jeudi = JeudiPage(
        title=f"Jeudi {rank}",
        live=False,
        locale=Locale.objects.get(language_code="fr"),
        format="webinaire",
        starts_at=paris(2027, 1, 7, 12) + timedelta(weeks=rank),
    )
    SeasonPage.objects.get(pk=season_pk).add_child(instance=jeudi)
    return JeudiPage.objects.get(pk=jeudi.pk).number


def plant() -> SeasonPage:
    Locale.objects.get_or_create(language_code="fr")
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    home = factories.HomePageFactory(parent=root, slug="a-la-fois", locale=Locale.objects.get(language_code="fr"))  # fmt: skip
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})  # fmt: skip
    index = factories.JeudiIndexPageFactory(parent=home)
    return factories.SeasonPageFactory(parent=index)


def check_forty_numbers(season):
    at_once(lambda rank: create(season.pk, rank))

    pages = list(JeudiPage.objects.order_by("starts_at"))
    assert [page.number for page in pages] == list(range(1, EDITORS + 1))
    assert len({page.path for page in pages}) == EDITORS
    assert Page.objects.get(pk=season.pk).numchild == EDITORS


def check_weeks_made_once(season):
    made = at_once(lambda rank: len(preparing.prepare(AT)), count=8)

    assert sum(made) == 8
    assert JeudiPage.objects.filter(starts_at__lt=paris(2027, 1, 21)).count() >= 8


pytestmark = pytest.mark.engine
# Asked of the settings: a transactional test that skips would still empty the database.
IN_MEMORY = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
on_a_server = pytest.mark.skipif(
    IN_MEMORY, reason="one thread at a time writes in memory; the file below is shared"
)


@pytest.fixture
def season(transactional_db):
    return plant()


@on_a_server
def test_forty_creations_at_once_have_forty_consecutive_numbers(season):
    check_forty_numbers(season)


@on_a_server
def test_eight_who_prepare_at_once_make_each_thursday_once(season):
    check_weeks_made_once(season)


def test_the_same_in_a_file_of_sqlite(django_db_setup, tmp_path):
    """In a process of its own, on a copy of the tests' migrated database."""
    if not IN_MEMORY:
        pytest.skip("done above, on the database itself")
    file, root = tmp_path / "site.sqlite3", migrated.ROOT
    shutil.copy(migrated.FOLDER / f"{migrated.digest()}.sqlite3", file)

    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ALONE],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=300,
        env=os.environ
        | {
            "DATABASE_URL": f"sqlite:///{file}",
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "PYTHONPATH": f"{root}{os.pathsep}{root / 'site'}",
        },
    )

    assert (done.returncode, done.stderr[-2000:]) == (0, "")
    assert done.stdout == "forty\neight\n"


ALONE = "import django; django.setup(); from tests.jeudis import test_at_the_same_time as here; here.alone()"


def alone():
    season = plant()
    check_forty_numbers(season)
    sys.stdout.write("forty\n")
    for jeudi in JeudiPage.objects.all():
        jeudi.delete()
    check_weeks_made_once(season)
    sys.stdout.write("eight\n")
