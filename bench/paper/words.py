"""Numbers and lists as people read them. Pure."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

NOTHING = "–"


def number(value: float | None) -> str:
    """Write a number with three digits, three of them decimals at most: 0.471, 84.2, 1,234."""
    if value is None:
        return NOTHING
    if value == 0:
        return "0"
    digits = min(3, max(0, 2 - math.floor(math.log10(abs(value)))))
    return f"{value:,.{digits}f}" if value != int(value) or digits == 0 else f"{value:,.0f}"


def spread(values: Sequence[float]) -> str:
    """Write the median, and in brackets the lowest and highest where they differ."""
    if not values:
        return NOTHING
    middle, low, high = (number(f(values)) for f in (statistics.median, min, max))
    return middle if low == high else f"{middle} ({low}–{high})"


def times(values: Sequence[float]) -> str:
    """Write a ratio: ×0.47."""
    return f"×{number(statistics.median(values))}" if values else NOTHING


def percent(share: float | None) -> str:
    """Write a share; 100 % is said only of what is whole."""
    if share is None:
        return NOTHING
    if 0.995 <= share < 1:
        return f"{math.floor(share * 10000) / 100:g} %"
    return f"{share * 100:.0f} %"


def listing(parts: Sequence[str]) -> str:
    """Join with commas, and `and` before the last."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def sentence(text: str) -> str:
    """Begin with a capital, end with a full stop."""
    capital = text if text.startswith(("µ", "ws", "picows")) else text[0].upper() + text[1:]
    return capital + "."
