"""A world for each fault test, from a seed that is printed, and the numbers that the tests saw."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from random import SystemRandom

import pytest

from tests.faults.world import World, world

SEED = int(os.environ.get("FAULTS_SEED", SystemRandom().getrandbits(32)))
"""Where every random decision comes from; FAULTS_SEED repeats those of another run."""

_numbers: list[str] = []


@pytest.fixture
def faulty(tmp_path: Path) -> Iterator[World]:
    print(f"FAULTS_SEED={SEED}")
    with world(tmp_path, SEED) as made:
        yield made


@pytest.fixture
def tell() -> Callable[[str], None]:
    """Keep a line of numbers for the end of the run."""
    return _numbers.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _numbers:
        terminalreporter.section(f"what the fault tests saw (FAULTS_SEED={SEED})")
    for line in _numbers:
        terminalreporter.write_line(line)
