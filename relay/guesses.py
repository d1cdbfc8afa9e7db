"""Count wrong tokens by the address that they came from, so that guessing is slow.

An address has some tries, and is given another one every few seconds. That holds up nobody at any
other address, and the table is bounded: what it forgets first was wrong longest ago.
"""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

TRIES = 10
"""Wrong tokens that an address may show one after another."""

SECONDS_PER_TRY = 10.0
MOST_ADDRESSES = 1_000


class Guesses:
    """The addresses that have shown wrong tokens lately. Times are in seconds."""

    def __init__(self) -> None:
        self._forgiven_at: dict[str, float] = {}

    def __len__(self) -> int:
        return len(self._forgiven_at)

    def are_too_many(self, address: str, now: float) -> bool:
        """Tell whether an address has to wait before it may try again."""
        owed = self._forgiven_at.get(_household(address), now) - now
        return owed > (TRIES - 1) * SECONDS_PER_TRY

    def note(self, address: str, now: float) -> None:
        """Take note of a wrong token."""
        household = _household(address)
        before = max(self._forgiven_at.pop(household, now), now)
        if len(self._forgiven_at) >= MOST_ADDRESSES:
            del self._forgiven_at[next(iter(self._forgiven_at))]
        self._forgiven_at[household] = before + SECONDS_PER_TRY


def _household(address: str) -> str:
    """Return an IPv4 address as it is, and the network of an IPv6 one: whoever has one of its
    addresses has them all (RFC 4291, 2.5.4)."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and not parsed.is_loopback:
        return str(IPv6Network((parsed, 64), strict=False))
    return str(parsed)
