"""What people are told about the link, each thing once.

It only says it. What happens is decided elsewhere, and how a line gets to a terminal too.
"""

from __future__ import annotations

from collections.abc import Callable

from producer.ended import printable
from protocol.messages import Error

LONGEST_REST = 32
"""Seconds, about, between two lines about viewers when their number changes all the time."""


class News:
    """Turn what happens to the link into sentences for `say`."""

    def __init__(self, say: Callable[[str], None], url: str) -> None:
        self._say = say
        self._url = url
        self._connected: bool | None = None  # None: nothing has been said about it
        self._was_connected = False
        self._refusal = ""
        self._viewers = 0
        self._viewers_told = 0
        self._rest = 0  # how many times `tell` says nothing more of viewers
        self._next_rest = 1
        self._calm = 0  # how many times it was called since their number changed
        self._lost_told = 0
        self._giving_up = False
        self._error: Error | None = None
        self._errors = 0

    def connected(self, viewers: int) -> None:
        """Tell that the relay is there, or there again."""
        if not self._connected:
            self._say(f"Connected to {self._url}{' again' if self._was_connected else ''}.")
        self._connected = self._was_connected = True
        self._viewers = viewers

    def disconnected(self, reason: str, *, refused: bool) -> None:
        """Tell that the relay is not there, or not there any more; a new refusal is told too."""
        reason = reason.rstrip(".")
        if self._connected:
            self._say(f"The connection is lost: {reason}. Capture goes on, and so do the attempts.")
        elif self._connected is None or (refused and reason != self._refusal):
            self._say(f"No connection to {self._url} yet: {reason}. Trying until there is one.")
        self._connected = False
        self._refusal = reason if refused else self._refusal

    def viewers(self, count: int) -> None:
        """Take note how many are watching; `tell` says it."""
        if count != self._viewers:
            self._calm = 0
        self._viewers = count

    def error(self, error: Error) -> None:
        """Take note that the relay could not use something; `tell` says it."""
        self._error = error
        self._errors += 1

    def lost(self, count: int) -> None:
        """Take note how many events were given up in all; `tell` says it."""
        if count > self._lost_told and not self._connected and not self._giving_up:
            self._giving_up = True
            self._say("The relay has been away for too long: the oldest events are given up.")
        if count > self._lost_told and self._connected:
            self._say(f"{count - self._lost_told} events were given up and are lost.")
            self._lost_told = count
            self._giving_up = False

    def tell(self) -> None:
        """Say what has changed since the last time; to be called about once a second."""
        self._tell_viewers()
        if self._error is not None:
            times = "" if self._errors == 1 else f" ({self._errors} times)"
            self._say(f"The relay could not use something{times}: {printable(self._error.detail)}")
            self._error, self._errors = None, 0

    def _tell_viewers(self) -> None:
        """Say a change at once, but those that follow on it more and more seldom."""
        self._rest = max(self._rest - 1, 0)
        self._calm += 1
        if self._calm >= LONGEST_REST:
            self._next_rest = 1
        if self._viewers != self._viewers_told and not self._rest:
            self._viewers_told = self._viewers
            self._rest, self._next_rest = self._next_rest, min(self._next_rest * 2, LONGEST_REST)
            self._say(_watching(self._viewers))


def _watching(viewers: int) -> str:
    if viewers == 0:
        return "Nobody is watching any more."
    return "1 viewer is watching." if viewers == 1 else f"{viewers} viewers are watching."
