"""The generated parts of the documents: a name for each, and its text.

The prose around them is written by hand, in the documents themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench import ROOT
from bench.paper import sentences, tables
from bench.paper.comparing import AGAIN, RELAY, viewers
from bench.paper.summary import Summary
from bench.paper.words import listing

NOT_MEASURED = "Not measured in this run."
CODE = {".py": "python", ".cjs": "javascript", ".conf": "text"}


def parts(summary: Summary) -> dict[str, str]:
    """Return the text of each part."""
    made = {
        "run": _run(summary),
        "versions": _versions(summary),
        "headline": f"{sentences.headline(summary)} {sentences.above_the_floor(summary)}",
        "grid": _grid(summary),
        "noise": _noise(summary),
        "one": _one(summary),
        "one-slow": _beside(summary, "one", sentences.beside(summary, "one", "100x500")),
        "half-slow": _beside(summary, "half", sentences.beside(summary, "half", "100x500")),
        "never": _beside(summary, "never", sentences.never(summary)),
        "sources": _sources(summary),
        "history": sentences.growth(summary, "history", "events in the history"),
        "connect": _table(summary, "fanout", "1000x50", tables.CONNECT),
        "idle": _table(summary, "idle", "10000", tables.IDLE),
        "resume": _table(summary, "resume", "1000", tables.RESUME, sentences.resumed(summary)),
        "restart": _table(summary, "restart", "100", tables.RESTART, sentences.restarted(summary)),
        "paint": _paint(summary),
        "node": _node(summary),
    }
    return made | {f"code {path.name}": _code(path) for path in _peers()}


def _table(
    summary: Summary, workload: str, cell: str, columns: Sequence[tables.Column], said: str = ""
) -> str:
    if cell not in summary.cells(workload):
        return NOT_MEASURED
    table = tables.table(summary, workload, cell, columns)
    return f"{said}\n\n{table}" if said else table


def _run(summary: Summary) -> str:
    about = summary.about
    text = (
        f"{about['date']}, {about['machine']}. {about['rounds']} rounds in {about['seconds']} s, "
        "each of every row once, in turn."
    )
    for target, fault in summary.left_out.items():
        text += f" **{tables.title(target)} is missing**: {fault}"
    return text


def _versions(summary: Summary) -> str:
    found = [f"{name} {version}" for name, version in summary.about["versions"].items()]
    return listing(found) + "."


def _grid(summary: Summary) -> str:
    texts = []
    for cell in sorted(summary.cells("fanout"), key=lambda cell: [int(x) for x in cell.split("x")]):
        if viewers(cell) > 1:
            texts += [
                f"### {_words(cell)}",
                sentences.compared(summary, "fanout", cell),
                tables.table(summary, "fanout", cell, tables.FANOUT),
            ]
    return "\n\n".join(texts)


def _noise(summary: Summary) -> str:
    texts = []
    for cell in summary.cells("fanout"):
        targets = summary.targets("fanout", cell)
        twice = {
            name: found
            for name, found in targets.items()
            if name + AGAIN in targets or name.endswith(AGAIN)
        }
        if twice:
            heads = [cell.replace("x", " × "), *(head for head, _ in tables.NOISE)]
            rows = [
                [tables.title(name), *(text(found, twice) for _, text in tables.NOISE)]
                for name, found in twice.items()
            ]
            texts.append(tables.layout(heads, rows))
    return "\n\n".join([*texts, sentences.noise_of(summary)])


def _one(summary: Summary) -> str:
    said = sentences.compared(summary, "fanout", "1x50", [sentences.MEDIAN])
    return _table(summary, "fanout", "1x50", tables.ONE, said)


def _beside(summary: Summary, cell: str, said: str) -> str:
    return _table(summary, "slow", cell, tables.BESIDE, said)


def _sources(summary: Summary) -> str:
    said = sentences.compared(summary, "sources", "1000")
    grown = sentences.growth(summary, "sources", "sources")
    return _table(summary, "sources", "1000", tables.SOURCES, f"{said} {grown}")


def _paint(summary: Summary) -> str:
    if not summary.cells("paint"):
        return NOT_MEASURED
    return tables.by_cell(summary, "paint", RELAY, tables.PAINT)


def _node(summary: Summary) -> str:
    texts = []
    for cell in ("100x500", "1000x500", "1000x1000"):
        head = f"### {_words(cell)}\n\n{sentences.compared(summary, 'fanout', cell)}"
        texts.append(_table(summary, "fanout", cell, tables.SHORT, head))
    return "\n\n".join(texts)


def _words(cell: str) -> str:
    rate = int(cell.split("x")[1])
    return f"{viewers(cell):,} viewers, {rate:,} events/s"


def _peers() -> list[Path]:
    return sorted(p for p in (ROOT / "bench" / "peers").iterdir() if p.suffix in CODE)


def _code(path: Path) -> str:
    return f"```{CODE[path.suffix]}\n{path.read_text(encoding='utf-8').rstrip()}\n```"
