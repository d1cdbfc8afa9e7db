"""Tell whether a delivery has become dearer: `python -m bench.guard`, by hand, on a quiet machine.

The relay and the floor are measured in turn. The ratio of their cost stands for the relay, whatever
machine this is, and is compared with that of bench/baseline.json, which `make bench` writes. Cost
is processor time: instructions would be steadier, but virtual machines seldom count them.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Sequence
from dataclasses import replace

from bench.measure import alone, await_quiet, pin
from bench.paper.comparing import FLOOR, RELAY
from bench.paper.summary import Summary, ratios
from bench.paper.write import read_baseline
from bench.scenario import Scenario
from bench.suite.ladder import Step, climb
from bench.targets import TARGETS

CELLS = (Step(100, 500.0), Step(1000, 1000.0))
SETTINGS = Scenario((), 1.0, settle=0.2, warm_up=0.5, drain=1.0)
ALLOWED = 0.15
"""By how much the ratio may rise: more than the noise of a quiet machine."""


def wanted(baseline: Summary) -> dict[str, float]:
    """Return the ratio to the floor in each cell of the baseline. Raises LookupError."""
    found = {}
    for cell in (step.cell for step in CELLS):
        relay, floor = (baseline.cell("fanout", cell, name) for name in (RELAY, FLOOR))
        if relay is None or floor is None or not ratios(relay, floor, "cpu"):
            raise LookupError(f"The baseline lacks {cell}. Run `make bench`.")
        found[cell] = statistics.median(ratios(relay, floor, "cpu"))
    return found


def measured(step: Step, rounds: int) -> list[float]:
    """Return the ratio of each round."""
    found = []
    for _ in range(rounds):
        relay, floor = (_cost(name, step) for name in (RELAY, FLOOR))
        found.append(relay / floor)
    return found


def _cost(target: str, step: Step) -> float:
    await_quiet(patience=10.0)
    (figures,) = climb(TARGETS[target], [replace(step, seconds=2.0)], SETTINGS)
    return float(figures["cpu_us_per_delivery"])


def verdict(cell: str, now: Sequence[float], before: float) -> tuple[bool, str]:
    """Tell whether a cell passes, and say so in a line."""
    ratio = statistics.median(now)
    passes = ratio <= before * (1 + ALLOWED)
    word = "as before" if passes else "DEARER"
    return passes, (
        f"{cell}: {ratio:.3f} of the floor ({min(now):.3f} to {max(now):.3f}), "
        f"baseline {before:.3f}: {word}"
    )


def main() -> int:
    """Measure and compare; return 1 if a cell has become dearer."""
    parser = argparse.ArgumentParser(prog="python -m bench.guard", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each server is measured")
    options = parser.parse_args()
    baseline = wanted(read_baseline())
    pin()
    good = True
    with alone():
        for step in CELLS:
            passes, line = verdict(step.cell, measured(step, options.rounds), baseline[step.cell])
            print(line, flush=True)
            good = good and passes
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
