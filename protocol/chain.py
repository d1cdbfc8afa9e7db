"""Check that a stream accounts for every event of a source, and count what it does not.

For each source `seq` ascends, and `seq - n` is the seq before. What does not add up is lost. The
chain reads events; it neither stores nor changes them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Chain:
    """How far one stream of one source has got, and what it has accounted for.

    captured since the start = `received` + `merged` + `lost`. Events that came again are in
    `repeated` alone.
    """

    seq: int = 0
    received: int = 0
    merged: int = 0
    lost: int = 0
    repeated: int = 0

    def advance(self, seq: int, n: int) -> int:
        """Take an event; return how many captured events it stands for: 0 if it came before.

        An event that reaches back behind the cursor stands only for what comes after it.
        """
        if seq <= self.seq:
            self.repeated += 1
            return 0
        gap = seq - n - self.seq
        if gap > 0:
            self.lost += gap
        stands_for = n if gap >= 0 else seq - self.seq
        self.seq = seq
        self.received += 1
        self.merged += stands_for - 1
        return stands_for

    def skip(self, lost: int) -> None:
        """Count events as lost that the sender says are no longer there."""
        self.lost += lost
        self.seq += lost
