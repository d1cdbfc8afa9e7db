"""Measure what viewers notice when a server is killed under load and started again at once.

Viewers and producer of the generator come back every 20 ms until they are let in; the product's own
wait longer, from 0.1 to 2 s, so that a crowd does not come all at once.
"""

from __future__ import annotations

import os
import signal

import numpy as np

from bench.line import Line
from bench.loop import now
from bench.measure import Figures, groups
from bench.scenario import Group, Scenario
from bench.session import Session
from bench.suite.ladder import WATCHING
from bench.targets import Target, running

RETRY = 0.02
AFTER_SECONDS = 1.0
PATIENCE = 10.0


def restart(target: Target, viewers: int, rate: float) -> Figures:
    """Kill a server with SIGKILL under load and start it again on its port; return the figures.

    Raises Unavailable or Failed.
    """
    scenario = Scenario((Group(WATCHING, viewers),), rate, settle=0.2, warm_up=1.0, drain=3.0)
    with running(target) as (pid, port):
        session = Session(target, port, scenario)
        try:
            _get_going(session, target)
            killed_at = now()
            os.kill(pid, signal.SIGKILL)
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
            with running(target, port=port):
                try:
                    return _come_back(session, target, killed_at)
                finally:
                    session.hang_up()
        finally:
            session.close()


def _get_going(session: Session, target: Target) -> None:
    for producer in session.producers:
        producer.keeps = target.resumes
    session.connect()
    session.loop.run(session.scenario.settle)
    session.start()
    session.loop.run(session.scenario.warm_up)


def _come_back(session: Session, target: Target, killed_at: float) -> Figures:
    lines: list[Line] = [*session.viewers, *session.producers]
    listening_at = now()
    session.loop.run(PATIENCE, lambda: all(line.ending is not None for line in lines))
    timer = session.loop.every(RETRY, lambda _: _try_again(lines))
    session.loop.run(PATIENCE, lambda: all(line.is_in for line in lines))
    in_at = now()
    session.loop.cancel(timer)
    wanted = session.captured[0].last
    session.loop.run(PATIENCE, lambda: all(viewer.seq >= wanted for viewer in session.viewers))
    live_at = now()
    session.loop.run(AFTER_SECONDS)
    session.stop()
    session.drain()
    seen = groups(session, killed_at, now())[WATCHING]
    due = np.array(session.captured[0].due)
    away = (due > killed_at) & (due < session.producers[0].welcomed_at)
    return {
        "target": target.name,
        "away_s": round(listening_at - killed_at, 3),
        "back_s": round(in_at - listening_at, 3),
        "live_s": round(live_at - listening_at, 3),
        "captured_away": int(away.sum()),
        "groups": {WATCHING: seen},
        "doubts": [],
    }


def _try_again(lines: list[Line]) -> None:
    for line in lines:
        if line.ending is not None:
            line.come_back()
