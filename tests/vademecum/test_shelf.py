"""Books on the shelf: made when they change, served whole, never with somebody off duty."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.tasks import task_backends
from django_tasks_db.models import DBTaskResult
from wagtail.models import PageViewRestriction

from tests import factories
from tests.factories import paris
from vademecum.book import shelf
from vademecum.models import BookFile

NOW = paris(2026, 11, 24, 12)


@pytest.fixture
def asked(django_capture_on_commit_callbacks):
    """How many times what happens inside asks for books."""
    queue = task_backends["background"]

    def count(change) -> int:
        queue.clear()
        with django_capture_on_commit_callbacks(execute=True):
            change()
        return len(queue.results)

    return count


@pytest.fixture
def fiche(small):
    """The files of one fiche, made."""
    shelf.build("fr", small.key)
    return small


def row(small, kind="pdf") -> BookFile:
    return BookFile.objects.get(name=f"fiche-{small.key}.fr.{kind}")


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_dossier_is_made_once_as_long_as_nothing_changes(fiche):
    first = row(fiche)

    assert shelf.build("fr", fiche.key) is False
    assert row(fiche).file.name == first.file.name


def test_a_change_makes_it_again_and_drops_the_file_before(
    fiche, django_capture_on_commit_callbacks
):
    first = row(fiche)
    fiche.fiche.introduction = "Autrement dit."
    fiche.fiche.save_revision().publish()

    with django_capture_on_commit_callbacks(execute=True):
        assert shelf.build("fr", fiche.key) is True

    second = row(fiche)
    assert second.sha256 != first.sha256
    assert second.file.storage.exists(second.file.name)
    assert not first.file.storage.exists(first.file.name)


def test_an_interruption_leaves_the_book_before_whole(fiche):
    first = row(fiche)
    fiche.fiche.introduction = "Autrement dit."
    fiche.fiche.save_revision().publish()

    class KilledError(Exception):
        pass

    def killed():
        with transaction.atomic():
            shelf.build("fr", fiche.key)
            raise KilledError

    with pytest.raises(KilledError):
        killed()

    assert row(fiche).sha256 == first.sha256
    assert first.file.storage.exists(first.file.name)
    assert shelf.build("fr", fiche.key) is True


def test_a_lost_file_is_made_again(fiche):
    lost = row(fiche)
    lost.file.storage.delete(lost.file.name)

    assert shelf.build("fr", fiche.key) is True


def test_the_books_of_a_fiche_that_is_gone_are_dropped(fiche):
    fiche.fiche.unpublish()
    BookFile.objects.exclude(pk=row(fiche).pk).delete()

    shelf.build_all()

    assert not BookFile.objects.filter(name__contains=f"{fiche.key}.fr").exists()


def test_publishing_what_books_hold_asks_for_them(small, asked):
    assert asked(lambda: small.fiche.save_revision().publish()) >= 1
    assert asked(lambda: small.figure.save_revision().publish()) >= 1
    assert asked(lambda: small.contact.unpublish()) >= 1


def test_publishing_what_books_do_not_hold_asks_for_nothing(small, asked):
    news = factories.NewsIndexPageFactory(parent=small.home)

    assert asked(lambda: factories.NewsPageFactory(parent=news)) == 0


def test_a_draft_asks_for_nothing(small, asked):
    assert asked(lambda: small.fiche.save_revision()) == 0


def test_two_hundred_publications_ask_once(
    settings, small, django_capture_on_commit_callbacks
):
    background = {"BACKEND": "django_tasks_db.DatabaseBackend"}
    settings.TASKS = settings.TASKS | {"background": background}

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(200):
            shelf.ask_after_commit()

    assert DBTaskResult.objects.count() == 1


def test_the_night_a_duty_ends_is_asked_in_advance_and_once(settings, fiche):
    background = {"BACKEND": "django_tasks_db.DatabaseBackend"}
    settings.TASKS = settings.TASKS | {"background": background}
    midnight = shelf.timezone.now() + timedelta(days=3)
    BookFile.objects.update(valid_until=midnight)

    shelf.ask_at_next_change_of_duty()
    shelf.ask_at_next_change_of_duty()

    assert [task.run_after for task in DBTaskResult.objects.all()] == [midnight]
    shelf.ask()
    assert (
        DBTaskResult.objects.count() == 2
    )  # the one of that night does not stand for now


def test_a_book_is_valid_until_somebody_goes_off_duty_or_comes_on(small):
    small.contact.duty_until = date(2026, 11, 30)
    small.contact.save_revision().publish()
    factories.PressContactFactory(duty_from=date(2026, 11, 27))

    book = shelf.content.gather("fr", small.key, at=NOW)

    assert book.valid_until == paris(2026, 11, 27)
    assert shelf.content.gather(
        "fr", small.key, paris(2026, 11, 27)
    ).valid_until == paris(2026, 12, 1)


def test_a_contact_off_duty_is_in_no_book_from_midnight_on(rf, small):
    small.contact.duty_until = date(2026, 11, 30)
    small.contact.save_revision().publish()
    shelf.build("fr", small.key, at=NOW)
    before = row(small)

    for at, is_the_same in (
        (paris(2026, 11, 30, 23, 59), True),
        (paris(2026, 12, 1), False),
    ):
        request = rf.get("/fr/vademecum/pourquoi/fiche.pdf")
        response = shelf.serve(request, small.fiche, "pdf", small.key, at=at)
        response.file_to_stream.close()

        assert (response["ETag"] == f'"{before.sha256}"') is is_the_same
    names = [
        c.title
        for c in shelf.content.gather("fr", small.key, paris(2026, 12, 1)).chapters
    ]
    assert names == ["Pourquoi s’allier\u202f?"]


# --- At their addresses -------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("fiche.pdf", "application/pdf"),
        ("fiche.epub", "application/epub+zip"),
        ("dossier.zip", "application/zip"),
    ],
)
def test_a_fiche_answers_its_files_even_if_nobody_made_them(client, small, file, kind):
    response = client.get(f"{small.fiche.href}{file}")

    assert response.status_code == 200
    assert response["Content-Type"] == kind
    assert int(response["Content-Length"]) == len(body(response))
    assert "faire-alliance-pourquoi-sallier." in response["Content-Disposition"]


def test_a_file_is_not_sent_twice_to_who_has_it(client, fiche):
    first = client.get(
        f"{fiche.fiche.href}fiche.pdf", headers={"accept-encoding": "gzip"}
    )
    b"".join(first.streaming_content)  # to its end: the client then lets it go

    second = client.get(
        f"{fiche.fiche.href}fiche.pdf", headers={"if-none-match": first["ETag"]}
    )

    assert first["ETag"] == f'"{row(fiche).sha256}"'
    assert "Content-Encoding" not in first
    assert (second.status_code, second.content) == (304, b"")


def test_the_whole_book_that_is_not_made_says_so_and_asks(client, small, asked):
    answers = []

    count = asked(lambda: answers.append(client.get("/fr/vademecum/vademecum.pdf")))

    response = answers[0]
    assert (response.status_code, count) == (503, 1)
    assert int(response["Retry-After"]) > 0
    html = response.content.decode()
    assert "en cours de fabrication" in html
    assert html.count('href="/fr/vademecum/vademecum.pdf"') == 1  # to ask again


def test_a_fiche_without_english_has_no_english_book(client, small):
    assert client.get("/en/handbook/une-autre-fiche/fiche.pdf").status_code == 404
    assert f"fiche-{uuid4()}" not in shelf.content.names("en")
    assert (
        len(shelf.content.names("en")) == 2
    )  # the whole, and the fiche that is translated


def test_a_restricted_fiche_is_in_no_book(small):
    PageViewRestriction.objects.create(page=small.fiche, restriction_type="login")

    whole = shelf.content.gather("fr")

    assert f"fiche-{small.key}" not in shelf.content.names("fr")
    assert f"fiche-{small.key}" not in {chapter.name for chapter in whole.chapters}


def test_a_restricted_vademecum_has_no_book_at_all(small):
    vademecum = small.fiche.get_parent()
    PageViewRestriction.objects.create(page=vademecum, restriction_type="login")

    assert shelf.content.names("fr") == {}
    assert not {name for name in shelf.build_all() if name.endswith(".fr")}


def test_an_unpublished_fiche_has_no_book(client, fiche):
    fiche.fiche.unpublish()

    assert client.get(f"{fiche.fiche.href}fiche.pdf").status_code == 404


def test_a_page_leads_to_its_files(client, small):
    html = client.get("/fr/vademecum/une-autre-fiche/").content.decode()

    for file in ("fiche.pdf", "fiche.epub", "dossier.zip"):
        assert f'href="{file}"' in html


def test_the_vademecum_says_the_size_of_what_is_made(client, small):
    size = re.compile(r"\d\s[km]o\b", re.I)
    assert not size.search(client.get("/fr/vademecum/").content.decode())

    shelf.build("fr")

    html = client.get("/fr/vademecum/").content.decode()
    assert 'href="vademecum.pdf"' in html
    assert len(size.findall(html)) == 3
