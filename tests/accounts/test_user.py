"""Somebody of the team is known by a mail address."""

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from tests import factories

pytestmark = pytest.mark.django_db
User = get_user_model()


def test_an_account_is_a_mail_address_and_a_password():
    user = User.objects.create_user("Camille@Example.org", "un mot de passe")

    assert user.email == "camille@example.org"
    assert authenticate(username="camille@example.org", password="un mot de passe") == user  # fmt: skip


@pytest.mark.parametrize("typed", ["Camille@Example.org", "CAMILLE@EXAMPLE.ORG"])
def test_capitals_in_an_address_do_not_keep_anybody_out(client, typed):
    User.objects.create_superuser("camille@example.org", "un mot de passe")

    response = client.post(
        "/admin/login/", {"username": typed, "password": "un mot de passe"}
    )

    assert response.status_code == 302


def test_a_wrong_password_does_not_open(client):
    User.objects.create_superuser("camille@example.org", "un mot de passe")

    response = client.post(
        "/admin/login/", {"username": "camille@example.org", "password": "autre"}
    )

    assert response.status_code == 200


def test_an_account_of_the_site_has_no_rights():
    user = User.objects.create_user("camille@example.org")

    assert not user.is_staff and not user.is_superuser
    assert not user.has_usable_password()


def test_an_administrator_has_them_all():
    user = User.objects.create_superuser("camille@example.org", "un mot de passe")

    assert user.is_staff and user.is_superuser


def test_two_accounts_never_share_an_address():
    User.objects.create_user("camille@example.org")

    with pytest.raises(IntegrityError):
        User.objects.create_user("CAMILLE@example.org")


@pytest.mark.parametrize("typed", ["camille@example.org", "Camille@EXAMPLE.org"])
def test_the_second_one_is_told_in_french(typed):
    User.objects.create_user("camille@example.org")

    with pytest.raises(ValidationError, match="Un compte existe déjà"):
        User(email=typed, password="x").full_clean()


def test_somebody_is_called_by_name_else_by_address():
    named = factories.UserFactory(first_name="Camille", last_name="Martin")
    unnamed = factories.UserFactory(first_name="", last_name="")

    assert str(named) == "Camille Martin"
    assert str(unnamed) == unnamed.email
