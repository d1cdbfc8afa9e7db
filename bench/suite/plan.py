"""What `make bench` runs: which workload against which servers, with which settings.

The time for all of it is short (15 minutes on two cores, five rounds), so the most important
servers climb the whole grid and the others its decisive cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bench.idle import idle_connections
from bench.measure import Figures, measure
from bench.paper.comparing import AGAIN
from bench.reading import Never, Trickle
from bench.scenario import Group, Scenario
from bench.storm import resume_storm
from bench.suite.ladder import WATCHING, Step, climb
from bench.suite.paint import from_hand_to_picture
from bench.suite.restart import restart
from bench.targets import TARGETS, Target

SLOW = "slow"
THIN_LINE = 12_500.0
"""Bytes a second that a slow viewer reads: a line of 100 kbit/s."""

AWAY = 1.5
"""Seconds for which the crowd is cut off that comes back."""

SEGMENT = 1460
"""The largest TCP segment to a slow viewer: Ethernet's, not loopback's."""

STEADY = Scenario((), 1.0, settle=0.1, warm_up=0.25, seconds=0.5, drain=0.7)

WHOLE_GRID = ("relay", "floor", "uws")
MOST = ("article", "broadcast", "ws")
SOME = ("nats", "socketio", "picows")


@dataclass(frozen=True)
class Trial:
    """One thing to run in a round. `only_first` leaves it out of the later rounds."""

    workload: str
    target: str
    run: Callable[[], Iterable[Figures]]
    only_first: bool = False


def _steps(viewers: Sequence[int], rates: Sequence[int] = (50, 500, 1000)) -> list[Step]:
    return [
        Step(count, rate, 0.8 if rate < 100 else STEADY.seconds)
        for count in viewers
        for rate in rates
    ]


def _fanout(target: str, steps: list[Step], suffix: str = "") -> Trial:
    run = partial(climb, TARGETS[target], steps, STEADY)
    return Trial("fanout", target + suffix, run)


def fanout() -> Iterator[Trial]:
    """The grid, with one viewer as its first step; and the noise."""
    one = _steps([1], [50])
    for target in WHOLE_GRID:
        yield _fanout(target, one + _steps([10, 100]))
    for target in MOST:
        yield _fanout(target, one + _steps([100], [500]))
    for target in SOME:
        yield _fanout(target, one + _steps([100], [500]))
    yield _fanout("relay", _steps([100], [500]), AGAIN)
    for target in (*WHOLE_GRID, *MOST):
        yield _fanout(target, _steps([1000]))
    for target in SOME:
        yield _fanout(target, _steps([1000], [50, 500]))
    yield _fanout("relay", _steps([1000], [1000]), AGAIN)
    yield _fanout("relay", _steps([2000]))
    yield _fanout("uws", _steps([2000]))
    yield _fanout("floor", _steps([2000], [50]))


def _crowd(healthy: int, slow: Group) -> Scenario:
    return Scenario(
        (Group(WATCHING, healthy), slow),
        500.0,
        settle=0.2,
        warm_up=0.7,
        seconds=2.0,
        drain=0.5,
    )


def slow_viewers() -> Iterator[Trial]:
    """Slow viewers beside healthy ones: one of a hundred, half of them, one that never reads."""
    thin = Group(SLOW, 1, partial(Trickle, THIN_LINE), segment=SEGMENT)
    one, half = _crowd(99, thin), _crowd(50, replace(thin, count=50))
    never = _crowd(99, Group(SLOW, 1, Never, segment=SEGMENT))
    for cell, scenario, targets in (
        ("one", one, ("relay", "uws", "article")),
        ("half", half, ("relay", "uws")),
        ("never", replace(never, seconds=4.0, drain=0.2), ("relay", "article")),
    ):
        for target in targets:
            yield _scenario("slow", cell, target, scenario)
    ended = replace(never, groups=(Group(WATCHING, 9), never.groups[1]), seconds=34.0)
    yield replace(_scenario("slow", "ended", "relay", ended), only_first=True)


def _scenario(workload: str, cell: str, target: str, scenario: Scenario) -> Trial:
    def run() -> Iterator[Figures]:
        yield {"cell": cell, **measure(TARGETS[target], scenario)}

    return Trial(workload, target, run)


def growth() -> Iterator[Trial]:
    """Many sources, and a long history: what an event costs then."""
    few = replace(STEADY, groups=(Group(WATCHING, 10),), rate=1000.0, seconds=1.0)
    for target in WHOLE_GRID:
        yield _scenario("sources", "1000", target, replace(few, sources=1000))
    for sources in (1, 30):
        yield _scenario("sources", str(sources), "relay", replace(few, sources=sources))
    for history in (2_000, 5_000):
        yield _scenario("history", str(history), "relay", replace(few, preload=history))


def crowds() -> Iterator[Trial]:
    """What a crowd costs that is silent, and one that comes back."""
    relay = TARGETS["relay"]
    yield Trial("idle", "relay", partial(_idle, relay), only_first=True)
    storm = Scenario(
        (Group("pair", 1), Group("crowd", 1000)), 1000.0, warm_up=1.0, settle=0.2, drain=5.0
    )
    yield Trial("resume", "relay", partial(_resume, relay, storm))
    for target in (relay, TARGETS["uws"]):
        yield Trial("restart", target.name, partial(_restart, target))


def _idle(target: Target) -> Iterator[Figures]:
    yield {"cell": "10000", **idle_connections(target, 10_000)}


def _resume(target: Target, scenario: Scenario) -> Iterator[Figures]:
    yield {"cell": "1000", **resume_storm(target, scenario, AWAY)}


def _restart(target: Target) -> Iterator[Figures]:
    yield {"cell": "100", **restart(target, 100, 500.0)}


def everything() -> list[Trial]:
    """Return all trials of a round of `make bench`, the most important first."""
    paint = Trial("paint", "relay", from_hand_to_picture)
    return [*fanout(), *slow_viewers(), *growth(), *crowds(), paint]


def quick() -> list[Trial]:
    """Return the trials of a round of `make bench-quick`."""
    trials = [
        _fanout(target, _steps([1], [50]) + _steps([100], [500]))
        for target in (*WHOLE_GRID, "article", "ws")
    ]
    trials += [_fanout(target, _steps([1000], [1000])) for target in ("relay", "uws")]
    trials += [trial for trial in slow_viewers() if not trial.only_first][:2]
    return [*trials, Trial("restart", "relay", partial(_restart, TARGETS["relay"]))]
