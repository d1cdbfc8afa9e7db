"""How long the fault tests take: a short form for every day, and a long one for `make soak`."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Length:
    """Times are in seconds."""

    kills: int
    away: float
    cut: float
    stopped: float
    slow: float
    waits_for_the_end: bool
    """Whether a viewer that never reads is watched until the relay ends it."""


SHORT = Length(kills=3, away=5, cut=3, stopped=0, slow=6, waits_for_the_end=False)
LONG = Length(kills=20, away=60, cut=60, stopped=20, slow=60, waits_for_the_end=True)

LENGTH = LONG if os.environ.get("SOAK") else SHORT
