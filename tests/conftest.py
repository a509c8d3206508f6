from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.db.transaction import atomic, set_rollback
from django.utils import translation
from hypothesis import settings
from wagtail.models import Locale, Page, Site

from core.messages import compile_catalogues
from core.models import SiteDocument, SiteImage, SiteRendition
from home.models import HomePage
from tests import factories, migrated, processes
from tests.made_once import made_once
from tests.tree import plant

# No timed assertion, nothing kept from one run to the next.
settings.register_profile("house", deadline=None, database=None)
settings.load_profile("house")


def pytest_configure(config):
    """A fresh clone has no compiled messages; of parallel runs, only the first makes them."""
    if not hasattr(config, "workerinput"):
        compile_catalogues(Path(__file__).parents[1] / "site" / "locale")


OPENS_THE_DATABASE = {"db", "transactional_db", "django_db_setup"}
SHARES_IT = {"shared_database", "transactional_db"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """
    `-m database`: what may open the database; pytest-django refuses it to the others.
    `-m engine`: whoever shares it between processes or threads, and whoever says so.
    """
    for item in items:
        if item.get_closest_marker("django_db") or OPENS_THE_DATABASE.intersection(
            item.fixturenames
        ):
            item.add_marker("database")
        if SHARES_IT.intersection(item.fixturenames):
            item.add_marker("engine")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """While the database of the tests is made, `migrate` copies what it made before."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(migrated.Command, "handle", migrated.migrate_once)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Before any test, in place of Wagtail's welcome page: our languages, home and site."""
    with django_db_blocker.unblock():
        Page.objects.get(depth=2).delete()
        for language in ("fr", "en"):
            Locale.objects.get_or_create(language_code=language)
        home = factories.HomePageFactory(
            parent=Page.get_first_root_node(),
            locale=Locale.objects.get(language_code="fr"),
            slug="accueil",
        )
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)


@pytest.fixture(scope="session")
def for_a_while(django_db_setup, django_db_blocker):
    """What is written `with for_a_while():` is taken back: what it gathers serves all tests."""

    @contextmanager
    def written():
        with django_db_blocker.unblock(), translation.override("fr"), atomic():
            # pytest-django makes a database only if a test is marked `django_db`: never
            # write into the one of the site.
            test_name = connection.creation._get_test_db_name()
            assert connection.settings_dict["NAME"] == test_name
            yield
            set_rollback(True)
        cache.clear()

    return written


@pytest.fixture(autouse=True)
def _alone():
    """Each test starts in French, without what another one left in the cache."""
    cache.clear()
    with translation.override("fr"):
        yield


@pytest.fixture
def shared_database(db, tmp_path):
    """The address of a database that other processes share."""
    with processes.shared_database(tmp_path) as address:
        yield address


@pytest.fixture
def set_clock(monkeypatch):
    """Stops the clock of the house: `set_clock(paris(2026, 11, 26))`."""

    def stop(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    return stop


@pytest.fixture
def media(tmp_path, monkeypatch, settings):
    """Pictures and documents on a disk, as `/media/` serves them."""
    settings.MEDIA_ROOT = str(tmp_path)
    storage = FileSystemStorage(location=tmp_path)
    for model in (SiteImage, SiteRendition, SiteDocument):
        monkeypatch.setattr(model._meta.get_field("file"), "storage", storage)


@pytest.fixture
def french(db):
    return Locale.objects.get(language_code="fr")


@pytest.fixture
def english(db):
    return Locale.objects.get(language_code="en")


@pytest.fixture
def home(db):
    """The French home page, root of the site."""
    return HomePage.objects.get()


@pytest.fixture
@made_once
def season(home):
    """A season of Jeudis, with its index above it."""
    jeudis = factories.JeudiIndexPageFactory(parent=home)
    return factories.SeasonPageFactory(parent=jeudis, slug="saison-1")


@pytest.fixture
@made_once
def english_home(home, english):
    """The English home page."""
    return factories.translated(home, english, slug="home")


@pytest.fixture
@made_once
def tree(home):
    """One page of each type, with every kind of fact cited."""
    return plant(home)
