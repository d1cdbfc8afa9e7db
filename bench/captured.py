"""The ledger of what was captured: for each event when it was due, when it left, what it was.

Times are seconds of one monotonic clock. An event counts from the moment for which it was planned,
not from when the generator got round to it, so a server that holds the generator up does not look
better for it (coordinated omission).
"""

from __future__ import annotations

from array import array


class Captured:
    """The events of one source, in order of their seq, which begins with 1."""

    def __init__(self, source: str, epoch: str) -> None:
        self.source = source
        self.epoch = epoch
        self.due = array("d")
        self.sent = array("d")
        self.presses = array("b")

    @property
    def last(self) -> int:
        """Return the last seq."""
        return len(self.due)

    def add(self, due: float, sent: float, is_press: bool) -> int:
        """Note an event and return its seq."""
        self.due.append(due)
        self.sent.append(sent)
        self.presses.append(is_press)
        return len(self.due)
