"""Decide which requests are let in, by `Host` and `Origin`: exact matches, no substrings.

Any web page can open ws://localhost, and under DNS rebinding a foreign page's Origin equals its
Host. So both are compared with lists of the relay's own. A request without Origin comes from a
program, not from a page. Who may produce or view is decided by tokens: `guard.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
DEV_SERVER_PORT = 3000

_USUAL_PORTS = {"http": 80, "https": 443}


class CannotStart(Exception):
    """The relay cannot be started as it was asked to: a sentence with what is wrong and the
    cure."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """From whose address a request came, and at which address of this machine."""

    visitor: str = ""
    here: str = ""


@dataclass(frozen=True, slots=True)
class Access:
    """Under which hosts the relay answers, which origins it lets in, and where its page is."""

    hosts: frozenset[str]
    origins: frozenset[str]
    page: str
    scheme: str
    port: int

    def page_at(self, name: str) -> str:
        """Return the page's address under a name or an address of this machine."""
        return f"{self.scheme}://{_hosts(self.scheme, name, self.port)[0]}"

    def refusal(
        self, hosts: Sequence[str], origins: Iterable[str], arrival: Arrival = Arrival()
    ) -> str | None:
        """Return why a request with these headers is refused, in a sentence; None: it is let in.

        The address at which it arrived is always a right host, also one that this machine was given
        a minute ago: nobody can bind an address anew as they can a name.
        """
        here = _hosts(self.scheme, arrival.here, self.port)
        named = [host.lower() for host in hosts]
        if len(named) != 1 or (named[0] not in self.hosts and named[0] not in here):
            return f"This relay does not answer under that host name: open {self.page} instead."
        for origin in origins:
            scheme, _, host = origin.lower().partition("://")
            own = scheme == self.scheme and host in here
            if not own and origin.lower() not in self.origins:
                return "Pages of another origin may not use this relay."
        return None


def of_names(
    names: Sequence[str], port: int, *, secure: bool = False, pages: Sequence[str] = ()
) -> Access:
    """Let in what addresses the relay by one of these names or addresses, the best one first, and
    this port.

    `pages` are further addresses of its page, whole, as browsers show them behind a proxy.
    """
    scheme = "https" if secure else "http"
    hosts = {host for name in names for host in _hosts(scheme, name, port)}
    origins = {f"{scheme}://{host}" for host in hosts}
    for page in pages:
        foreign, _, rest = page.lower().partition("://")
        host = rest.partition("/")[0]
        hosts.add(host)
        origins.add(f"{foreign}://{host}")
    development = {f"http://{_bracketed(name)}:{DEV_SERVER_PORT}" for name in LOOPBACK_NAMES}
    page = [*pages, f"{scheme}://{_hosts(scheme, names[0], port)[0]}"][0]
    return Access(frozenset(hosts), frozenset(origins | development), page, scheme, port)


def of_loopback(port: int) -> Access:
    """Let in what addresses the relay at this machine's loopback, and the page's development
    server."""
    return of_names(LOOPBACK_NAMES, port)


def _hosts(scheme: str, name: str, port: int) -> list[str]:
    """Return how a `Host` header may name this; without the port where it is the usual one."""
    if not name:
        return []
    host = _bracketed(name.lower().partition("%")[0])
    whole = f"{host}:{port}"
    return [host, whole] if port == _USUAL_PORTS[scheme] else [whole]


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name else name
