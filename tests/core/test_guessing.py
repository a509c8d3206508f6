"""Who asks, behind proxies or not, and how often they may try."""

import pytest
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from core.client_address import client_address, network
from core.guessing import is_allowed


def asked(nearest="192.0.2.1", said=None):
    headers = {} if said is None else {"HTTP_X_FORWARDED_FOR": said}
    return RequestFactory().get("/", REMOTE_ADDR=nearest, **headers)


def test_without_a_declared_proxy_nobody_chooses_their_address(settings):
    settings.TRUSTED_PROXIES = 0

    assert client_address(asked(said="198.51.100.7")) == "192.0.2.1"


@pytest.mark.parametrize(
    ("proxies", "said", "found"),
    [
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),  # the first one is a lie
        (2, "203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "198.51.100.7", "192.0.2.1"),  # it went round the outer proxy
        (1, "198.51.100.7:5678", "198.51.100.7"),
        (1, "[2001:db8::7]:5678", "2001:db8::7"),
        (1, "2001:DB8::7", "2001:db8::7"),
        (1, "inconnu", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, None, "192.0.2.1"),
    ],
)
def test_each_trusted_proxy_says_who_called_it(settings, proxies, said, found):
    settings.TRUSTED_PROXIES = proxies

    assert client_address(asked(said=said)) == found


@given(said=st.text(max_size=200), proxies=st.integers(1, 3))
def test_whatever_a_visitor_pretends_the_proxy_is_believed(said, proxies):
    behind = ", 10.0.0.2" * (proxies - 1)
    with override_settings(TRUSTED_PROXIES=proxies):
        found = client_address(asked(said=f"{said}, 198.51.100.7{behind}"))

    assert found == "198.51.100.7"


def test_a_visitor_holds_a_whole_network_of_ipv6():
    assert network("2001:db8::1") == network("2001:db8::ffff:1")
    assert network("2001:db8:0:1::1") != network("2001:db8:0:2::1")
    assert network("192.0.2.1") != network("192.0.2.2")
    assert network("::ffff:192.0.2.1") == "192.0.2.1"
    assert network("") == ""


def test_too_many_tries_are_refused_by_reader_and_in_all(settings):
    settings.TRUSTED_PROXIES = 1

    def tries(n):
        return is_allowed(asked(said=f"198.51.100.{n}"), "test", most=2, in_all=5)

    assert [tries(1) for _ in range(3)] == [True, True, False]
    assert [tries(n) for n in (2, 3, 4, 5)] == [True, True, True, False]
