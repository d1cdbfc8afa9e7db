"""Where the relay listens, and who may come in: put together from the command line.

What is asked at the door is decided by `relay/access.py` and `relay/guard.py`.
"""

from __future__ import annotations

import ssl
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from relay.access import LOOPBACK_NAMES, Access, CannotStart, of_names
from relay.edges.door import addresses, qr
from relay.edges.door.options import LOOPBACK, Options
from relay.edges.door.secrets_file import find_tokens, where_kept
from relay.edges.door.tls import read_certificate
from relay.guard import Guard
from relay.invitation import invite
from relay.tokens import Tokens

LAB = "This is a fault lab: its page can slow lines down, cut them, and end all connections."


@dataclass(frozen=True, slots=True)
class Door:
    """How the relay was told to be open."""

    options: Options
    tokens: Tokens | None
    kept_in: str
    tls: ssl.SSLContext | None

    def guard(self, clock: Callable[[], float]) -> Guard:
        """Ask for the tokens; `clock` is monotonic, in s."""
        return Guard(self.tokens, self.options.proxies, clock)

    def access(self, port: int) -> Access:
        """Answer under the names that this machine has, at the port that was opened."""
        own = addresses.names() if self.options.opens_to_others else []
        # Where only loopback listens, the machine's own names lead nowhere but through a proxy.
        best = self._addresses() or LOOPBACK_NAMES
        names = [*best, *own, *LOOPBACK_NAMES]
        return of_names(names, port, secure=self.tls is not None, pages=self.options.pages)

    def invitation(self, access: Access) -> list[str]:
        """Return what to say at the start; tokens are shown to a terminal only."""
        told = [*self._addresses(), *(addresses.names()[:1] if self._addresses() else [])]
        pages = [*self.options.pages, *map(access.page_at, told)]
        lines = invite(
            access,
            [page for page in pages if page != access.page],
            self.tokens,
            self.kept_in,
            at_terminal=sys.stdout.isatty(),
            draw=partial(qr.draw, encoding=sys.stdout.encoding),
        )
        return [*lines, LAB] if self.options.lab else lines

    def _addresses(self) -> list[str]:
        """Return the addresses at which others reach it."""
        if self.options.listens_everywhere:
            return addresses.of_this_machine()
        return [host for host in self.options.listen_at if host not in LOOPBACK]


def open_door(options: Options, environment: Mapping[str, str]) -> Door:
    """Find the tokens and read the certificate. Raises CannotStart."""
    tokens = find_tokens(
        environment,
        options.token_file,
        make=options.makes_tokens,
        needed=options.opens_to_others,
    )
    if options.lab and tokens is not None:
        raise CannotStart(
            "--lab is for whoever uses this machine, and asks nobody for a token: leave out those"
            f" of {where_kept(environment, None)}."
        )
    tls = None
    if options.certificate is not None and options.key is not None:
        tls = read_certificate(options.certificate, options.key)
    kept_in = where_kept(environment, options.token_file) if tokens is not None else ""
    return Door(options, tokens, kept_in, tls)
