"""Keep the figures of every run, and print medians, spread and ratios."""

from __future__ import annotations

import json
import platform
import statistics
import time
from collections.abc import Sequence
from typing import Any

from bench import RESULTS

Column = tuple[str, str]
"""A heading, and where its figure stands: names with slashes between them."""

MACHINE = {"python": platform.python_version(), "kernel": platform.release()}


def keep(case: str, figures: dict[str, Any]) -> None:
    """Append a run to the results of its case, as a line of JSON."""
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / f"{case}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"time": time.time(), **MACHINE, **figures}) + "\n")


def look_up(figures: dict[str, Any], path: str) -> float | None:
    """Return the number at a path like `groups/healthy/latency_ms/p99`, None if there is none."""
    found: Any = figures
    for name in path.split("/"):
        found = found.get(name) if isinstance(found, dict) else None
    return float(found) if isinstance(found, (int, float)) else None


def table(runs: Sequence[dict[str, Any]], columns: Sequence[Column], base: str) -> str:
    """Lay out the medians of each label, with lowest and highest, and the ratio to `base`.

    Runs about which there are doubts are left out, unless there are no others.
    """
    labels = list(dict.fromkeys(run["label"] for run in runs))
    lines = [["", *(heading for heading, _ in columns), "doubts"]]
    for label in labels:
        mine = _trusted(runs, label)
        reference = _trusted(runs, base) if label != base else []
        cells = [_cell(mine, reference, path) for _, path in columns]
        total = sum(run["label"] == label for run in runs)
        doubtful = sum(bool(run.get("doubts")) for run in runs if run["label"] == label)
        lines.append([label, *cells, f"{doubtful} of {total}"])
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        for line in lines
    )


def _trusted(runs: Sequence[dict[str, Any]], label: str) -> list[dict[str, Any]]:
    mine = [run for run in runs if run["label"] == label]
    return [run for run in mine if not run.get("doubts")] or mine


def _cell(mine: Sequence[dict[str, Any]], reference: Sequence[dict[str, Any]], path: str) -> str:
    values = [value for run in mine if (value := look_up(run, path)) is not None]
    if not values:
        return "-"
    middle = statistics.median(values)
    text = _short(middle)
    if min(values) < max(values):
        text += f" ({_short(min(values))}–{_short(max(values))})"
    others = [value for run in reference if (value := look_up(run, path)) is not None]
    if others and statistics.median(others):
        text += f" ×{middle / statistics.median(others):.2f}"
    return text


def _short(value: float) -> str:
    return f"{value:.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:.3g}"
