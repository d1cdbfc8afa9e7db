"""How much of a turn of the event loop one peer may have before everybody else has theirs.

So many messages at most, and beyond those that are sure only as long as they have not taken so long
together. A turn may be long where many have something to say; a producer who only sends what
happens has to get through.
"""

from __future__ import annotations

MESSAGES_PER_TURN = 16
SURE_PER_TURN = 4
TURN_SECONDS = 0.0004


class Share:
    """What one peer has had of this turn. Times are in seconds."""

    __slots__ = ("_began", "_messages")

    def __init__(self) -> None:
        self.begin(0.0)

    def begin(self, now: float) -> None:
        """Begin a turn."""
        self._began = now
        self._messages = 0

    def count(self) -> None:
        """Take note of a message that is handled."""
        self._messages += 1

    def is_used_up(self, now: float) -> bool:
        """Tell whether it is the others' turn."""
        took_long = now - self._began >= TURN_SECONDS
        return self._messages >= (SURE_PER_TURN if took_long else MESSAGES_PER_TURN)
