"""From a hand to the picture in Chromium, leg by leg, as `bench.page.latency` measures it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from bench.measure import Figures
from bench.page import latency
from bench.targets import GENERATOR_CORE, SERVER_CORE

SECONDS = 3.0


def from_hand_to_picture() -> Iterator[Figures]:
    """Give median and 99th percentile of each leg, in ms. Browser and display get both cores."""
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {SERVER_CORE, GENERATOR_CORE})
    try:
        found = latency.measure(SECONDS)
    finally:
        os.sched_setaffinity(0, mine)
    for leg, figures in found.items():
        if isinstance(figures, list):
            middle, late = figures
            yield {"target": "relay", "cell": leg, "paint_ms": {"p50": middle, "p99": late}}
