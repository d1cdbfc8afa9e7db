"""Count wrong tokens by the address that they came from, so that guessing is slow.

An address has some tries, and is given another one every few seconds. That holds up nobody at any
other address, and the table is bounded: what it forgets first was wrong longest ago.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

TRIES = 10
"""Wrong tokens that an address may show one after another."""

SECONDS_PER_TRY = 10.0
MOST_ADDRESSES = 1_000


class Guesses:
    """The addresses that have shown wrong tokens lately. Times are in seconds."""

    def __init__(self) -> None:
        self._forgiven_at: dict[str, float] = {}
        self._known: dict[str, None] = {}

    def __len__(self) -> int:
        """Return how many addresses are remembered."""
        return len(self._forgiven_at)

    def are_too_many(self, address: str, now: float) -> bool:
        """Tell whether an address has to wait before it may try again."""
        owed = self._forgiven_at.get(self._suspect(address), now) - now
        return owed > (TRIES - 1) * SECONDS_PER_TRY

    def note(self, address: str, now: float) -> None:
        """Take note of a wrong token."""
        suspect = self._suspect(address)
        before = max(self._forgiven_at.pop(suspect, now), now)
        if len(self._forgiven_at) >= MOST_ADDRESSES:
            del self._forgiven_at[next(iter(self._forgiven_at))]
        self._forgiven_at[suspect] = before + SECONDS_PER_TRY

    def clear(self, address: str) -> None:
        """Take note that a right token came from an address: it answers for itself from now on."""
        self._known.pop(address, None)
        if len(self._known) >= MOST_ADDRESSES:
            del self._known[next(iter(self._known))]
        self._known[address] = None

    def _suspect(self, address: str) -> str:
        """Return who answers for an address: an IPv4 address for itself, the network of an IPv6 one
        for all of it (RFC 4291, 2.5.4), since whoever has one of its addresses can have any.

        A house is one such network. So that nobody in it locks out all others, an address from
        which a right token has come answers for itself.
        """
        try:
            parsed = ip_address(address.partition("%")[0])
        except ValueError:
            return address
        if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
            parsed = parsed.ipv4_mapped
        if isinstance(parsed, IPv4Address) or parsed.is_loopback or address in self._known:
            return str(parsed)
        return str(IPv6Network((parsed, 64), strict=False))
