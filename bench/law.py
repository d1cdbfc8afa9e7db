"""Try the control law of the windows on simulated lines: `python -m bench.law`.

It drives the real `relay.window.Window` with a moved clock, no sockets: a viewer that is behind, on
a line with one queue, a fixed rate and a fixed delay, watches 1,000 moves and 50 presses a second.
The table is the one in docs/decisions/0001-marks-and-windows.md.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

from relay.viewer import LEAST_PART
from relay.window import Window

MOVE_BYTES = 84
PRESS_BYTES = 100
MARK_BYTES = 51
MOVES_PER_SECOND = 1000
MOVES_PER_PRESS = 20
STEP = 0.0005
SECONDS = 30.0
WARM_UP = 1.0

RATES = (12_500, 25_000, 10_000_000)
ROUND_TRIPS = (0.001, 0.020, 0.050, 0.100, 0.200)


@dataclass
class Line:
    """A viewer on a line of `rate` bytes per second and `round_trip` seconds."""

    rate: float
    round_trip: float
    free_at: float = 0.0
    positions: list[tuple[float, float]] = field(default_factory=list)
    answers: list[tuple[float, int]] = field(default_factory=list)

    def send(self, size: int, now: float, position: float, mark: int) -> None:
        """Let bytes leave that bring a position (its time) and perhaps a mark."""
        self.free_at = max(now, self.free_at) + size / self.rate
        arrival = self.free_at + self.round_trip / 2
        heapq.heappush(self.positions, (arrival, position))
        if mark:
            heapq.heappush(self.answers, (arrival + self.round_trip / 2, mark))


def ages(rate: float, round_trip: float) -> list[float]:
    """Return how old the newest position is at the viewer, in s, looked at every STEP, sorted."""
    line, window = Line(rate, round_trip), Window(0.0)
    seen, newest, presses, captured, marks = 0.0, 0.0, 0, 0, 0
    looks: list[float] = []
    for step in range(int(SECONDS / STEP)):
        now = step * STEP
        while line.answers and line.answers[0][0] <= now:
            window.answer(heapq.heappop(line.answers)[1], now)
        while line.positions and line.positions[0][0] <= now:
            seen = max(seen, heapq.heappop(line.positions)[1])
        if now * MOVES_PER_SECOND >= captured:
            captured += 1
            newest = now
            presses += captured % MOVES_PER_PRESS == 0
        waits = newest > 0.0 and window.room > 0
        size = MOVE_BYTES + presses * PRESS_BYTES if waits else 0
        if _asks(window, size):
            marks += 1
        mark = marks if _asks(window, size) else 0
        if size or mark:
            window.sent += size + (MARK_BYTES if mark else 0)
            line.send(size + (MARK_BYTES if mark else 0), now, newest if size else seen, mark)
            if mark:
                window.ask(mark, now)
            if size:
                newest, presses = 0.0, 0
        if now > WARM_UP:
            looks.append(now - seen)
    return sorted(looks)


def _asks(window: Window, size: int) -> bool:
    """Ask as `relay.viewer.Viewer` does."""
    full = window.room - size <= 0
    if not size:
        return full and window.questions == 0
    part = max(LEAST_PART, window.limit / 4)
    return full or window.questions == 0 or window.unasked + size >= part


def table() -> str:
    """Return the median and the 99th percentile of the age, in ms, for each line."""
    rows = [
        "| line | " + " | ".join(f"{round(trip * 1000)} ms" for trip in ROUND_TRIPS) + " |",
        "|---" * (len(ROUND_TRIPS) + 1) + "|",
    ]
    for rate in RATES:
        cells = []
        for round_trip in ROUND_TRIPS:
            looks = ages(rate, round_trip)
            median, late = (looks[len(looks) * part // 100] * 1000 for part in (50, 99))
            cells.append(f"{median:.0f}, {late:.0f}")
        rows.append(f"| {rate / 1000:g} kB/s | " + " | ".join(cells) + " |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
