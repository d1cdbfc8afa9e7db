"""One relay that has to bear every case in turn, and others for the cases that end it."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from random import SystemRandom

import pytest

from tests.hostile.siege import Siege, siege

SEED = int(os.environ.get("HOSTILE_SEED", SystemRandom().getrandbits(32)))
"""Where every random decision comes from; HOSTILE_SEED repeats those of another run."""


@pytest.fixture(scope="package", autouse=True)
def many_files() -> None:
    """Let this process have as many connections as the relay."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@pytest.fixture(scope="package")
def long_siege(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Siege]:
    """Start the relay that bears them all."""
    with siege(tmp_path_factory.mktemp("siege"), SEED) as begun:
        yield begun


@pytest.fixture
def besieged(long_siege: Siege, seed: int) -> Iterator[Siege]:
    """Take a case's turn: the pair works on while its peers are connected, and after."""
    yield long_siege
    long_siege.works_on()
    long_siege.let_go()
    long_siege.works_on()
    long_siege.look_at_log()
    long_siege.look_at_histories()


@pytest.fixture
def seed() -> int:
    """Show where the random decisions come from."""
    print(f"HOSTILE_SEED={SEED}")
    return SEED
