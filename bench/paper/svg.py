"""Plots as SVG: lines over a scale, and bars. Pure.

The colours come from a style sheet in the file, so a plot is readable on light and dark pages.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

from bench.paper.words import number

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 150, 48, 52
COLOURS = (
    ("#0969da", "#58a6ff"),
    ("#57606a", "#9198a1"),
    ("#c2410c", "#ff9b5c"),
    ("#9a0f5b", "#f58ac3"),
    ("#7048a8", "#c2a0f5"),
    ("#1a7f37", "#56d364"),
    ("#8a6100", "#e3b341"),
    ("#0f766e", "#4fd1c5"),
    ("#b42318", "#ff8a80"),
)
"""For each line, its colour on a light and on a dark ground: 4.5 to 1 and more on both."""

DASHES = ("", "2 4", "8 4")

Points = Sequence[tuple[float, float]]


class Scale:
    """Maps values to pixels, in proportion or by their logarithm."""

    def __init__(self, values: Sequence[float], start: float, end: float, log: bool) -> None:
        self._log = log
        self._start, self._end = start, end
        self._low = min(values) if log else 0.0
        self._high = max(values)
        if log:
            self._low = 10.0 ** math.floor(math.log10(self._low))
            self._high = 10.0 ** math.ceil(math.log10(self._high))
        if self._high <= self._low:
            self._high = self._low + 1

    def __call__(self, value: float) -> float:
        """Return the pixel of a value."""
        if self._log:
            part = math.log(value / self._low) / math.log(self._high / self._low)
        else:
            part = (value - self._low) / (self._high - self._low)
        return round(self._start + part * (self._end - self._start), 1)

    def ticks(self) -> list[float]:
        """Return the values at which to draw a line."""
        if not self._log:
            step = _round_step(self._high / 4)
            return [step * count for count in range(int(self._high / step) + 1)]
        found, tick = [], self._low
        while tick <= self._high * 1.001:
            found.append(tick)
            tick *= 10
        return found


def _round_step(step: float) -> float:
    power = 10 ** math.floor(math.log10(step))
    return float(next(power * factor for factor in (1, 2, 5, 10) if power * factor >= step))


def lines(
    title: str,
    axes: tuple[str, str],
    series: Mapping[str, Points],
    log: tuple[bool, bool] = (True, True),
) -> str:
    """Draw a line for each name, with the name at its end."""
    points = [point for line in series.values() for point in line]
    across = Scale([x for x, _ in points], LEFT, WIDTH - RIGHT, log[0])
    up = Scale([y for _, y in points], HEIGHT - BOTTOM, TOP, log[1])
    parts = _grid(across, up, sorted({x for x, _ in points}))
    parts += [
        _text(LEFT, HEIGHT - 12, axes[0], "soft"),
        _text(LEFT, TOP - 10, axes[1], "soft"),
    ]
    ends = _apart([(up(line[-1][1]), name) for name, line in series.items() if line])
    for index, (name, line) in enumerate(series.items()):
        if not line:
            continue
        spots = [(across(x), up(y)) for x, y in line]
        parts.append(_line(index, spots))
        parts.append(_text(max(x for x, _ in spots) + 10, ends[name] + 4, name, f"name c{index}"))
    return _whole(title, HEIGHT, parts)


def _grid(across: Scale, up: Scale, columns: Sequence[float]) -> list[str]:
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    parts = []
    for tick in up.ticks():
        y = up(tick)
        parts.append(f'<path class="rule" d="M{LEFT} {y}H{right}"/>')
        parts.append(_text(LEFT - 8, y + 4, number(tick), "soft end"))
    parts += [_text(across(x), bottom + 18, number(x), "soft middle") for x in columns]
    return parts


def _line(index: int, spots: Points) -> str:
    path = "M" + "L".join(f"{x} {y}" for x, y in spots)
    dash = DASHES[index % len(DASHES)]
    dots = "".join(f'<circle class="dot" cx="{x}" cy="{y}" r="3.5"/>' for x, y in spots)
    stroke = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<g class="c{index}"><path class="line" d="{path}"{stroke}/>{dots}</g>'


def _apart(ends: Sequence[tuple[float, str]], room: float = 15.0) -> dict[str, float]:
    """Move names that would lie on each other apart."""
    placed: dict[str, float] = {}
    last = -room
    for y, name in sorted(ends):
        last = max(y, last + room)
        placed[name] = last
    return placed


def bars(title: str, unit: str, values: Mapping[str, float], marked: str = "") -> str:
    """Draw a bar for each name, with its value behind it; one of them in a colour of its own."""
    left, row = 170, 30
    height = TOP + row * len(values) + 16
    along = Scale(list(values.values()), left, WIDTH - 110, log=False)
    parts = []
    for index, (name, value) in enumerate(values.items()):
        y = TOP + row * index
        width = max(1.0, along(value) - left)
        kind = 0 if name == marked else 1
        parts.append(_text(left - 10, y + 15, name, "end"))
        parts.append(
            f'<rect class="c{kind} bar" x="{left}" y="{y}" width="{width:.1f}" height="20"/>'
        )
        parts.append(_text(left + width + 8, y + 15, f"{number(value)} {unit}", "soft"))
    return _whole(title, height, parts)


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{kind}">{escape(text)}</text>'


def _whole(title: str, height: int, parts: Sequence[str]) -> str:
    light = "".join(f".c{at}{{--c:{colour}}}" for at, (colour, _) in enumerate(COLOURS))
    dark = "".join(f".c{at}{{--c:{colour}}}" for at, (_, colour) in enumerate(COLOURS))
    style = (
        "svg{--ground:#fff;--ink:#1f2328;--soft:#59636e;--rule:#d1d9e0}"
        + light
        + "@media(prefers-color-scheme:dark){"
        + "svg{--ground:#0d1117;--ink:#f0f6fc;--soft:#9198a1;--rule:#3d444d}"
        + dark
        + "}text{font:13px system-ui,sans-serif;fill:var(--ink)}.title{font-weight:600}"
        + ".soft{fill:var(--soft)}.end{text-anchor:end}.middle{text-anchor:middle}"
        + ".name{fill:var(--c)}.ground{fill:var(--ground)}.rule{stroke:var(--rule);fill:none}"
        + ".line{stroke:var(--c);stroke-width:2;fill:none}.dot,.bar{fill:var(--c)}"
    )
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">'
        f"<title>{escape(title)}</title><style>{style}</style>"
        f'<rect class="ground" width="{WIDTH}" height="{height}" rx="6"/>'
    )
    body = [_text(16, 24, title, "title"), *parts]
    return "\n".join([head, *body, "</svg>"]) + "\n"
