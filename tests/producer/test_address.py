"""A URL is checked before anything is opened, and this machine is known by all its names."""

from __future__ import annotations

import pytest

from producer.address import Address, parse


def test_the_parts_of_a_url_are_found() -> None:
    assert parse("ws://example.org:3001/x") == Address(
        "ws://example.org:3001/x", "example.org", 3001, secure=False
    )


def test_without_a_port_the_usual_one_of_the_scheme_is_meant() -> None:
    assert parse("ws://example.org").port == 80
    assert parse("wss://example.org") == Address("wss://example.org", "example.org", 443, True)


@pytest.mark.parametrize(
    "url",
    [
        *("ws://localhost:3001", "ws://LOCALHOST.", "ws://desk.localhost", "ws://127.0.0.1"),
        *("ws://127.9.9.9:80", "ws://[::1]:3001", "wss://localhost"),
    ],
)
def test_this_machine_is_known_by_all_its_names(url: str) -> None:
    assert parse(url).is_loopback


@pytest.mark.parametrize(
    "url",
    [
        *("ws://localhost.example.org", "ws://192.168.1.2", "ws://127.0.0.1.example.org"),
        *("ws://[2001:db8::1]:3001", "ws://mylocalhost"),
    ],
)
def test_another_machine_is_not_taken_for_this_one(url: str) -> None:
    assert not parse(url).is_loopback


@pytest.mark.parametrize(
    "url",
    [
        *("", "localhost:3001", "http://localhost:3001", "ws:", "ws://", "ws://:3001", "ws:///x"),
        *("ws://[::1", "ws://a b:1", "ws://a\nb", "ws://\x00"),
    ],
)
def test_what_is_no_address_is_answered_with_one_that_is(url: str) -> None:
    with pytest.raises(ValueError, match="looks like ws://localhost:3001"):
        parse(url)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "x", "3001x"])
def test_a_port_that_cannot_be_is_told(port: str) -> None:
    with pytest.raises(ValueError, match="from 1 to 65535"):
        parse(f"ws://localhost:{port}")


@pytest.mark.parametrize(
    "url",
    ["ws://me:sesame@host", "ws://host/?token=sesame", "http://host:3001/#token=sesame", "sesame@"],
)
def test_an_address_that_may_hold_a_secret_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ValueError, match="option of its own") as refused:
        parse(url)
    assert "sesame" not in str(refused.value)


def test_a_ca_is_for_tls_only() -> None:
    assert parse("wss://example.org", "ca.pem").ca == "ca.pem"
    with pytest.raises(ValueError, match="wss://"):
        parse("ws://example.org", "ca.pem")
