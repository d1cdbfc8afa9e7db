"""Only requests that address the relay by its own name, from its own page or a program, get in."""

from __future__ import annotations

import pytest

from relay.access import Arrival, of_loopback, of_names

RELAY = of_loopback(3001)


@pytest.mark.parametrize(
    "host", ["localhost:3001", "127.0.0.1:3001", "[::1]:3001", "LocalHost:3001"]
)
def test_the_relay_answers_under_the_names_of_loopback(host: str) -> None:
    assert RELAY.refusal([host], []) is None
    assert RELAY.refusal([host], [f"http://{host}"]) is None


@pytest.mark.parametrize(
    "hosts",
    [
        [],
        ["localhost:3001", "localhost:3001"],
        ["localhost"],
        ["localhost:3002"],
        ["evil.example:3001"],
        ["localhost:3001.evil.example"],
        ["evil-localhost:3001"],
        [""],
    ],
)
def test_any_other_host_is_refused(hosts: list[str]) -> None:
    assert "host name" in (RELAY.refusal(hosts, []) or "")


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://evil.example:3001",
        "https://localhost:3001",
        "http://localhost:3001.evil.example",
        "http://localhost:30011",
        "http://localhost:3001/",
        "null",
        "",
    ],
)
def test_a_page_of_another_origin_is_refused(origin: str) -> None:
    assert "origin" in (RELAY.refusal(["localhost:3001"], [origin]) or "")


def test_one_foreign_origin_among_several_is_enough_to_refuse() -> None:
    both = ["http://localhost:3001", "http://evil.example"]
    assert RELAY.refusal(["localhost:3001"], both) is not None


def test_the_development_server_of_the_page_may_use_the_relay() -> None:
    assert RELAY.refusal(["localhost:3001"], ["http://localhost:3000"]) is None


def test_at_port_80_a_host_needs_no_port() -> None:
    assert of_loopback(80).refusal(["localhost"], ["http://localhost"]) is None


HOUSE = of_names(["192.168.1.20", "desk.local", "fd00::2", "localhost"], 3001)


@pytest.mark.parametrize("host", ["192.168.1.20:3001", "Desk.local:3001", "[fd00::2]:3001"])
def test_a_relay_of_the_house_answers_under_the_names_that_it_was_given(host: str) -> None:
    assert HOUSE.refusal([host], [f"http://{host}"]) is None


@pytest.mark.parametrize("host", ["192.168.1.21:3001", "192.168.1.20", "desk:3001", "local:3001"])
def test_and_under_no_other(host: str) -> None:
    assert "host name" in (HOUSE.refusal([host], []) or "")
    assert "origin" in (HOUSE.refusal(["desk.local:3001"], [f"http://{host}"]) or "")


@pytest.mark.parametrize(
    ("here", "host"),
    [
        ("10.0.0.7", "10.0.0.7:3001"),
        ("fd00::7", "[fd00::7]:3001"),
        ("fe80::7%eth0", "[fe80::7]:3001"),
    ],
)
def test_the_address_at_which_a_request_arrived_is_a_right_host(here: str, host: str) -> None:
    """This machine may have been given it after the start."""
    arrival = Arrival("10.0.0.9", here)
    assert HOUSE.refusal([host], [f"http://{host}"], arrival) is None
    assert HOUSE.refusal([host], [f"https://{host}"], arrival) is not None
    assert HOUSE.refusal([host], []) is not None
    assert HOUSE.refusal(["evil.example:3001"], ["http://evil.example:3001"], arrival) is not None


def test_a_page_behind_a_proxy_is_named_as_browsers_show_it() -> None:
    relay = of_names(["localhost"], 3001, pages=["https://relay.example.org/desk/"])
    assert relay.page == "https://relay.example.org/desk/"
    assert relay.refusal(["relay.example.org"], ["https://relay.example.org"]) is None
    assert relay.refusal(["relay.example.org"], ["http://relay.example.org"]) is not None
    assert relay.refusal(["relay.example.org:3001"], []) is not None


def test_an_encrypted_relay_lets_in_encrypted_pages() -> None:
    relay = of_names(["desk.local"], 443, secure=True)
    assert relay.page == "https://desk.local"
    assert relay.refusal(["desk.local"], ["https://desk.local"]) is None
    assert relay.refusal(["desk.local"], ["http://desk.local"]) is not None
