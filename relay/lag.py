"""Capture to relay, in ms: the median and the 99th percentile of the last second."""

from __future__ import annotations

MOST = 1000


class Lag:
    """Collect the lags of one second. Beyond `MOST` of them, further ones are not looked at."""

    __slots__ = ("_lags",)

    def __init__(self) -> None:
        self._lags: list[float] = []

    def add(self, lag: float) -> None:
        """Note how long an event took from its capture to the relay."""
        if len(self._lags) < MOST:
            self._lags.append(lag)

    def take(self) -> tuple[float, float]:
        """Return median and 99th percentile, in ms with two decimals, and start anew."""
        lags = sorted(self._lags)
        self._lags = []
        if not lags:
            return (0.0, 0.0)
        return (round(lags[len(lags) // 2], 2), round(lags[len(lags) * 99 // 100], 2))
