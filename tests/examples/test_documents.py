"""What docs/sensors.md and the README show works as it stands there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from producer.link import MOST_WAITING
from tests.end_to_end.processes import PATIENCE, ROOT, Relay
from tests.examples import looking

SENSORS = (ROOT / "docs" / "sensors.md").read_text()
README = (ROOT / "README.md").read_text()
LISTINGS = [*re.findall(r"```python\n(.*?)```", SENSORS + README, re.DOTALL)]


@pytest.mark.parametrize("listing", LISTINGS, ids=range(len(LISTINGS)))
def test_a_listing_runs(listing: str, relay: Relay) -> None:
    program = listing.replace('"ws://localhost:3001"', f'"{relay.url}", patience={PATIENCE}')
    command = [sys.executable, "-c", program]
    ran = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert len(looking.readings(relay, "greenhouse")) == 1


def test_the_shortest_program_is_the_one_that_is_shown() -> None:
    shortest = (ROOT / "examples" / "garden" / "greenhouse.py").read_text()
    assert LISTINGS[0] in shortest


def test_the_number_of_events_that_wait_is_right() -> None:
    assert f"of {MOST_WAITING:,} events" in SENSORS


def test_every_example_is_in_the_list() -> None:
    folder = ROOT / "examples"
    told = (folder / "README.md").read_text()
    for path in folder.rglob("*"):
        if path.suffix in {".py", ".mjs", ".sh", ".service"}:
            assert f"]({path.relative_to(folder)})" in told


def test_links_of_the_list_lead_somewhere() -> None:
    folder = ROOT / "examples"
    for target in re.findall(r"\]\(([^)#]+)", (folder / "README.md").read_text()):
        assert Path(folder / target).exists(), target
