"""Only requests that address the relay by its own name, from its own page or a program, get in."""

from __future__ import annotations

import pytest

from relay.access import of_loopback

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
