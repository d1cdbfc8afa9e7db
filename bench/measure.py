"""Run a scenario against a server and work out the figures of the run."""

from __future__ import annotations

import fcntl
import gc
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from bench import usage
from bench.accounts import Books, Floats, account
from bench.loop import now
from bench.probe import Probe
from bench.scenario import Scenario
from bench.session import Session
from bench.targets import GENERATOR_CORE, SERVER_CORE, Target, running

LATE_SHARE = 0.5
"""How much of the median latency may be the generator's own delay in a run that is compared."""

BUSY = 0.95
"""The share of its core that the generator may use in a run that is compared."""

NOISE_LIMIT = 0.1
"""The share of a core that others may use in a run that is compared."""

QUIET_SECONDS = 0.5

Figures = dict[str, Any]


class Window:
    """What the server, the generator and the rest of the machine used in the measured time."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.begin = now()
        self._cpu = usage.cpu(pid)
        self._own = time.process_time()
        self._busy = [usage.core_busy(core) for core in (SERVER_CORE, GENERATOR_CORE)]

    def close(self) -> Figures:
        """Return the figures since the window was opened."""
        self.end = now()
        seconds = self.end - self.begin
        self.cpu = usage.cpu(self._pid).since(self._cpu)
        own = time.process_time() - self._own
        busy = [
            usage.core_busy(core) - before
            for core, before in zip((SERVER_CORE, GENERATOR_CORE), self._busy, strict=True)
        ]
        return {
            "seconds": round(seconds, 3),
            "server_cpu": round(self.cpu.total / seconds, 4),
            "server_user": round(self.cpu.user / seconds, 3),
            "server_system": round(self.cpu.system / seconds, 3),
            "generator_cpu": round(own / seconds, 4),
            "others_on_server_core": round(max(0.0, busy[0] - self.cpu.total) / seconds, 3),
            "others_on_generator_core": round(max(0.0, busy[1] - own) / seconds, 3),
        }


def measure(target: Target, scenario: Scenario, arguments: tuple[str, ...] = ()) -> Figures:
    """Start the server, run the scenario, end the server; return the figures.

    Raises Unavailable or Failed.
    """
    with running(target, arguments) as (pid, port):
        session = Session(target, port, scenario)
        try:
            return _measure(session, pid, target)
        finally:
            session.close()


def _measure(session: Session, pid: int, target: Target) -> Figures:
    scenario = session.scenario
    empty = usage.memory(pid)
    session.connect()
    session.loop.run(scenario.settle)
    session.preload()
    connected = usage.memory(pid)
    figures = observe(session, pid, scenario.rate)
    figures["target"] = target.name
    figures["memory_kib"] |= {"empty": empty.pss, "connected": connected.pss}
    return figures


def observe(session: Session, pid: int, rate: float) -> Figures:
    """Let a session that is connected capture so many events a second; return the figures."""
    scenario = session.scenario
    gc.collect()
    gc.disable()
    session.start(rate)
    session.loop.run(scenario.warm_up)
    usage.reset_peak(pid)
    session.watch_ages()
    probe = Probe(session.loop)
    window = Window(pid)
    session.loop.run(scenario.seconds)
    figures = window.close()
    probe.close()
    session.stop_ages()
    session.stop()
    peak = usage.memory(pid)
    session.drain()
    gc.enable()
    figures = {
        "viewers": len(session.watching),
        "rate": rate,
        **figures,
        "memory_kib": {
            "peak": peak.peak - peak.rss + peak.pss,
            "drained": usage.memory(pid).pss,
        },
        "groups": groups(session, window.begin, window.end),
    }
    figures["generator_ms"] = {
        "send": spread(_lateness(session, window)),
        "read": spread(np.array(probe.waits)),
    }
    figures["producer_blocked"] = any(producer.is_blocked for producer in session.producers)
    return judge(figures, window)


def groups(session: Session, begin: float, end: float) -> dict[str, Figures]:
    """Account for each group of viewers."""
    books = Books(session.captured, session.stream, session.deliveries)
    found = {}
    for name in session.groups:
        viewers = [viewer for viewer in session.groups[name] if viewer.connected_at]
        if not viewers:
            continue
        numbers = range(viewers[0].number, viewers[-1].number + 1)
        result = account(books, numbers, begin, end)
        figures = {key: value for key, value in asdict(result).items() if key != "latency"}
        figures["latency_ms"] = result.percentiles()
        ages = np.array(session.ages[name])
        if ages.size:
            figures["age_ms"] = spread(ages / 1000)
        ended = [v.ended_at - session.started_at for v in viewers if v.ending is not None]
        if ended:
            figures["ended_after_s"] = round(float(np.median(ended)), 2)
        figures["marks"] = sum(viewer.marks for viewer in viewers)
        figures["lost_unknown"] = sum(viewer.lost_unknown for viewer in viewers)
        figures["endings"] = dict(
            Counter(str(viewer.ending) for viewer in viewers if viewer.ending is not None)
        )
        found[name] = figures
    return found


def _lateness(session: Session, window: Window) -> Floats:
    """Return how late each event was sent after it was due, in seconds."""
    return np.concatenate(
        [
            (np.array(c.sent) - np.array(c.due))[np.array(c.due) >= window.begin]
            for c in session.captured
        ]
    )


def spread(seconds: Floats) -> Figures:
    """Return median, 99th percentile and maximum in ms."""
    if not seconds.size:
        return {}
    names, values = ("p50", "p99", "max"), np.percentile(seconds * 1000, (50, 99, 100))
    return {name: round(float(value), 3) for name, value in zip(names, values, strict=True)}


def judge(figures: Figures, window: Window) -> Figures:
    """Add what follows from the figures, and what speaks against comparing them."""
    deliveries = sum(group["deliveries"] for group in figures["groups"].values())
    figures["deliveries"] = deliveries
    figures["cpu_us_per_delivery"] = (
        round(window.cpu.total / deliveries * 1e6, 4) if deliveries else None
    )
    doubts = []
    if figures["generator_cpu"] > BUSY:
        doubts.append("generator busy")
    read = figures["generator_ms"]["read"].get("p50", 0.0)
    latency = [group["latency_ms"].get("p50", 0.0) for group in figures["groups"].values()]
    if 0 < max(latency, default=0.0) < read / LATE_SHARE:
        doubts.append("generator late")
    if figures["others_on_server_core"] > NOISE_LIMIT:
        doubts.append("others on the server's core")
    if figures["others_on_generator_core"] > NOISE_LIMIT:
        doubts.append("others on the generator's core")
    figures["doubts"] = doubts
    return figures


@contextmanager
def alone() -> Iterator[None]:
    """Let only one run at a time be measured on this machine, whoever started it."""
    with (Path(tempfile.gettempdir()) / "hardware-relay-bench.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def await_quiet(patience: float) -> None:
    """Wait until nobody else uses the two cores, at most so many seconds."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        before = [usage.core_busy(core) for core in (SERVER_CORE, GENERATOR_CORE)]
        time.sleep(QUIET_SECONDS)  # the stretch of time over which use is counted
        after = [usage.core_busy(core) for core in (SERVER_CORE, GENERATOR_CORE)]
        busy = max(late - early for late, early in zip(after, before, strict=True))
        if busy < NOISE_LIMIT * QUIET_SECONDS:
            return


def pin() -> None:
    """Keep the generator on its own core."""
    os.sched_setaffinity(0, {GENERATOR_CORE})
