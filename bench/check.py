"""Check that every server passes on exactly what it is sent, before anything is measured."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bench.loop import now
from bench.measure import groups
from bench.scenario import Group, Scenario
from bench.session import Failed, Session
from bench.targets import TARGETS, Target, Unavailable, running

VIEWERS, EVENTS, SOURCES = 3, 20, 2
RATE = 400.0
PATIENCE = 10.0


def check(target: Target) -> str | None:
    """Send 20 events of two sources to three viewers; return what is wrong, None if nothing is."""
    scenario = Scenario((Group("viewers", VIEWERS),), RATE, press_every=4, sources=SOURCES)
    try:
        with running(target) as (_, port):
            session = Session(target, port, scenario)
            try:
                return _exchange(session)
            finally:
                session.close()
    except (Unavailable, Failed) as error:
        return str(error)


def _exchange(session: Session) -> str | None:
    begin = now()
    session.connect()
    session.start()
    session.loop.run(PATIENCE, lambda: _captured(session) >= EVENTS)
    session.stop()
    session.drain()
    seen = groups(session, begin, now())["viewers"]
    wanted = _captured(session) * VIEWERS
    figures = {name: seen[name] for name in ("received", "lost", "repeated", "missing")}
    exact = {"received": wanted, "lost": 0, "repeated": 0, "missing": 0}
    return None if figures == exact else f"{figures} instead of {exact}"


def _captured(session: Session) -> int:
    return sum(captured.last for captured in session.captured)


def faults(names: Sequence[str]) -> dict[str, str]:
    """Return what is wrong with each server with which something is."""
    found = {name: check(TARGETS[name]) for name in names}
    return {name: fault for name, fault in found.items() if fault is not None}


def main() -> int:
    """Check the servers that are named, or all; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.check", description=__doc__)
    parser.add_argument("targets", nargs="*", help="servers to check; all if left out")
    names = parser.parse_args().targets or list(TARGETS)
    found = faults(names)
    for name in names:
        print(f"{name}: {found.get(name, 'exact')}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
