"""The units are what systemd accepts, and name what is there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.processes import ROOT

UNITS = sorted((ROOT / "examples" / "systemd").glob("*.service"))
INSTALLED = "/opt/hardware-relay"


def command(unit: Path) -> list[str]:
    found = re.search(r"^ExecStart=(.+)$", unit.read_text(), re.MULTILINE)
    assert found is not None
    return found[1].split()


def test_there_are_two_units() -> None:
    assert len(UNITS) == 2


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_finds_no_fault(unit: Path, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    text = unit.read_text()
    if analyze is None:
        assert all(re.fullmatch(r"|#.*|\[\w+\]|\w+=.*", line) for line in text.splitlines())
        return
    here = text.replace(f"{INSTALLED}/.venv/bin/python", sys.executable)
    (tmp_path / unit.name).write_text(here.replace("User=sensors", "User=root"))
    ran = subprocess.run(
        [analyze, "verify", str(tmp_path / unit.name)], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_a_program_that_knows_its_options(unit: Path) -> None:
    python, *words = [re.sub(r"\$\{\w+\}", "any", word) for word in command(unit)]
    assert python == f"{INSTALLED}/.venv/bin/python"
    assert f"WorkingDirectory={INSTALLED}\n" in unit.read_text()
    helped = subprocess.run(
        [sys.executable, *words, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for option in (word for word in words if word.startswith("--")):
        assert option in helped.stdout


def test_the_environment_file_sets_what_the_unit_wants() -> None:
    (sensor,) = (unit for unit in UNITS if unit.stem.endswith("sensor"))
    set_there = re.findall(r"^(\w+)=", (sensor.parent / "sensor.env").read_text(), re.MULTILINE)
    wanted = re.findall(r"\$\{(\w+)\}", sensor.read_text())
    assert set_there == [*wanted, "HARDWARE_TOKEN"]
