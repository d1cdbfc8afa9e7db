"""The fault lab: what a viewer may do to its line and to everybody, and what it is told of itself.

Only a relay that was started with --lab loads this. How a line is made bad, and where the simulated
producer runs, is for `relay/edges/lab/`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Protocol

from protocol.messages import LabCommand, LabSample, LabState
from protocol.wire import encode
from relay.frame import text_frame
from relay.hub import Hub
from relay.viewer import Peer, Viewer
from relay.window import PATIENCE

SAMPLE_SECONDS = 0.1
SAMPLES_TOLD = 5
"""Samples after which the viewer is told of them: twice a second, about 600 bytes a second."""

MOST_SAMPLES = 100
"""Samples that are kept for a viewer whose line is stuck."""

STUCK_SECONDS = 1.0
"""Time without an answer after which nothing more is told: it would only add to the queue."""

SLOWEST = 1_000
"""Bytes per second."""

LONGEST_STALL = 60.0
LONGEST_PRODUCING = 60.0


class WeakLine(Protocol):
    """A viewer's line, which can be made bad."""

    speed: int
    """Bytes per second each way; 0: as fast as it goes."""

    def stall(self, seconds: float) -> None:
        """Let nothing pass for a while; neither end hears of it."""

    def reset(self) -> None:
        """Break it with RST."""


class Simulation(Protocol):
    """A producer of 1,000 events a second that the relay can start."""

    @property
    def left(self) -> float:
        """Return for how many seconds it goes on; 0: it does not run."""

    def start(self, seconds: float) -> None:
        """Run for so long."""

    def stop(self) -> None:
        """End it, if it runs."""


class Lab:
    """What can be tried out at one relay."""

    def __init__(
        self,
        hub: Hub,
        line_of: Callable[[Peer], WeakLine],
        simulation: Simulation,
        end_all: Callable[[], None],
    ) -> None:
        self._hub = hub
        self._line_of = line_of
        self._simulation = simulation
        self._end_all = end_all
        self._watching: dict[Viewer, _Watch] = {}
        self._looking = False
        hub.is_lab = True

    def obey(self, viewer: Viewer, peer: Peer, command: LabCommand) -> None:
        """Do what a viewer asks for."""
        value = command.value
        match command.do:
            case "watch":
                self._watch(viewer, self._line_of(peer), wanted=value > 0)
            case "speed":
                self._line_of(peer).speed = max(SLOWEST, round(value)) if value else 0
            case "stall":
                self._line_of(peer).stall(min(value, LONGEST_STALL))
            case "reset":
                self._line_of(peer).reset()
            case "produce" if value:
                self._simulation.start(min(value, LONGEST_PRODUCING))
            case "produce":
                self._simulation.stop()
            case "end":
                self._end_all()

    def _watch(self, viewer: Viewer, line: WeakLine, *, wanted: bool) -> None:
        if not wanted:
            self._watching.pop(viewer, None)
            return
        self._watching.setdefault(viewer, _Watch(viewer, line))
        if not self._looking:
            self._looking = True
            self._hub.schedule(SAMPLE_SECONDS, self._look)

    def _look(self) -> None:
        """Take a sample of everybody who watches, until nobody does any more."""
        self._watching = {v: watch for v, watch in self._watching.items() if not v.gone}
        for watch in self._watching.values():
            watch.sample(self._hub.now, self._hub.time)
            watch.tell(self._hub.now, self._simulation.left)
        self._looking = bool(self._watching)
        if self._looking:
            self._hub.schedule(SAMPLE_SECONDS, self._look)


class _Watch:
    """The samples of one viewer that it has not been told of yet."""

    def __init__(self, viewer: Viewer, line: WeakLine) -> None:
        self._viewer = viewer
        self._line = line
        self._samples: deque[LabSample] = deque(maxlen=MOST_SAMPLES)

    def sample(self, now: float, time: float) -> None:
        window = self._viewer.window
        self._samples.append(
            (
                round(time),
                self._viewer.outbox is not None,
                window.out,
                round(window.limit),
                round(window.waiting(now) * 1000),
                round((window.fastest + PATIENCE) * 1000),
                self._viewer.waiting,
            )
        )

    def tell(self, now: float, producing: float) -> None:
        viewer = self._viewer
        is_stuck = viewer.congested or viewer.window.waiting(now) > STUCK_SECONDS
        if len(self._samples) < SAMPLES_TOLD or is_stuck or viewer.ending is not None:
            return
        samples = list(self._samples)
        self._samples.clear()
        state = LabState(speed=self._line.speed, producing=round(producing), samples=samples)
        viewer.send(text_frame(encode(state)))
