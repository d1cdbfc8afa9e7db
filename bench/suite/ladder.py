"""Measure one server step by step: more viewers, more events, the same process.

A server that has fallen behind in a step is ended there: the next step gets a new one, unless it
gave less than half of what was asked. That one is not asked for more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from bench import usage
from bench.measure import Figures, observe, spread
from bench.paper.comparing import KEPT_UP
from bench.scenario import Group, Scenario
from bench.session import Session
from bench.targets import Target, running

WATCHING = "watching"
HOPELESS = 0.5
CONNECTING_AT_ONCE = 1000
"""The relay ends the oldest connection where more than 1,024 have not said hello yet."""


@dataclass(frozen=True)
class Step:
    """So many viewers (not fewer than in the step before), so many events a second."""

    viewers: int
    rate: float
    seconds: float = 1.0

    @property
    def cell(self) -> str:
        """Return the name of the step in tables."""
        return f"{self.viewers}x{self.rate:g}"


def climb(target: Target, steps: Sequence[Step], scenario: Scenario) -> Iterator[Figures]:
    """Take the steps; give the figures of each. `scenario` says all but viewers and rate.

    Raises Unavailable or Failed.
    """
    left = list(steps)
    while left:
        for step, figures in _with_one_server(target, left, scenario):
            left.remove(step)
            share = figures["delivered_share"]
            if share < HOPELESS:
                given = figures["deliveries"] / figures["seconds"]
                too_much = [more for more in left if more.viewers == step.viewers]
                left = [more for more in left if more not in too_much]
                yield figures
                yield from (_not_asked(target, more, step, given) for more in too_much)
            else:
                yield figures
            if share < KEPT_UP:
                break


def _not_asked(target: Target, step: Step, failed: Step, given: float) -> Figures:
    reason = f"gave {given:,.0f} of {failed.viewers * failed.rate:,.0f} events a second before"
    return {"target": target.name, "cell": step.cell, "cannot": reason}


def _with_one_server(
    target: Target, steps: Sequence[Step], scenario: Scenario
) -> Iterator[tuple[Step, Figures]]:
    most = max(step.viewers for step in steps)
    whole = replace(scenario, groups=(Group(WATCHING, most),))
    with running(target) as (pid, port):
        session = Session(target, port, whole)
        try:
            before = usage.memory(pid).pss
            for last, step in pairwise((None, *steps)):
                assert step is not None
                more = step.viewers - (last.viewers if last else 0)
                joined = _join(session, pid, step.viewers, more, before) if more else {}
                before = 0
                yield step, _take(session, pid, target, step) | joined
        finally:
            session.close()


def _join(session: Session, pid: int, viewers: int, more: int, before: int) -> Figures:
    """Connect all viewers of a step at once; return how long that took, and their memory."""
    session.connect(viewers, at_once=CONNECTING_AT_ONCE)
    session.loop.run(session.scenario.settle)
    new = session.viewers[viewers - more : viewers]
    took = np.array([viewer.welcomed_at - viewer.connected_at for viewer in new])
    figures: Figures = {"connect_ms": spread(took)}
    if before:
        figures["kib_per_viewer"] = round((usage.memory(pid).pss - before) / viewers, 2)
    return figures


def _take(session: Session, pid: int, target: Target, step: Step) -> Figures:
    session.begin_anew()
    session.scenario = replace(session.scenario, seconds=step.seconds)
    figures = observe(session, pid, step.rate)
    seen = figures["groups"][WATCHING]
    asked = seen["captured"] or 1
    figures["delivered_share"] = round(1 - (seen["missing"] + seen["lost"]) / asked, 4)
    return {"target": target.name, "cell": step.cell, **figures}
