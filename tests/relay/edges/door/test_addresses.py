"""What other machines can use is told, the best address first, and nothing is sent for it."""

from __future__ import annotations

import socket
from dataclasses import dataclass

import ifaddr
import pytest

from relay.edges.door import addresses


@dataclass
class Ip:
    ip: str | tuple[str, int, int]


@dataclass
class Adapter:
    ips: list[Ip]


def machine(monkeypatch: pytest.MonkeyPatch, *ips: str, leads: str | None) -> list[str]:
    told = [Ip((ip, 0, 0) if ":" in ip else ip) for ip in ips]
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: [Adapter(told)])
    monkeypatch.setattr(addresses, "_leading_to", lambda afar: leads)
    return addresses.of_this_machine()


def test_the_address_that_leads_out_comes_first_and_ipv4_before_ipv6(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ips = ["127.0.0.1", "::1", "fe80::1", "fd00::2", "169.254.1.1", "172.17.0.1", "192.168.1.20"]
    told = machine(monkeypatch, *ips, leads="192.168.1.20")
    assert told == ["192.168.1.20", "172.17.0.1", "fd00::2"]


def test_a_machine_without_a_way_out_tells_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine(monkeypatch, "127.0.0.1", "192.168.1.20", leads=None) == ["192.168.1.20"]
    assert machine(monkeypatch, "127.0.0.1", leads=None) == []


def test_this_machine_is_asked_and_its_loopback_left_out() -> None:
    assert not any(ip.startswith("127.") or ip == "::1" for ip in addresses.of_this_machine())


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("desk", ["desk.local", "desk"]),
        ("Desk.home.arpa", ["desk.local", "desk"]),
        ("localhost", []),
        ("", []),
    ],
)
def test_a_machine_has_the_name_that_is_told_around_in_the_house(
    monkeypatch: pytest.MonkeyPatch, name: str, names: list[str]
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: name)
    assert addresses.names() == names
