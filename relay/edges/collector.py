"""Keep the pauses of Python's garbage collector short.

With the collector's own thresholds, strangers who only connect and go make it look at every object
of every connection again and again: pauses of 5 ms, and of 30 ms and more with a few hundred of
them, in which nobody's events are passed on. So what is there when the relay starts is never looked
at again, the middle generation is collected while it is small (about 1 ms), and all of it after
some hundred thousand new objects only. That is enough because little is left for it: a connection
that has ended is freed without it (relay/edges/sockets/circles.py).
"""

from __future__ import annotations

import gc

THRESHOLDS = (700, 3, 100)
"""Objects more than before, then collections of the generation below, after which each of the three
generations is collected (the standard library's `gc.set_threshold`)."""


def tame() -> None:
    """Leave out what is there now, and collect as described above."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
