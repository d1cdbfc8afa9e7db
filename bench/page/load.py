"""The page under load: paints, commits and the main thread, over time."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import CDPSession, Page

from bench.page.probe import listen
from tests.end_to_end.browser import Viewer, chromium
from tests.end_to_end.processes import Programs, Relay, programs, wait_until

WARM_UP = 5.0
"""Seconds until the code is compiled and the first buffers are full."""

LOOK_EVERY = 5.0
COUNTERS = ["TaskDuration", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration"]
VIEWPORT = {"width": 1440, "height": 900}

DO: dict[str, Callable[[Page], None]] = {
    "plain": lambda page: None,
    "heat": lambda page: page.get_by_role("button", name="Time", exact=True).click(),
    "charts": lambda page: page.get_by_role("tab", name="Charts").click(),
    "overlay": lambda page: None,
}
"""What is open while it is measured."""


def start_sources(started: Programs, relay: Relay, sources: int, rate: float) -> None:
    """Start producers, each of this rate."""
    for number in range(sources):
        command = [sys.executable, "-m", "bench.page.source", relay.url, f"s{number}", str(rate)]
        started.start(f"source {number}", *command)


def measure(seconds: float, sources: int, rate: float, state: str) -> dict[str, Any]:
    """Return what the page did in so many seconds, after a warm-up."""
    with programs() as started, chromium("--enable-precise-memory-info") as browser:
        relay = started.relay()
        start_sources(started, relay, sources, rate)
        path = "/?overlay=1" if state == "overlay" else "/"
        viewer = Viewer(
            browser,
            relay.page + path,
            before=listen,
            viewport=VIEWPORT,
        )
        viewer.wait_until_live()
        wait_until(lambda: len(viewer.summary["sources"]) == sources, "all sources are there")
        DO[state](viewer.page)
        time.sleep(WARM_UP)  # not counted
        found = _watch(viewer, seconds)
        viewer.close()
    return {"sources": sources, "rate": rate, "state": state, **found}


def _watch(viewer: Viewer, seconds: float) -> dict[str, Any]:
    session = viewer.page.context.new_cdp_session(viewer.page)
    session.send("Performance.enable")
    before, began = _look(viewer.page, session), time.monotonic()
    heap: list[float] = []
    busy: list[float] = []
    behind: list[int] = []
    looked, seen = began, before["TaskDuration"]
    while (left := began + seconds - time.monotonic()) > 0:
        time.sleep(min(LOOK_EVERY, left))  # the stretch that is measured
        moment, spent = time.monotonic(), _metrics(session)["TaskDuration"]
        busy.append(round(100 * (spent - seen) / (moment - looked), 1))
        looked, seen = moment, spent
        session.send("HeapProfiler.collectGarbage")
        heap.append(round(_metrics(session)["JSHeapUsedSize"] / 2**20, 1))
        behind.append(viewer.summary["connection"]["behind"])
    after, passed = _look(viewer.page, session), time.monotonic() - began
    gone = {name: (after[name] - before[name]) / passed for name in before}
    totals = viewer.summary["totals"]
    return {
        "seconds": round(passed, 1),
        "paints": round(gone["paints"], 1),
        "commits": round(gone["commits"], 1),
        "busy": round(100 * gone["TaskDuration"], 1),
        "script": round(100 * gone["ScriptDuration"], 1),
        "layout": round(100 * (gone["LayoutDuration"] + gone["RecalcStyleDuration"]), 1),
        "events": round(gone["captured"]),
        "merged": totals["merged"],
        "lost": totals["lost"],
        "behind": max(behind),
        "heap": heap,
        "busy over time": busy,
        "nodes": round(_metrics(session)["Nodes"]),
    }


def _look(page: Page, session: CDPSession) -> dict[str, float]:
    metrics = _metrics(session)
    looked: dict[str, float] = page.evaluate(
        "({ paints: probe.paints, commits: probe.commits,"
        " captured: hardwareRelay.summary().totals.captured })"
    )
    return looked | {name: metrics[name] for name in COUNTERS}


def _metrics(session: CDPSession) -> dict[str, float]:
    found = session.send("Performance.getMetrics")["metrics"]
    return {metric["name"]: metric["value"] for metric in found}
