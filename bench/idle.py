"""Measure what a viewer costs to whom nothing happens: memory first of all."""

from __future__ import annotations

from bench import usage
from bench.loop import now
from bench.measure import Figures, Window
from bench.scenario import Group, Scenario
from bench.session import Session
from bench.targets import Target, running

SETTLE_SECONDS = 2.0
IDLE_SECONDS = 3.0


def idle_connections(target: Target, viewers: int) -> Figures:
    """Connect so many viewers and one producer that is silent; return the figures.

    The memory before is that of a server that has had one viewer and lost it.
    """
    with running(target) as (pid, port):
        _warm_up(target, port)
        session = Session(target, port, Scenario((Group("idle", viewers),), 1.0))
        try:
            before = usage.memory(pid)
            began = now()
            session.connect()
            connect_s = now() - began
            session.loop.run(SETTLE_SECONDS)
            window = Window(pid)
            session.loop.run(IDLE_SECONDS)
            figures = window.close()
            after = usage.memory(pid)
            alive = sum(viewer.ending is None for viewer in session.viewers)
        finally:
            session.close()
    return {
        "target": target.name,
        "viewers": viewers,
        "alive": alive,
        **figures,
        "connect_s": round(connect_s, 2),
        "kib_per_viewer": round((after.pss - before.pss) / viewers, 2),
        "memory_kib": {"empty": before.pss, "connected": after.pss},
        "doubts": [] if alive == viewers else ["some were cut off"],
    }


def _warm_up(target: Target, port: int) -> None:
    session = Session(target, port, Scenario((Group("first", 1),), 1.0))
    try:
        session.connect()
    finally:
        session.close()
