"""From a hand to the picture: moves on a virtual display, and every leg of the way.

The moves are made over one connection to the X server that is open all the time, by the same
extension that xdotool uses (XTEST). The first leg begins directly before each request, so starting
a program is no part of it; the server's answer, which is waited for after it, is none either.
"""

from __future__ import annotations

import json
import time
from bisect import bisect_left
from statistics import median, quantiles
from typing import Any

from Xlib import X
from Xlib.display import Display
from Xlib.ext.xtest import fake_input

from bench.page.probe import listen
from tests.end_to_end.browser import Viewer, chromium
from tests.end_to_end.desktop import desktop
from tests.end_to_end.processes import programs, wait_until

BETWEEN = 0.05
"""Seconds between two moves: each is by itself, and none is merged."""

Legs = dict[str, list[float]]


def measure(seconds: float) -> dict[str, Any]:
    """Return median and p99 in ms of each leg, of moves that are made one by one."""
    with programs() as started, desktop() as desk, chromium() as browser:
        relay = started.relay()
        started.hardware(relay, "--source", "desk", display=desk.display)
        viewer = Viewer(browser, relay.page, before=listen)
        viewer.wait_until_live()
        wait_until(lambda: viewer.source("desk"), "the mouse is captured")
        hand = Display(desk.display)
        _move(hand, 1.0)
        viewer.page.evaluate("probe.keeps = true")
        moved = _move(hand, seconds)
        hand.close()
        viewer.page.wait_for_timeout(500)
        heard = viewer.page.evaluate("probe.heard")
        presented = viewer.page.evaluate("probe.presented")
        viewer.close()
    legs = _legs(moved, heard, presented)
    spreads = {
        leg: [round(median(of), 1), round(quantiles(of, n=100)[98], 1)] for leg, of in legs.items()
    }
    return {"moves": len(moved), "seen": len(legs["hand to picture"]), **spreads}


def _move(hand: Display, seconds: float) -> dict[tuple[int, int], float]:
    """Move to places of which none comes twice; return when each was asked for, in ms."""
    moved: dict[tuple[int, int], float] = {}
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        place = 10 + len(moved) % 1_200, 10 + len(moved) // 1_200
        moved[place] = time.time() * 1000
        fake_input(hand, X.MotionNotify, x=place[0], y=place[1])
        hand.sync()
        time.sleep(BETWEEN)  # a hand rests, too: each is measured by itself
    return moved


def _legs(
    moved: dict[tuple[int, int], float], heard: list[list[Any]], presented: list[float]
) -> Legs:
    legs: Legs = {"hand to capture": [], "capture to page": [], "page to picture": []}
    whole: list[float] = []
    lags: list[float] = []
    for at, data in heard:
        message = json.loads(data)
        if isinstance(message, dict):
            lags += [
                told["lag"][0] for told in message.get("sources", {}).values() if "lag" in told
            ]
            continue
        for event in message:
            asked = moved.get((event["x"], event["y"])) if event["event"] == "move" else None
            frame = bisect_left(presented, at)
            if asked is None or frame == len(presented):
                continue
            legs["hand to capture"].append(event["t"] - asked)
            legs["capture to page"].append(at - event["t"])
            legs["page to picture"].append(presented[frame] - at)
            whole.append(presented[frame] - asked)
    return legs | {"of which capture to relay": lags, "hand to picture": whole}
