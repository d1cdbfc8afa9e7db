"""One server, its viewers and its producers, from the first connection to the last."""

from __future__ import annotations

import time
from array import array
from functools import partial

from bench.captured import Captured
from bench.deliveries import Deliveries
from bench.line import Line
from bench.loop import Loop, now
from bench.producers import Producer
from bench.scenario import Group, Scenario
from bench.stream import Stream
from bench.targets import Target
from bench.viewers import Viewer

CONNECT_SECONDS = 60.0
CONNECTING_AT_ONCE = 64
SLOW_TICK = 0.01
PHASES = 10
"""Slow viewers read every 10 ms, but not all in the same one of these: lines that are slow for
reasons of their own are not slow in step."""

AGE_TICK = 0.005
QUIET_SECONDS = 1.5
PRELOAD_RATE = 5000.0


class Failed(RuntimeError):
    """The server did not do what must work before anything can be measured."""


class Session:
    """The generator's side of one run."""

    def __init__(self, target: Target, port: int, scenario: Scenario) -> None:
        self.scenario = scenario
        self.loop = Loop()
        names = [f"s{number}" for number in range(scenario.sources)]
        epoch = f"{time.time_ns():x}"
        self.captured = [Captured(name, epoch) for name in names]
        self.stream = Stream(names)
        self.deliveries = Deliveries()
        self.groups: dict[str, list[Viewer]] = {}
        self.ages: dict[str, array[float]] = {}
        self._target = target
        self._port = port
        for group in scenario.groups:
            self._add(group)
        wall = time.time() - now()
        self.producers = [
            Producer(self.loop, port, target.dialect, captured, scenario.press_every, wall)
            for captured in self.captured
        ]

    def _add(self, group: Group) -> None:
        first = len(self.viewers)
        viewers = []
        for number in range(first, first + group.count):
            reading = group.reading() if group.reading else None
            viewer = Viewer(
                self.loop,
                self._port,
                self._target.dialect,
                number,
                self.stream,
                self.deliveries,
                reading,
            )
            viewer.receive_buffer = group.receive_buffer
            viewer.segment = group.segment
            viewers.append(viewer)
        self.groups[group.name] = viewers
        self.ages[group.name] = array("d")

    @property
    def viewers(self) -> list[Viewer]:
        """Return the viewers of all groups, in the order of their numbers."""
        return [viewer for group in self.groups.values() for viewer in group]

    def numbers(self, group: str) -> range:
        """Return the numbers of a group's viewers."""
        viewers = self.groups[group]
        return range(viewers[0].number, viewers[-1].number + 1) if viewers else range(0)

    @property
    def watching(self) -> list[Viewer]:
        """Return the viewers that have begun to connect."""
        return [viewer for viewer in self.viewers if viewer.connected_at]

    def connect(self, viewers: int | None = None, at_once: int = CONNECTING_AT_ONCE) -> None:
        """Connect the first viewers (None: all), then the producers, who are not. Raises Failed."""
        asked = self.viewers[:viewers]
        slow = [viewer for viewer in asked if viewer.allowance is not None]
        if slow:
            for phase in range(PHASES):
                some = partial(_read_slowly, slow[phase::PHASES])
                self.loop.every(SLOW_TICK, some, now() + SLOW_TICK * phase / PHASES)
        self._connect([viewer for viewer in asked if not viewer.connected_at], at_once)
        self._connect([one for one in self.producers if not one.connected_at], at_once)

    def begin_anew(self) -> None:
        """Let the ledgers begin here, for everybody."""
        captured = {number: captured.last for number, captured in enumerate(self.captured)}
        self.deliveries.begin_anew(captured, len(self.viewers))
        for ages in self.ages.values():
            del ages[:]

    def _connect(self, lines: list[Viewer] | list[Producer], at_once: int) -> None:
        deadline = now() + CONNECT_SECONDS
        for at in range(0, len(lines), at_once):
            some: list[Line] = list(lines[at : at + at_once])
            for line in some:
                line.connect()
            if not self.loop.run(deadline - now(), partial(_are_in, some)):
                raise Failed(f"Not connected: {next(line.ending for line in some)}")

    def preload(self) -> None:
        """Capture what the scenario wants captured before."""
        wanted = self.scenario.preload
        if wanted:
            self.start(PRELOAD_RATE)
            self.loop.run(60 + wanted / 1000, lambda: self.captured[0].last >= wanted)
            self.stop()
            self.drain()

    def start(self, rate: float | None = None) -> None:
        """Begin to capture, the sources one after the other within their interval."""
        share = (rate or self.scenario.rate) / len(self.producers)
        self.started_at = begin = now() + 0.01
        self.loop.align(1 / share / len(self.producers), begin)
        for number, producer in enumerate(self.producers):
            producer.start(share, begin + number / len(self.producers) / share)

    def stop(self) -> None:
        """Capture no more."""
        for producer in self.producers:
            producer.stop()

    def watch_ages(self) -> None:
        """Note every 5 ms how old the newest position is that a viewer knows."""
        watched = [
            (self.ages[name], viewer)
            for name, viewers in self.groups.items()
            if self.scenario.sources == 1
            for viewer in (viewers if viewers and viewers[0].allowance else viewers[:1])
            if viewer.connected_at
        ]
        due = self.captured[0].due

        def look(_: float) -> None:
            moment = now()
            for ages, viewer in watched:
                if 0 < viewer.seq <= len(due) and viewer.ending is None:
                    ages.append((moment - due[viewer.seq - 1]) * 1000)

        self._ages = self.loop.every(AGE_TICK, look)

    def stop_ages(self) -> None:
        """Note no more ages."""
        self.loop.cancel(self._ages)

    def drain(self) -> None:
        """Wait until everybody has everything, or nothing comes any more, or the time is over."""
        done = False
        quiet_since, seen = now(), len(self.deliveries.viewer)

        def look(_: float) -> None:
            nonlocal done, quiet_since, seen
            if len(self.deliveries.viewer) != seen:
                quiet_since, seen = now(), len(self.deliveries.viewer)
            done = now() - quiet_since > QUIET_SECONDS or self._all_have_everything()

        timer = self.loop.every(0.05, look)
        self.loop.run(self.scenario.drain, lambda: done)
        self.loop.cancel(timer)

    def _all_have_everything(self) -> bool:
        if self.scenario.sources == 1:
            last = self.captured[0].last
            return all(v.seq >= last or v.ending is not None for v in self.watching)
        captured = sum(captured.last for captured in self.captured) * len(self.watching)
        watching = range(len(self.watching))
        before = sum(seq for (who, _), seq in self.deliveries.joined.items() if who in watching)
        return sum(self.deliveries.count) >= captured - before

    def hang_up(self) -> None:
        """Close every connection."""
        for line in [*self.viewers, *self.producers]:
            if line.connected_at:
                line.end("closed")

    def close(self) -> None:
        """Close every connection, and the loop."""
        self.hang_up()
        self.loop.close()


def _read_slowly(viewers: list[Viewer], _: float) -> None:
    moment = now()
    for viewer in viewers:
        viewer.read_within_allowance(moment)


def _are_in(lines: list[Line]) -> bool:
    for line in lines:
        if line.ending is not None:
            raise Failed(f"A connection ended before its welcome: {line.ending}")
    return all(line.is_in for line in lines)
