"""The plots of a run: a name for each file, and its SVG. Pure."""

from __future__ import annotations

from bench.paper import svg
from bench.paper.comparing import KEPT_UP, RELAY
from bench.paper.summary import Summary
from bench.paper.tables import title
from bench.targets import TARGETS


def plots(summary: Summary) -> dict[str, str]:
    """Return the plots for which there are figures."""
    made = {
        "cost.svg": _over_viewers(
            summary, "cpu", 1000, "CPU per delivery at 1,000 events/s", "µs, less is better"
        ),
        "lateness.svg": _over_viewers(
            summary, "p99", 500, "99th percentile of the latency at 500 events/s", "ms"
        ),
        "sources.svg": _grown(summary, "sources", "CPU per delivery as sources are added"),
        "history.svg": _grown(summary, "history", "CPU per delivery as the history grows"),
        "memory.svg": _bars(
            summary, "fanout", "1000x50", "KiB", "KiB", "Memory per idle viewer, of 1,000"
        ),
        "slow.svg": _bars(
            summary, "slow", "one", "slow age", "ms", "Age of the newest position, slow viewer"
        ),
    }
    return {name: plot for name, plot in made.items() if plot}


def _over_viewers(summary: Summary, figure: str, rate: int, heading: str, unit: str) -> str:
    series: dict[str, list[tuple[float, float]]] = {}
    for target in TARGETS:
        line = []
        for cell in summary.cells("fanout"):
            viewers, asked = (int(part) for part in cell.split("x"))
            found = summary.cell("fanout", cell, target)
            if asked == rate and found and (found.delivered or 0.0) >= KEPT_UP:
                value = found.median(figure)
                line += [(float(viewers), value)] if value else []
        series[title(target)] = sorted(line)
    axes = ("viewers; a line ends where a server does not keep up", unit)
    return svg.lines(heading, axes, series) if any(series.values()) else ""


def _grown(summary: Summary, workload: str, heading: str) -> str:
    line = []
    for size in summary.cells(workload):
        found = summary.cell(workload, size, RELAY)
        if found and (value := found.median("cpu")) is not None:
            line.append((float(size), value))
    if len(line) < 2:
        return ""
    log = (workload == "sources", False)
    return svg.lines(heading, (workload, "µs"), {title(RELAY): sorted(line)}, log)


def _bars(summary: Summary, workload: str, cell: str, figure: str, unit: str, heading: str) -> str:
    found = {
        title(target): value
        for target, one in summary.targets(workload, cell).items()
        if (value := one.median(figure)) is not None and not target.endswith("again")
    }
    ordered = dict(sorted(found.items(), key=lambda item: item[1]))
    return svg.bars(heading, unit, ordered, title(RELAY)) if ordered else ""
