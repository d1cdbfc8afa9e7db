"""Measure a crowd that comes back: all viewers are cut, and connect at once with their cursors."""

from __future__ import annotations

import gc
from bisect import bisect_left

import numpy as np

from bench import usage
from bench.loop import now
from bench.measure import Figures, Window, groups, judge, spread
from bench.probe import Probe
from bench.scenario import Scenario
from bench.session import Session
from bench.targets import Target, running

CATCH_UP_SECONDS = 15.0
AFTER_SECONDS = 1.0


def resume_storm(target: Target, scenario: Scenario, away: float) -> Figures:
    """Cut the group `crowd` for `away` seconds while the group `pair` goes on; return the figures.

    A viewer has caught up when it has read the newest event of the moment at which it began to
    connect.
    """
    with running(target) as (pid, port):
        session = Session(target, port, scenario)
        try:
            return _storm(session, pid, target, away)
        finally:
            session.close()


def _storm(session: Session, pid: int, target: Target, away: float) -> Figures:
    loop, scenario, crowd = session.loop, session.scenario, session.groups["crowd"]
    session.connect()
    gc.collect()
    gc.disable()
    session.start()
    loop.run(scenario.warm_up)
    for viewer in crowd:
        viewer.reset()
    cut_at = session.captured[0].last
    loop.run(away)
    probe, window = Probe(loop), Window(pid)
    usage.reset_peak(pid)
    wanted = session.captured[0].last
    began = now()
    for viewer in crowd:
        viewer.come_back()
    loop.run(CATCH_UP_SECONDS, lambda: crowd[-1].seq >= wanted and _all_have(session, wanted))
    loop.run(AFTER_SECONDS)
    figures = window.close()
    probe.close()
    session.stop()
    peak = usage.memory(pid)
    session.drain()
    gc.enable()
    figures = {
        "target": target.name,
        "viewers": scenario.viewers,
        "rate": scenario.rate,
        "away_s": away,
        **figures,
        "to_catch_up": wanted - cut_at,
        "caught_up_s": _caught_up(session, wanted, began),
        "memory_kib": {"peak": peak.peak - peak.rss + peak.pss},
        "generator_ms": {"read": spread(np.array(probe.waits))},
        "groups": groups(session, window.begin, window.end),
    }
    return judge(figures, window)


def _all_have(session: Session, wanted: int) -> bool:
    return all(viewer.seq >= wanted for viewer in session.groups["crowd"])


def _caught_up(session: Session, wanted: int, began: float) -> dict[str, float]:
    """Return how long it took the viewers of the crowd to read the event `wanted`, in seconds."""
    deliveries, took = session.deliveries, {}
    crowd = session.numbers("crowd")
    for at in range(bisect_left(deliveries.time, began), len(deliveries.time)):
        viewer = deliveries.viewer[at]
        if viewer in crowd and viewer not in took:
            first, count = deliveries.first[at], deliveries.count[at]
            last = first + count - 1 if first >= 0 else first - count + 1
            if session.stream.seq(last) >= wanted:
                took[viewer] = deliveries.time[at] - began
    seconds = [took.get(viewer, CATCH_UP_SECONDS) for viewer in crowd]
    return {"p50": round(float(np.median(seconds)), 3), "max": round(max(seconds), 3)}
