"""The process answers; the process can work."""

import pytest
from django.db import OperationalError

from core import views


class Broken:
    """A database or a cache that went away."""

    def __getattr__(self, name):
        raise OperationalError("gone")

    def close(self):
        pass


class Forgetful:
    """What django-redis does when its server is gone: it says nothing, and keeps nothing."""

    def set(self, *args):
        pass

    def get(self, *args):
        return None


def test_the_process_answers_without_a_database(client):
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.content == b"ok\n"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_database_and_cache_answer(client):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.content == b"ok\n"


@pytest.mark.django_db
@pytest.mark.parametrize("cache", [Broken, Forgetful])
def test_not_ready_without_cache(client, monkeypatch, cache):
    monkeypatch.setattr(views, "cache", cache())

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.content == b"cache: unavailable\n"


@pytest.mark.django_db
def test_not_ready_without_database(client, monkeypatch):
    monkeypatch.setattr(views, "connection", Broken())

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.content == b"database: unavailable\n"
