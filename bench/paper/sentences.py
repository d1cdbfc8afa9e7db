"""The sentences that a table supports, made from its figures. Where a rival wins it is said first.

Pure. A difference that is smaller than that of a server with itself is called none.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import NamedTuple

from bench.paper.comparing import FLOOR, KEPT_UP, RELAY, noise, repeated, rivals, standing, viewers
from bench.paper.summary import Cell, Summary, ratios
from bench.paper.tables import title
from bench.paper.words import listing, number, percent, sentence, times

Cells = dict[str, Cell]


class Question(NamedTuple):
    """A figure by which servers are compared, and the words for having less or so much of it."""

    figure: str
    unit: str
    better: str
    verb: str
    as_much: str


COST = Question("cpu", "µs", "cheaper", "costs", "as much as")
LATE = Question(
    "p99", "ms", "sooner at the 99th percentile", "is, at the 99th percentile,", "as late as"
)
MEDIAN = Question("p50", "ms", "sooner", "is", "as late as")


def compared(
    summary: Summary, workload: str, cell: str, questions: Sequence[Question] = (COST, LATE)
) -> str:
    """Say who beats the relay, then whom it beats, then who is not up to it."""
    cells = summary.targets(workload, cell)
    if RELAY not in cells or not cells[RELAY].trusted:
        return "Nothing is compared: no run of the relay was free of doubts."
    said, defeats = [], []
    equal = set(rivals(cells))
    for question in questions:
        less, more = standing(cells, question.figure, noise(summary, question.figure, cell))
        said += _victories(cells, question, less)
        defeats += _defeats(cells, question, more)
        equal -= {*less, *more}
    if (cells[RELAY].delivered or 0.0) < KEPT_UP:
        share = percent(cells[RELAY].delivered)
        said.append(f"the relay does not keep up: {share} is accounted for in time")
    names = [title(name) for name in cells if name in equal]
    same = [f"between the relay and {listing(names)} there is only noise"] if names else []
    parts = [*said, *defeats, *same, *_failures(cells)]
    if not rivals(cells):
        parts.append("no other server did the job in a run that was free of doubts")
    return " ".join(sentence(part) for part in parts)


def _victories(cells: Cells, question: Question, names: Sequence[str]) -> list[str]:
    relay = number(cells[RELAY].median(question.figure))
    found = [
        f"{title(name)} ({number(cells[name].median(question.figure))} {question.unit})"
        for name in names
    ]
    against = f"{question.better} than the relay ({relay} {question.unit})"
    return [f"{listing(found)} {_is(names)} {against}"] if found else []


def _defeats(cells: Cells, question: Question, names: Sequence[str]) -> list[str]:
    found = []
    for name in names:
        ratio = statistics.median(ratios(cells[RELAY], cells[name], question.figure))
        found.append(f"{number(ratio)} times {question.as_much} {title(name)}")
    return [f"the relay {question.verb} {listing(found)}"] if found else []


def _failures(cells: Cells) -> list[str]:
    failed = [
        f"{title(name)} ({percent(cell.delivered)} in time)"
        for name, cell in cells.items()
        if name != RELAY and cell.trusted and (cell.delivered or 0.0) < KEPT_UP
    ]
    failed += [title(name) for name, cell in cells.items() if cell.cannot]
    return [f"not up to it: {listing(failed)}"] if failed else []


def _is(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def headline(summary: Summary) -> str:
    """Say who is cheapest and who is soonest in how many cells of the grid."""
    said = []
    for question, word in ((COST, "Cheapest"), (LATE, "Soonest at the 99th percentile")):
        wins = _winners(summary, question.figure)
        total = sum(wins.values())
        order = sorted(wins, key=lambda name: (name == RELAY, -wins[name]))
        found = [f"{title(name)} in {wins[name]} of {total} cells" for name in order]
        said.append(f"{word}: {listing(found)}." if found else "Nothing was compared.")
    return " ".join(said)


def _winners(summary: Summary, figure: str) -> dict[str, int]:
    wins: dict[str, int] = {}
    for cell in summary.cells("fanout"):
        cells = summary.targets("fanout", cell)
        names = [RELAY, *rivals(cells)]
        if viewers(cell) > 1 and len(names) > 1 and RELAY in cells and cells[RELAY].trusted:
            best = min(names, key=lambda name: cells[name].median(figure) or float("inf"))
            wins[best] = wins.get(best, 0) + 1
    return wins


def noise_of(summary: Summary) -> str:
    """Say how far a server is from itself."""
    said = []
    for cell, _, _ in repeated(summary):
        cost, late = (percent(noise(summary, figure, cell)) for figure in ("cpu", "p99"))
        said.append(f"less than {cost} in cost or {late} in the 99th percentile at {_words(cell)}")
    return f"So a difference says nothing of {listing(said)}." if said else "Nothing was repeated."


def beside(summary: Summary, cell: str, alone: str) -> str:
    """Say what the healthy notice, and how old what the slow ones know is."""
    cells = summary.targets("slow", cell)
    healthy = summary.targets("fanout", alone)
    said = []
    for target, found in sorted(cells.items(), key=lambda item: item[1].median("slow age") or 0.0):
        before = healthy.get(target)
        sure = before is not None and before.trusted and found.trusted
        factor = ratios(found, before, "p99") if before and sure else []
        parts = [f"the p99 of the healthy is {times(factor)} of that without"] if factor else []
        if (age := found.median("slow age")) is not None:
            parts.append(f"a slow viewer's newest position is {number(age)} ms old")
        if parts:
            said.append(f"{title(target)}: {listing(parts)}")
    return " ".join(sentence(part) for part in said)


def never(summary: Summary) -> str:
    """Say what a viewer costs the others that never reads."""
    said = [beside(summary, "never", "100x500")]
    ended = summary.cell("slow", "ended", RELAY)
    if ended and (after := ended.median("ended")) is not None:
        said.append(f"The relay ends it after {number(after)} s (one run).")
    return " ".join(said)


def growth(summary: Summary, workload: str, what: str) -> str:
    """Say what a delivery costs at the largest size, beside the same without anything grown."""
    sizes = sorted(summary.cells(workload), key=int)
    last = summary.cell(workload, sizes[-1], RELAY) if sizes else None
    small = summary.cell("sources", "1", RELAY)
    found = ratios(last, small, "cpu") if last and small else []
    if not found:
        return "The relay was not measured."
    return f"With {int(sizes[-1]):,} {what} a delivery costs the relay {times(found)} of before."


def restarted(summary: Summary) -> str:
    """Say what is missing after a restart."""
    said = []
    for target, cell in summary.targets("restart", "100").items():
        gone = (cell.median("missing") or 0) + (cell.median("lost") or 0)
        presses = number(cell.median("presses_missing") or 0)
        text = f"{number(gone)} deliveries are missing, {presses} of them presses"
        said.append(f"{title(target)}: {text if gone else 'nothing is missing'}")
    return " ".join(sentence(part) for part in said)


def resumed(summary: Summary) -> str:
    """Say how soon a crowd has caught up."""
    cell = summary.cell("resume", "1000", RELAY)
    if cell is None:
        return "The relay was not measured."
    late, worst = number(cell.median("caught up max")), number(cell.median("pair max"))
    return (
        f"The last of 1,000 has caught up after {late} s; a healthy pair's worst event was "
        f"{worst} ms late. No other server here keeps what a viewer has missed."
    )


def above_the_floor(summary: Summary) -> str:
    """Say how far the relay is from the floor in each crowd."""
    said = []
    for cell in summary.cells("fanout"):
        relay, floor = (summary.cell("fanout", cell, name) for name in (RELAY, FLOOR))
        if relay and floor and (found := ratios(relay, floor, "cpu")):
            said.append((cell, statistics.median(found)))
    if not said:
        return "The floor was not measured."
    (least, low), (most, high) = min(said, key=lambda x: x[1]), max(said, key=lambda x: x[1])
    return (
        f"A delivery costs the relay {number(low)} to {number(high)} times what the floor spends: "
        f"least at {_words(least)}, most at {_words(most)}."
    )


def _words(cell: str) -> str:
    rate = int(cell.split("x")[1])
    return f"{viewers(cell):,} viewer{'s' * (viewers(cell) > 1)} × {rate:,} events/s"
