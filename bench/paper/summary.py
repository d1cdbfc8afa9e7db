"""The figures of all rounds, by workload, cell and server; medians, spread and ratios of them.

Pure. A summary is plain data, so that it can be kept as JSON: for each server and figure the values
in the order of the rounds, with None where there is none.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.report import look_up

WATCHING, SLOW = "groups/watching", "groups/slow"
FIGURES = {
    "cpu": "cpu_us_per_delivery",
    "p50": f"{WATCHING}/latency_ms/p50",
    "p99": f"{WATCHING}/latency_ms/p99",
    "p99.9": f"{WATCHING}/latency_ms/p99.9",
    "max": f"{WATCHING}/latency_ms/max",
    "age": f"{WATCHING}/age_ms/p50",
    "age p99": f"{WATCHING}/age_ms/p99",
    "server": "server_cpu",
    "generator": "generator_cpu",
    "read lag": "generator_ms/read/p99",
    "send lag": "generator_ms/send/p99",
    "KiB": "kib_per_viewer",
    "connect p50": "connect_ms/p50",
    "connect max": "connect_ms/max",
    "peak": "memory_kib/peak",
    "slow age": f"{SLOW}/age_ms/p50",
    "slow age max": f"{SLOW}/age_ms/max",
    "ended": f"{SLOW}/ended_after_s",
    "away": "away_s",
    "live": "live_s",
    "captured away": "captured_away",
    "caught up": "caught_up_s/p50",
    "caught up max": "caught_up_s/max",
    "to catch up": "to_catch_up",
    "pair p99": "groups/pair/latency_ms/p99",
    "pair max": "groups/pair/latency_ms/max",
    "connected": "connect_s",
    "idle core": "server_cpu",
    "paint p50": "paint_ms/p50",
    "paint p99": "paint_ms/p99",
}
ACCOUNTS = (
    *("captured", "received", "merged", "lost", "repeated", "missing"),
    *("presses", "presses_missing"),
)
ACCOUNTED = {"watching": "", "crowd": "", "slow": "slow "}
"""The groups of viewers, and what is put before the names of their accounts."""

ENOUGH = {"p99.9": 1000}
"""How many deliveries a run must have had for a figure to mean anything."""

Data = dict[str, Any]


@dataclass
class Cell:
    """One server in one cell: its figures, each as one value for each round."""

    figures: dict[str, list[float | None]] = field(default_factory=dict)
    runs: int = 0
    trusted: int = 0
    doubts: dict[str, int] = field(default_factory=dict)
    cannot: str = ""

    def values(self, name: str) -> list[float]:
        """Return the values of a figure that there are."""
        return [value for value in self.figures.get(name, ()) if value is not None]

    def median(self, name: str) -> float | None:
        """Return the median of a figure over the rounds."""
        values = self.values(name)
        return statistics.median(values) if values else None

    @property
    def delivered(self) -> float | None:
        """Return the share of what was captured that was accounted for, in the worst round."""
        return self.accounted("")

    def accounted(self, group: str) -> float | None:
        """Return that share for a group of viewers: "" for the healthy ones, "slow " for slow."""
        columns = (self.values(group + name) for name in ("captured", "missing", "lost"))
        rounds = zip(*columns, strict=True)
        return min((1 - (gone + lost) / (all_ or 1) for all_, gone, lost in rounds), default=None)


def ratios(one: Cell, other: Cell, name: str) -> list[float]:
    """Return how much of the other's figure one's is, round by round."""
    pairs = zip(one.figures.get(name, ()), other.figures.get(name, ()), strict=False)
    return [a / b for a, b in pairs if a is not None and b]


class Summary:
    """All cells, and what is known about the run: date, machine, versions."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.about: Data = data["about"]
        self.left_out: dict[str, str] = data["left_out"]

    def cell(self, workload: str, cell: str, target: str) -> Cell | None:
        """Return a server's figures of a cell."""
        found = self.data["cells"].get(workload, {}).get(cell, {}).get(target)
        return None if found is None else Cell(**found)

    def cells(self, workload: str) -> list[str]:
        """Return the names of a workload's cells, in the order in which they were run."""
        return list(self.data["cells"].get(workload, {}))

    def targets(self, workload: str, cell: str) -> dict[str, Cell]:
        """Return the figures of all servers in a cell."""
        found = self.data["cells"].get(workload, {}).get(cell, {})
        return {target: Cell(**cell) for target, cell in found.items()}


def summarize(runs: Sequence[Data], about: Data, left_out: dict[str, str]) -> Summary:
    """Put the figures of all runs together."""
    cells: Data = {}
    rounds = max((run["round"] for run in runs), default=0)
    groups: dict[tuple[str, str, str], list[Data]] = {}
    for run in runs:
        groups.setdefault((run["workload"], run["cell"], run["target"]), []).append(run)
    for (workload, cell, target), mine in groups.items():
        found = vars(_cell(mine, rounds))
        cells.setdefault(workload, {}).setdefault(cell, {})[target] = found
    return Summary({"about": about, "left_out": left_out, "cells": cells})


def _cell(runs: Sequence[Data], rounds: int) -> Cell:
    """Leave out the runs about which there are doubts, unless there are no others."""
    measured = [run for run in runs if "cannot" not in run]
    sure = [run for run in measured if not run.get("doubts")]
    doubts = Counter(doubt for run in measured for doubt in run.get("doubts", ()))
    cell = Cell(runs=len(measured), trusted=len(sure), doubts=dict(doubts))
    if not measured:
        cell.cannot = str(runs[0]["cannot"])
    by_round = {run["round"]: _figures(run) for run in sure or measured}
    names = dict.fromkeys(name for figures in by_round.values() for name in figures)
    for name in names:
        numbers = range(1, rounds + 1)
        cell.figures[name] = [by_round.get(number, {}).get(name) for number in numbers]
    return cell


def _figures(run: Data) -> dict[str, float]:
    figures = {name: look_up(run, path) for name, path in FIGURES.items()}
    for name, enough in ENOUGH.items():
        if run.get("deliveries", 0) < enough:
            figures[name] = None
    peak, before = (look_up(run, f"memory_kib/{name}") for name in ("peak", "connected"))
    figures["grown"] = None if peak is None or before is None else max(0.0, peak - before)
    for group, prefix in ACCOUNTED.items():
        for name in ACCOUNTS:
            found = look_up(run, f"groups/{group}/{name}")
            figures[prefix + name] = figures.get(prefix + name) if found is None else found
    return {name: _round(value) for name, value in figures.items() if value is not None}


def _round(value: float) -> float:
    """Keep whole numbers whole, and four digits of the others."""
    return int(value) if value == int(value) else float(f"{value:.4g}")
