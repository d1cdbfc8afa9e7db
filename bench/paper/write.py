"""Write the documents, the plots and the baseline; or print what the documents would say."""

from __future__ import annotations

import json
from pathlib import Path

from bench import ROOT
from bench.paper.fill import fill, names
from bench.paper.parts import NOT_MEASURED, parts
from bench.paper.plots import plots
from bench.paper.summary import Summary

BASELINE = ROOT / "bench" / "baseline.json"
DOCS = ROOT / "docs"
DOCUMENTS = (DOCS / "benchmarks.md", DOCS / "node-or-python.md")
PLOTS = DOCS / "benchmarks"


def read_baseline() -> Summary:
    """Read the figures that the documents are made from."""
    return Summary(json.loads(BASELINE.read_text(encoding="utf-8")))


def to_documents(summary: Summary) -> None:
    """Keep the figures as the baseline, and write what is made from them."""
    text = json.dumps(summary.data, indent=None, ensure_ascii=False, separators=(",", ":"))
    BASELINE.write_text(text.replace('"runs":', '\n"runs":') + "\n", encoding="utf-8")
    for path, content in documents(summary).items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")


def documents(summary: Summary) -> dict[Path, str]:
    """Return what each file is to hold."""
    made = parts(summary)
    texts = {path: fill(path.read_text(encoding="utf-8"), made) for path in DOCUMENTS}
    return texts | {PLOTS / name: plot for name, plot in plots(summary).items()}


def to_terminal(summary: Summary) -> None:
    """Print the parts of the first document for which there are figures."""
    made = parts(summary)
    for name in names(DOCUMENTS[0].read_text(encoding="utf-8")):
        if made[name] != NOT_MEASURED:
            print(f"\n{made[name]}")
