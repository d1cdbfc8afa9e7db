"""What may be compared with what, and which difference is more than noise. Pure."""

from __future__ import annotations

import math
import statistics
from typing import NamedTuple

from bench.paper.summary import Cell, Summary, ratios

RELAY, FLOOR = "relay", "floor"
AGAIN = " again"
"""What is added to a server's name where it is measured a second time, to see the noise."""

KEPT_UP = 0.99
LEAST_NOISE = 0.03


def rivals(cells: dict[str, Cell]) -> dict[str, Cell]:
    """Return the servers that are compared with the relay: undisturbed, and with the job done."""
    return {
        target: cell
        for target, cell in cells.items()
        if target not in (RELAY, FLOOR)
        and not target.endswith(AGAIN)
        and cell.trusted
        and (cell.delivered or 0.0) >= KEPT_UP
    }


def repeated(summary: Summary) -> list[tuple[str, Cell, Cell]]:
    """Return each cell in which a server was measured twice, with both."""
    found = []
    for cell in summary.cells("fanout"):
        targets = summary.targets("fanout", cell)
        for target in targets:
            if target.endswith(AGAIN) and target.removesuffix(AGAIN) in targets:
                found.append((cell, targets[target.removesuffix(AGAIN)], targets[target]))
    return found


def noise(summary: Summary, figure: str, cell: str) -> float:
    """Return by how much a server's median differed from its own: 0.05 for five per cent.

    It is that of the repeated cell whose number of viewers is nearest in proportion.
    """
    off: dict[float, float] = {}
    for repeated_cell, one, other in repeated(summary):
        if found := ratios(one, other, figure):
            distance = abs(math.log(viewers(repeated_cell) / viewers(cell)))
            off[distance] = abs(statistics.median(found) - 1)
    return max(LEAST_NOISE, off[min(off)]) if off else LEAST_NOISE


def viewers(cell: str) -> int:
    """Return how many viewers a cell of the grid has; other cells count as small."""
    return int(cell.split("x")[0]) if "x" in cell else 1


class Standing(NamedTuple):
    """Rivals that have less of a figure than the relay, and that have more."""

    less: list[str]
    more: list[str]


def standing(cells: dict[str, Cell], figure: str, noise: float) -> Standing:
    """Compare the rivals with the relay, round by round; what is within the noise is neither."""
    less, more = [], []
    for target, cell in rivals(cells).items():
        found = ratios(cells[RELAY], cell, figure)
        ratio = statistics.median(found) if found else 1.0
        if ratio > 1 + noise:
            less.append(target)
        elif ratio < 1 / (1 + noise):
            more.append(target)
    return Standing(less, more)
