"""Figures to read again: on the home screen of the admin, and once a week by mail."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.models import CheckedLink, OutgoingMail
from home import chores, editors, reviews
from tests import factories
from tests.factories import paris
from vademecum import reviews as questions

TODAY = date(2026, 11, 24)  # a Tuesday


def figure(days: int, day=TODAY, **fields):
    return factories.ChiffreCleFactory(review_on=day + timedelta(days=days), **fields)


def member(group=None, **fields):
    user = factories.UserFactory(**fields)
    if group:
        user.groups.add(editors.Group.objects.get(name=group))
    return user


@pytest.fixture
def team(home):
    editors.set_up()


def at_nine(day):
    return paris(day.year, day.month, day.day, 9)


def mails():
    return list(OutgoingMail.objects.order_by("pk"))


def send_all(day=TODAY) -> list[bool]:
    at = at_nine(day)
    return [reviews.mail(who, desk, at) for who, desk in reviews.desks(day)[0].items()]


# --- Which figures ----------------------------------------------------------------


def test_a_figure_is_late_the_day_after_its_day(french):
    late, today, last, after = figure(-1), figure(0), figure(30), figure(31)

    assert list(questions.overdue(TODAY)) == [late]
    assert list(questions.due_soon(TODAY)) == [today, last]
    assert after not in questions.due_soon(TODAY)


def test_a_translation_is_not_reviewed_apart(french, english):
    french_figure = figure(-1)
    factories.translated(french_figure, english)

    assert list(questions.overdue(TODAY)) == [french_figure]


# --- The admin --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "expected"), [(1, "un jour de retard"), (12, "12 jours de retard")]
)
def test_the_home_screen_names_late_figures_with_owner_and_days(client, team, days, expected):  # fmt: skip
    owner = member(editors.WRITERS, first_name="Camille", last_name="Martin")
    late = figure(-days, timezone.localdate(), title="Le retard", owner=owner)
    figure(3, timezone.localdate(), title="La suite")
    client.force_login(owner)

    screen = " ".join(client.get("/admin/").content.decode().split())

    assert f"/edit/{late.pk}/\">Le retard</a>, Camille Martin, <strong>{expected}</strong>" in screen  # fmt: skip
    assert screen.index("Le retard") < screen.index("La suite")


def test_the_home_screen_says_nothing_of_late_figures_when_there_are_none(client, team):
    client.force_login(member(editors.WRITERS))

    screen = client.get("/admin/").content.decode()

    assert "Chiffres en retard" not in screen
    assert "Aucun chiffre à relire dans les trente jours." in screen


def test_the_home_screen_costs_the_same_with_many_figures(client, team, django_assert_max_num_queries):  # fmt: skip
    owner = member(editors.WRITERS)
    client.force_login(owner)
    today = timezone.localdate()
    figure(-1, today, owner=owner), figure(1, today, owner=owner)
    client.get("/admin/")
    with django_assert_max_num_queries(200) as few:
        client.get("/admin/")
    for number in range(12):
        figure(number - 6, today, owner=member())

    with django_assert_max_num_queries(len(few)):
        client.get("/admin/")


@pytest.mark.parametrize(
    ("asked", "expected"), [("late", {"Tard"}), ("soon", {"Bientôt"}), ("", {"Tard", "Bientôt", "Plus tard"})]
)  # fmt: skip
def test_the_listing_of_figures_filters_those_to_read_again(client, team, asked, expected):  # fmt: skip
    today = timezone.localdate()
    figure(-1, today, title="Tard"), figure(1, today, title="Bientôt")
    figure(90, today, title="Plus tard")
    client.force_login(member(editors.WRITERS))

    response = client.get(
        f"/admin/snippets/vademecum/chiffrecle/?locale=fr&review={asked}"
    )

    assert {f.title for f in response.context["object_list"]} == expected


# --- The mail ---------------------------------------------------------------------


def test_each_owner_gets_one_mail_with_late_and_coming_figures(team):
    owner = member(editors.WRITERS)
    late = figure(-2, title="Le retard", owner=owner)
    figure(3, title="La suite", owner=owner)

    sent = send_all()

    [mail] = mails()
    assert sent == [True]
    assert mail.to == owner.email
    assert mail.subject == "2 chiffres du Vademecum à relire"
    text = mail.text.replace("\u202f", " ").replace("\xa0", " ")
    assert "Le retard : 81 %\n  2 jours de retard" in text
    assert f"http://localhost:8000/admin/snippets/vademecum/chiffrecle/edit/{late.pk}/" in text  # fmt: skip
    assert "avant le 27 novembre 2026" in text
    assert "<h2>En retard</h2>" in mail.html


def test_a_title_with_signs_stays_readable_in_text_and_harmless_in_html(team):
    figure(-2, title="L'« A&B » <i>", owner=member(editors.WRITERS))

    send_all()

    [mail] = mails()
    assert "A&B" in mail.text and "<i>" in mail.text
    assert "A&amp;B" in mail.html and "&lt;i&gt;" in mail.html


def test_an_owner_who_may_not_edit_gets_the_list_without_addresses(team):
    figure(-2, title="Le retard", owner=member())

    send_all()

    [mail] = mails()
    assert "Le retard" in mail.text
    assert "localhost" not in mail.text
    assert "None" not in mail.text + mail.html


def test_a_second_run_in_the_same_week_writes_nothing(team):
    figure(-2, owner=member())

    first, second = send_all(), send_all(TODAY + timedelta(days=5))
    next_week = send_all(TODAY + timedelta(days=6))

    assert (first, second, next_week) == ([True], [False], [True])
    assert len(mails()) == 2


def test_figures_without_an_owner_who_works_here_go_to_the_second_readers(team):
    readers = {member(editors.READERS).email, member(editors.READERS).email}
    figure(-2), figure(-3, owner=member(is_active=False))

    send_all()

    assert {mail.to for mail in mails()} == readers
    assert {mail.subject for mail in mails()} == {"2 chiffres du Vademecum à relire"}


def test_whose_source_answers_no_more_is_told(team):
    owner = member(editors.WRITERS)
    url = "https://muette.example.org/etude"
    lost = factories.ChiffreCleFactory(title="Perdu", source_url=url, owner=owner)
    figure(-2, title="Les deux", source_url=url, owner=owner)
    factories.ChiffreCleFactory(title="Brouillon", source_url=url, live=False, owner=owner)  # fmt: skip
    factories.ChiffreCleFactory(title="Présent", owner=owner)
    CheckedLink.objects.create(url=url, dead_since=paris(2026, 11, 3, 9))

    send_all()

    [mail] = mails()
    assert mail.subject == "2 chiffres du Vademecum à relire"
    told = mail.text.replace("\u202f", " ").replace("\xa0", " ")
    told = told[told.lower().index("la source ne répond plus") :]
    assert "Perdu : 81 %\n  depuis le 3 novembre 2026 : https://muette.example.org/etude" in told  # fmt: skip
    assert "Les deux" in told
    assert "Brouillon" not in told and "Présent" not in told
    assert f"/admin/snippets/vademecum/chiffrecle/edit/{lost.pk}/" in told


def test_without_late_or_coming_figures_nobody_gets_a_mail(team):
    figure(90, owner=member()), factories.ChiffreCleFactory(owner=member())

    assert send_all() == []


def test_an_account_without_a_real_address_keeps_nobody_from_theirs(team):
    figure(-2, owner=member(email="admin@localhost")), figure(-2, owner=member())

    assert sorted(send_all()) == [False, True]
    assert len(mails()) == 1


def test_the_command_fails_aloud_when_nobody_answers_for_a_figure(team, capsys):
    figure(-2, timezone.localdate(), identifier="maires")
    owner = member()
    figure(-2, timezone.localdate(), owner=owner)

    with pytest.raises(CommandError, match="Personne ne répond de : maires"):
        call_command("mail_reviews")

    assert capsys.readouterr().out == f"Écrit : {owner.email}\n"
    assert len(mails()) == 1


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        (paris(2026, 11, 23, 7, 59), 0),  # a Monday
        (paris(2026, 11, 23, 8), 1),
        (paris(2026, 11, 25, 3), 1),  # the clock stood still for two days
        (paris(2026, 11, 29, 23, 59), 1),
    ],
)
def test_the_clock_writes_on_monday_morning_or_as_soon_as_it_can(team, moment, count):
    figure(-2, owner=member())

    for minute in range(2):
        chores.mail_the_weeks_reviews(moment + timedelta(seconds=minute))

    assert len(mails()) == count
