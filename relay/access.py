"""Decide which requests are let in, by `Host` and `Origin`: exact matches, no substrings.

Any web page can open ws://localhost, and under DNS rebinding a foreign page's Origin equals its
Host. So both are compared with lists of the relay's own. A request without Origin comes from a
program, not from a page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
DEV_SERVER_PORT = 3000


@dataclass(frozen=True, slots=True)
class Access:
    """The hosts under which the relay answers, the origins that it lets in, and where its page
    is."""

    hosts: frozenset[str]
    origins: frozenset[str]
    page: str

    def refusal(self, hosts: Iterable[str], origins: Iterable[str]) -> str | None:
        """Return why a request with these headers is refused, in a sentence; None: it is let in."""
        named = [host.lower() for host in hosts]
        if len(named) != 1 or named[0] not in self.hosts:
            return f"This relay does not answer under that host name: open {self.page} instead."
        if any(origin.lower() not in self.origins for origin in origins):
            return "Pages of another origin may not use this relay."
        return None


def of_loopback(port: int) -> Access:
    """Let in what addresses the relay at this machine's loopback, and the page's development
    server."""
    hosts = {f"{name}:{port}" for name in LOOPBACK_NAMES}
    if port == 80:
        hosts.update(LOOPBACK_NAMES)
    development = {f"http://{name}:{DEV_SERVER_PORT}" for name in LOOPBACK_NAMES}
    origins = {f"http://{host}" for host in hosts} | development
    return Access(frozenset(hosts), frozenset(origins), page=f"http://localhost:{port}")
