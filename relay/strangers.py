"""Who is connected and has not said hello yet: not more than so many, or the oldest has to go.

Those who mean it say hello within milliseconds, also while others open connections as fast as they
can. What becomes of who has to go is not decided here.
"""

from __future__ import annotations

from typing import Generic, TypeVar

MOST_STRANGERS = 1_024
MOST_ENCRYPTED_STRANGERS = 256
"""Connections without a hello, where there are files enough; one over TLS takes several times as
much memory."""

_Stranger = TypeVar("_Stranger")


class Strangers(Generic[_Stranger]):
    """Connections in the order in which they came."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._waiting: dict[_Stranger, None] = {}

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._waiting)

    def admit(self, stranger: _Stranger) -> _Stranger | None:
        """Take note of one more; return the one that has to go for it, if any."""
        oldest = next(iter(self._waiting)) if len(self._waiting) >= self.most else None
        if oldest is not None:
            del self._waiting[oldest]
        self._waiting[stranger] = None
        return oldest

    def knows(self, stranger: _Stranger) -> bool:
        """Tell whether this one has not said hello yet."""
        return stranger in self._waiting

    def discard(self, stranger: _Stranger) -> None:
        """Forget one that has said hello or has gone."""
        self._waiting.pop(stranger, None)
