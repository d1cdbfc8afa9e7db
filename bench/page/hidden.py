"""A tab that was hidden: how long it takes until it is right again."""

from __future__ import annotations

import time
from typing import Any

from bench.page.load import start_sources
from tests.end_to_end.browser import chromium
from tests.end_to_end.processes import programs, wait_until
from tests.end_to_end.tabs import Tab, Tabs

UNTIL_RIGHT = """
new Promise((done) => {
  const started = performance.now()
  const right = () => {
    const { connection, totals } = hardwareRelay.summary()
    const words = document.querySelector('.accounting .total td').innerText.replaceAll(',', '')
    const told = Number(words) >= totals.captured - 0.2 * %d
    const live = document.querySelector('.state').innerText === 'Live'
    if (told && live && connection.behind < %d) done(performance.now() - started)
    else requestAnimationFrame(right)
  }
  requestAnimationFrame(right)
})
"""
"""The document shows what the page knows, within 200 ms of events, and that is nearly all."""


def measure(seconds: float, rate: float) -> dict[str, Any]:
    """Hide the page for so many seconds, and return the ms until it is right again."""
    with programs() as started, chromium() as browser:
        relay = started.relay()
        start_sources(started, relay, 1, rate)
        tabs = Tabs(browser)
        tab = tabs.open(relay.page)
        wait_until(lambda: _captured(tab) > 0, "the page has events")
        other = tabs.open("about:blank")
        wait_until(lambda: tab.is_hidden, "the tab is hidden")
        before, began = _captured(tab), time.monotonic()
        time.sleep(seconds)  # for as long as the case wants it hidden
        hidden = (_captured(tab) - before) / (time.monotonic() - began)
        tab.come_to_front()
        right = tab.evaluate(UNTIL_RIGHT % (rate, rate))
        summary = tab.evaluate("hardwareRelay.summary()")
        tab.close()
        other.close()
    return {
        "hidden": seconds,
        "events": round(hidden),
        "right after ms": round(right),
        "lost": summary["totals"]["lost"],
        "reconnected": summary["totals"]["repeated"] > 0,
    }


def _captured(tab: Tab) -> int:
    return int(tab.evaluate("window.hardwareRelay?.summary().totals.captured ?? 0"))
