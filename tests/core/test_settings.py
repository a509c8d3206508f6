"""The site starts with what it needs, or says what is missing. In a process of its own."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

SECRET = "x" * 60


def run(code: str, module: str = "config.settings.production", **environment):
    """Some Python with a clean environment."""
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=settings.ROOT,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{settings.ROOT}:{settings.SITE}",
            "DJANGO_SETTINGS_MODULE": module,
            **environment,
        },
    )


def start(**environment):
    return run("import django; django.setup()", **environment)


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": "example.org"}, "SECRET_KEY"),
        ({"SECRET_KEY": "  ", "ALLOWED_HOSTS": "example.org"}, "SECRET_KEY"),
        ({"SECRET_KEY": SECRET}, "ALLOWED_HOSTS"),
        ({"SECRET_KEY": SECRET, "ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"SECRET_KEY": "court", "ALLOWED_HOSTS": "example.org"}, "SECRET_KEY"),
        ({"SECRET_KEY": SECRET, "ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"SECRET_KEY": SECRET, "ALLOWED_HOSTS": "example.org, *"}, "ALLOWED_HOSTS"),
        ({"SECRET_KEY": SECRET, "ALLOWED_HOSTS": ", ,"}, "ALLOWED_HOSTS"),
    ],
)
def test_production_refuses_to_start_and_names_what_is_missing(environment, named):
    started = start(**environment)

    assert started.returncode != 0
    assert "ImproperlyConfigured" in started.stderr
    assert named in started.stderr.splitlines()[-1]


def test_production_starts_with_a_key_and_hosts(tmp_path):
    started = start(SECRET_KEY=SECRET, ALLOWED_HOSTS="example.org", SITE_VAR=str(tmp_path))  # fmt: skip

    assert started.returncode == 0, started.stderr


def test_the_address_of_the_site_may_be_written_with_a_slash():
    said = run(
        "from django.conf import settings as s; print(s.WAGTAILADMIN_BASE_URL)",
        "config.settings.dev",
        SITE_URL="https://example.org/",
    )

    assert said.stdout.strip() == "https://example.org"


def test_the_database_and_the_cache_are_those_of_the_environment():
    said = run(
        "from django.conf import settings as s;"
        "print(s.DATABASES['default']['ENGINE'], s.DATABASES['default']['NAME'],"
        " s.CACHES['default']['BACKEND'])",
        SECRET_KEY=SECRET,
        ALLOWED_HOSTS="example.org",
        DATABASE_URL="postgres://site:secret@db.example.org/alliance",
        CACHE_URL="redis://cache.example.org:6379/1",
    )

    assert said.stdout.split() == [
        "django.db.backends.postgresql",
        "alliance",
        "django_redis.cache.RedisCache",
    ]


def test_a_cache_that_went_away_never_stops_the_site():
    said = run(
        "from django.core.cache import cache; print(cache.get('anything', 'default'))",
        module="config.settings.dev",
        CACHE_URL="redis://127.0.0.1:1/0",
    )

    assert said.stdout.strip() == "default", said.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "n'importe quoi"),
        ("CACHE_URL", "nimporte://quoi"),
        ("SERVE_MEDIA", "peut-être"),
        ("EMAIL_URL", "::::"),
        ("SECURE_HSTS_SECONDS", "longtemps"),
    ],
)
def test_a_variable_that_says_nothing_is_named(tmp_path, name, value):
    started = start(
        **{
            "SECRET_KEY": SECRET,
            "ALLOWED_HOSTS": "example.org",
            "SITE_VAR": str(tmp_path),
            name: value,
        }
    )

    assert started.returncode != 0
    assert name in started.stderr.splitlines()[-1]


def test_development_with_its_toolbar_has_nothing_to_warn_of(tmp_path):
    said = run(
        "import django; django.setup()\n"
        "from django.core.checks import run_checks\n"
        "print(run_checks())",
        "config.settings.dev",
        DEBUG="1",
        SITE_VAR=str(tmp_path),
    )

    assert said.stdout.strip() == "[]", said.stderr


def test_production_sends_everything_over_https():
    said = run(
        "from django.conf import settings as s;"
        "print(s.DEBUG, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0)",
        SECRET_KEY=SECRET,
        ALLOWED_HOSTS="example.org",
    )

    assert said.stdout.split() == ["False", "True", "True", "True", "True"]


def test_one_worker_does_the_tasks_of_wagtail_and_ours(tmp_path):
    said = run(
        "import django; django.setup()\n"
        "from django.core.management import call_command as call\n"
        "from modelsearch.tasks import insert_or_update_object_task as index\n"
        "from django_tasks_db.models import DBTaskResult as Task\n"
        "from vademecum.freezing import freeze\n"
        "call('migrate', 'django_tasks_database', verbosity=0)\n"
        "freeze.enqueue()\n"
        "index.enqueue('wagtailcore', 'locale', '1')\n"
        "call('db_worker', backend_name='background', batch=True, interval=0, verbosity=0)\n"
        "print(*(t.task_path for t in Task.objects.order_by('started_at')))\n"
        "print(Task.objects.ready().count())",
        SECRET_KEY=SECRET,
        ALLOWED_HOSTS="example.org",
        SITE_VAR=str(tmp_path),
    )

    first, last, left = said.stdout.split()
    # What takes no time goes first, though it was asked last.
    assert first.startswith("modelsearch."), said.stderr
    assert last == "vademecum.freezing.freeze"
    assert left == "0"
