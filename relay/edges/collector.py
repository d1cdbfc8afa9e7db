"""Keep the pauses of Python's garbage collector short.

With the collector's own thresholds, strangers who only connect and go make it look at every object
of every connection again and again: 2 to 5 ms for the middle generation, and 23 ms for all of it
with 200 viewers, in which nobody's events are passed on. So what is there when the relay starts is
never looked at again, the middle generation is collected only when tens of thousands of objects are
left, and all of it a few times a minute. That is enough because little is left for it: a connection
that has ended is freed without it (relay/edges/sockets/circles.py).
"""

from __future__ import annotations

import gc

THRESHOLDS = (2_000, 10, 15)
"""Objects more than before, then collections of the generation below, after which each of the three
generations is collected (the standard library's `gc.set_threshold`)."""

ALL_EVERY = 10
"""Seconds after which everything is collected, however little was made: else what a flood leaves
behind stays until the next one."""


class Collector:
    """The garbage collector of this process, tamed from now on."""

    def __init__(self) -> None:
        gc.collect()
        gc.freeze()
        gc.set_threshold(*THRESHOLDS)
        self._seconds = 0

    def tick(self) -> None:
        """Collect everything if it is time; to be called each second."""
        self._seconds += 1
        if self._seconds % ALL_EVERY == 0:
            gc.collect()
