"""Ask for tokens at the door: with every hello, so also whenever somebody comes back.

A relay that only its own machine can reach asks for none. Without a list of trusted proxies nobody
is believed what they say about where a request came from.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from ipaddress import ip_address

from protocol.close_codes import Ending
from protocol.wire import BadInput
from relay.access import Arrival
from relay.guesses import Guesses
from relay.tokens import Tokens


class NotAdmitted(BadInput):
    """Somebody did not show the right token, or has shown wrong ones too often."""

    def __init__(self, reason: str, detail: str, ending: Ending) -> None:
        super().__init__(reason, detail)
        self.ending = ending


class Guard:
    """Who may produce and who may view."""

    def __init__(
        self,
        tokens: Tokens | None = None,
        proxies: Collection[str] = (),
        clock: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """Without tokens everybody may; `clock` is monotonic, in s."""
        self._tokens = tokens
        self._proxies = frozenset(proxies)
        self._clock = clock
        self._guesses = Guesses()

    @property
    def asks(self) -> bool:
        """Tell whether tokens have to be shown."""
        return self._tokens is not None

    def arrival(self, peer: str, here: str, forwarded: Iterable[str] = ()) -> Arrival:
        """Find out whose request came from a peer, by `X-Forwarded-For` if that is a trusted proxy.

        Each proxy appends whom it was asked by: the last one that is no proxy of ours is the
        visitor, and what stands before it is only what the visitor says.
        """
        visitor = peer
        for address in reversed(",".join(forwarded).split(",")):
            if visitor not in self._proxies:
                break
            try:
                visitor = str(ip_address(address.strip()))
            except ValueError:
                break
        return Arrival(visitor, here)

    def admit(self, side: str, token: str | None, visitor: str) -> None:
        """Let a side ("hardware" or "client") in. Raises NotAdmitted.

        A token is not even looked at where too many wrong ones came from. Nothing is learned by
        showing none, so that is no guess.
        """
        if self._tokens is None:
            return
        now = self._clock()
        if self._guesses.are_too_many(visitor, now):
            raise NotAdmitted(
                "too-many-tries", Ending.TOO_MANY_TRIES.sentence, Ending.TOO_MANY_TRIES
            )
        if token is None or not self._tokens.fits(side, token):
            if token is not None:
                self._guesses.note(visitor, now)
            raise NotAdmitted(
                "wrong-token",
                "The token is missing or wrong. The relay shows it when it starts: one to produce,"
                " another to view.",
                Ending.WRONG_TOKEN,
            )
        self._guesses.clear(visitor)
