"""Find out under which addresses and names other machines reach this one.

That serves people: it is what they are shown. Which requests are let in does not depend on it, so
an address that changes later does no harm.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address

import ifaddr

AFAR = ("192.0.2.1", "2001:db8::1")
"""Addresses of nobody (RFC 5737, RFC 3849), by which the system's choice of an address shows."""


def of_this_machine() -> list[str]:
    """Return the addresses that others can reach, first the one that leads out of here."""
    found = [ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips]
    addresses = [ip_address(ip if isinstance(ip, str) else ip[0]) for ip in found]
    named = [str(address) for address in addresses if _can_be_told(address)]
    first = [address for address in map(_leading_to, AFAR) if address in named]
    named.sort(key=lambda address: ":" in address)
    return list(dict.fromkeys([*first[:1], *named]))


def _can_be_told(address: IPv4Address | IPv6Address) -> bool:
    """Leave out what other machines, or their browsers, have no use for."""
    return not (address.is_loopback or address.is_link_local)


def _leading_to(afar: str) -> str | None:
    """Return the address from which this machine would send there; nothing is sent."""
    family = socket.AF_INET6 if ":" in afar else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect((afar, 9))
        except OSError:
            return None
        return str(asking.getsockname()[0])


def names() -> list[str]:
    """Return the names of this machine, without asking a name server: its own, and the one that
    is told around in the house (RFC 6762)."""
    name = socket.gethostname().lower().partition(".")[0]
    return [f"{name}.local", name] if name and name != "localhost" else []
