"""The cases: what is compared with what, and which figures of it are shown.

Each case is a list of trials, which are run in turn, over and over, so that whatever else goes on
on the machine meets all of them alike.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bench.idle import idle_connections
from bench.measure import Figures, measure
from bench.reading import Allowance, Never, StopAndGo, Trickle
from bench.report import Column
from bench.scenario import Group, Scenario
from bench.storm import resume_storm
from bench.targets import TARGETS

CPU: Column = ("CPU µs/delivery", "cpu_us_per_delivery")
LOAD: tuple[Column, ...] = (
    ("server", "server_cpu"),
    ("generator", "generator_cpu"),
    ("read lag p99", "generator_ms/read/p99"),
)


def latency(group: str, *names: str) -> tuple[Column, ...]:
    """Return the columns of a group's latencies."""
    return tuple((f"{group} {name} ms", f"groups/{group}/latency_ms/{name}") for name in names)


def accounts(group: str) -> tuple[Column, ...]:
    """Return the columns that tell whether everything is accounted for."""
    names = ("merged", "lost", "repeated", "missing")
    return tuple((name, f"groups/{group}/{name}") for name in names)


@dataclass(frozen=True)
class Trial:
    """One row of a table; `run` starts a server, asks something of it and returns figures."""

    label: str
    run: Callable[[], Figures]


@dataclass(frozen=True)
class Case:
    """A table: its trials, its columns, and the label that the others are compared with."""

    trials: tuple[Trial, ...]
    columns: tuple[Column, ...]
    base: str


def trial(label: str, target: str, scenario: Scenario) -> Trial:
    """Make a trial of a plain scenario."""
    return Trial(label, lambda: measure(TARGETS[target], scenario))


HEALTHY = "healthy"
SLOW = "slow"


def _plain(viewers: int, options: Namespace) -> Scenario:
    return Scenario(
        (Group(HEALTHY, viewers),),
        options.rate,
        options.press_every,
        settle=options.settle,
        seconds=options.seconds,
    )


def fanout(options: Namespace) -> Case:
    """Send every event to many viewers."""
    scenario = _plain(options.viewers, options)
    return Case(
        tuple(trial(target, target, scenario) for target in options.targets),
        (CPU, *latency(HEALTHY, "p50", "p99", "p99.9", "max"), *accounts(HEALTHY), *LOAD),
        _peer(options.targets),
    )


def one(options: Namespace) -> Case:
    """Time one viewer of a quiet server; the floor shows what the way itself takes."""
    scenario = _plain(1, options)
    return Case(
        tuple(trial(target, target, scenario) for target in options.targets),
        (*latency(HEALTHY, "p50", "p99", "max"), *accounts(HEALTHY), *LOAD),
        "floor",
    )


def slow(options: Namespace) -> Case:
    """Give one viewer a thin line, by itself."""
    scenario = Scenario(
        (_slow_group(options),),
        options.rate,
        options.press_every,
        seconds=options.seconds,
        warm_up=3.0,
    )
    return Case(
        tuple(trial(target, target, scenario) for target in options.targets),
        (
            ("age p50 ms", f"groups/{SLOW}/age_ms/p50"),
            ("age p99", f"groups/{SLOW}/age_ms/p99"),
            ("age max", f"groups/{SLOW}/age_ms/max"),
            ("received", f"groups/{SLOW}/received"),
            *accounts(SLOW),
            ("presses", f"groups/{SLOW}/presses"),
            ("presses missing", f"groups/{SLOW}/presses_missing"),
            ("marks", f"groups/{SLOW}/marks"),
            ("read lag p99", "generator_ms/read/p99"),
        ),
        _peer(options.targets),
    )


def _slow_group(options: Namespace) -> Group:
    readings: dict[str, Callable[[], Allowance]] = {
        "trickle": lambda: Trickle(options.bytes_per_second),
        "never": Never,
        "stop-and-go": lambda: StopAndGo(2.0, 2.0),
    }
    return Group(SLOW, options.slow, readings[options.reading], options.receive_buffer)


def beside(options: Namespace) -> Case:
    """Put slow viewers beside healthy ones, and compare with the healthy ones by themselves."""
    alone = replace(_plain(options.viewers, options), warm_up=3.0)
    both = replace(alone, groups=(*alone.groups, _slow_group(options)))
    trials = [
        trial(f"{target} {name}", target, scenario)
        for target in options.targets
        for name, scenario in (("alone", alone), ("beside", both))
    ]
    return Case(
        tuple(trials),
        (
            *latency(HEALTHY, "p50", "p99", "max"),
            ("missing", f"groups/{HEALTHY}/missing"),
            ("peak KiB", "memory_kib/peak"),
            ("drained KiB", "memory_kib/drained"),
            ("slow age p50 ms", f"groups/{SLOW}/age_ms/p50"),
            ("age max", f"groups/{SLOW}/age_ms/max"),
            ("slow missing", f"groups/{SLOW}/missing"),
            ("presses missing", f"groups/{SLOW}/presses_missing"),
            ("ended after s", f"groups/{SLOW}/ended_after_s"),
            CPU,
            *LOAD,
        ),
        trials[0].label,
    )


def growth(options: Namespace) -> Case:
    """Let one thing grow: viewers, sources, or the events that were captured before."""
    plain = _plain(options.viewers, options)
    scenario: Callable[[int], Scenario] = {
        "viewers": lambda size: replace(plain, groups=(Group(HEALTHY, size),)),
        "sources": lambda size: replace(plain, sources=size),
        "history": lambda size: replace(plain, preload=size),
    }[options.of]
    trials = [
        trial(f"{target} {size}", target, scenario(size))
        for target in options.targets
        for size in options.sizes
    ]
    return Case(
        tuple(trials),
        (
            CPU,
            *latency(HEALTHY, "p50", "p99", "max"),
            *accounts(HEALTHY),
            ("peak KiB", "memory_kib/peak"),
            *LOAD,
        ),
        trials[0].label,
    )


def idle(options: Namespace) -> Case:
    """Connect many viewers to whom nothing happens."""
    trials = [
        Trial(target, partial(idle_connections, TARGETS[target], options.viewers))
        for target in options.targets
    ]
    return Case(
        tuple(trials),
        (
            ("KiB per viewer", "kib_per_viewer"),
            ("before KiB", "memory_kib/empty"),
            ("after KiB", "memory_kib/connected"),
            ("connected s", "connect_s"),
            ("server, idle", "server_cpu"),
        ),
        _peer(options.targets),
    )


def storm(options: Namespace) -> Case:
    """Cut many viewers off and let them all come back at once, beside a healthy pair."""
    scenario = Scenario(
        (Group("pair", 1), Group("crowd", options.viewers)),
        options.rate,
        options.press_every,
        warm_up=2.0,
        drain=30.0,
    )
    run = partial(resume_storm, TARGETS["relay"], scenario, options.away)
    return Case(
        (Trial("relay", run),),
        (
            ("caught up, last s", "caught_up_s/max"),
            ("median s", "caught_up_s/p50"),
            ("to catch up", "to_catch_up"),
            *latency("pair", "p50", "p99", "max"),
            ("pair missing", "groups/pair/missing"),
            *accounts("crowd"),
            ("presses missing", "groups/crowd/presses_missing"),
            ("peak KiB", "memory_kib/peak"),
            *LOAD,
        ),
        "relay",
    )


def _peer(targets: Sequence[str]) -> str:
    return "uws" if "uws" in targets else targets[0]
