"""Tables in Markdown. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from bench.paper.comparing import AGAIN, FLOOR, RELAY
from bench.paper.summary import Cell, Summary, ratios
from bench.paper.words import NOTHING, listing, number, percent, spread, times
from bench.targets import TARGETS

Column = tuple[str, Callable[[Cell, Mapping[str, Cell]], str]]


def title(target: str) -> str:
    """Return a server's name in texts."""
    again = ", once more" if target.endswith(AGAIN) else ""
    return TARGETS[target.removesuffix(AGAIN)].title + again


def layout(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay out a table, the first column to the left and the others to the right."""
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def figure(head: str, name: str, scale: float = 1.0) -> Column:
    """Make a column of a figure: median, lowest and highest."""
    return head, lambda cell, _: spread([value * scale for value in cell.values(name)])


def middle(head: str, name: str, scale: float = 1.0) -> Column:
    """Make a column of a figure's median."""

    def text(cell: Cell, _: Mapping[str, Cell]) -> str:
        value = cell.median(name)
        return number(None if value is None else value * scale)

    return head, text


def of_the(head: str, name: str, target: str) -> Column:
    """Make a column of the ratio to a server's figure."""
    return head, lambda cell, cells: times(
        ratios(cell, cells[target], name) if target in cells else []
    )


def relays_share(head: str, name: str) -> Column:
    """Make a column of the relay's figure in relation to the row's."""
    return head, lambda cell, cells: times(
        ratios(cells[RELAY], cell, name) if RELAY in cells else []
    )


def _accounted(group: str) -> Callable[[Cell, Mapping[str, Cell]], str]:
    def text(cell: Cell, _: Mapping[str, Cell]) -> str:
        share = cell.accounted(group)
        merged = (cell.median(group + "merged") or 0) / (cell.median(group + "captured") or 1)
        return ("all" if share == 1 else percent(share)) + (
            f", {percent(merged)} merged" if merged else ""
        )

    return text


def _generator(cell: Cell, _: Mapping[str, Cell]) -> str:
    return f"{percent(cell.median('generator'))}, {number(cell.median('read lag'))} ms"


def _runs(cell: Cell, _: Mapping[str, Cell]) -> str:
    return str(cell.runs) if cell.trusted == cell.runs else f"{cell.trusted} of {cell.runs}"


def _missing_presses(cell: Cell, _: Mapping[str, Cell]) -> str:
    missing, presses = cell.median("slow presses_missing"), cell.median("slow presses")
    return NOTHING if missing is None else f"{number(missing)} of {number(presses)}"


ACCOUNTED: Column = ("accounted for", _accounted(""))
LOAD: tuple[Column, ...] = (
    ("its core", lambda cell, _: percent(cell.median("server"))),
    ("generator", _generator),
    ("runs", _runs),
)
FANOUT: tuple[Column, ...] = (
    figure("CPU µs per delivery", "cpu"),
    of_the("of the floor's", "cpu", FLOOR),
    relays_share("the relay's of it", "cpu"),
    middle("p50 ms", "p50"),
    figure("p99", "p99"),
    middle("p99.9", "p99.9"),
    middle("max", "max"),
    ACCOUNTED,
    *LOAD,
)
ONE: tuple[Column, ...] = (
    figure("p50 ms", "p50"),
    of_the("of the floor's", "p50", FLOOR),
    relays_share("the relay's of it", "p50"),
    figure("p99", "p99"),
    middle("max", "max"),
    ACCOUNTED,
    *LOAD,
)
BESIDE: tuple[Column, ...] = (
    figure("p99 ms of the healthy", "p99"),
    figure("newest position of the slow, ms old", "slow age"),
    middle("oldest", "slow age max"),
    ACCOUNTED,
    ("of the slow", _accounted("slow ")),
    ("its presses missing", _missing_presses),
    figure("memory grew by KiB", "grown"),
    *LOAD,
)
SHORT: tuple[Column, ...] = (*FANOUT[:5], ACCOUNTED)
SOURCES: tuple[Column, ...] = FANOUT[:5] + FANOUT[6:]
CONNECT: tuple[Column, ...] = (
    figure("let in, median ms", "connect p50"),
    figure("the last after ms", "connect max"),
    figure("KiB per viewer", "KiB"),
    of_the("of the floor's", "KiB", FLOOR),
    relays_share("the relay's of it", "KiB"),
    ("runs", _runs),
)
IDLE: tuple[Column, ...] = (
    figure("KiB per viewer", "KiB"),
    figure("connected after s", "connected"),
    figure("share of a core", "idle core"),
    ("runs", _runs),
)
RESUME: tuple[Column, ...] = (
    figure("caught up, median s", "caught up"),
    figure("the last after s", "caught up max"),
    ACCOUNTED,
    figure("p99 ms of the pair", "pair p99"),
    figure("its worst", "pair max"),
    *LOAD,
)
RESTART: tuple[Column, ...] = (
    figure("away s", "away"),
    figure("live again after s", "live"),
    figure("captured meanwhile", "captured away"),
    ACCOUNTED,
    figure("presses missing", "presses_missing"),
    figure("repeated", "repeated"),
    ("runs", _runs),
)
PAINT: tuple[Column, ...] = (
    figure("p50 ms", "paint p50"),
    figure("p99", "paint p99"),
    ("runs", _runs),
)
NOISE: tuple[Column, ...] = (
    figure("CPU µs per delivery", "cpu"),
    figure("p50 ms", "p50"),
    figure("p99", "p99"),
    ("runs", _runs),
)


def by_cell(summary: Summary, workload: str, target: str, columns: Sequence[Column]) -> str:
    """Lay out one server: a row for each cell."""
    rows = []
    for name in summary.cells(workload):
        cells = summary.targets(workload, name)
        rows.append([name, *(text(cells[target], cells) for _, text in columns)])
    return layout(["", *(head for head, _ in columns)], rows)


def table(summary: Summary, workload: str, cell: str, columns: Sequence[Column]) -> str:
    """Lay out one cell: a row for each server, who cannot do it with the reason."""
    cells = summary.targets(workload, cell)
    rows = []
    for target, found in sorted(cells.items(), key=lambda item: _order(item[1])):
        if found.cannot:
            empty = [NOTHING] * (len(columns) - 1)
            rows.append([title(target), f"cannot: {found.cannot}", *empty])
        else:
            rows.append([title(target), *(text(found, cells) for _, text in columns)])
    text = layout(["", *(head for head, _ in columns)], rows)
    return "\n\n".join([text, *doubts(cells)])


def _order(cell: Cell) -> tuple[bool, float]:
    return bool(cell.cannot), cell.median("cpu") or 0.0


def doubts(cells: Mapping[str, Cell]) -> list[str]:
    """Say which rows rest on runs about which there are doubts, and on which."""
    doubtful = {t: cell for t, cell in cells.items() if cell.runs and not cell.trusted}
    if not doubtful:
        return []
    reasons = sorted({reason for cell in doubtful.values() for reason in cell.doubts})
    names = listing([title(target) for target in doubtful])
    return [f"Not to be compared, because no run was free of doubts: {names} ({listing(reasons)})."]
