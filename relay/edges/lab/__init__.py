"""The fault lab's part of the world: lines that can be made bad, a producer that can be started.

What may be tried out, and what viewers are told of it, is in `relay/lab.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from protocol.close_codes import Ending
from relay.edges.lab.line import line_of
from relay.edges.lab.simulation import Simulation
from relay.lab import Lab
from relay.session import Room


def open_lab(room: Room, end_all: Callable[[Ending], None], host: str, port: int) -> None:
    """Let the viewers of a room try out what happens when something goes wrong.

    `host` and `port` are where the relay listens; `end_all` ends every connection.
    """
    cut_all = partial(end_all, Ending.CUT)
    room.lab = Lab(room.hub, line_of, Simulation(host, port), cut_all)
