"""The five lines work from any directory, with two folders and three packages."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from tests.end_to_end.processes import PATIENCE, ROOT, Relay
from tests.examples import looking

PROGRAM = ROOT / "examples" / "garden" / "greenhouse.py"

PACKAGES = ("msgspec", "rel", "websocket")
"""Those of `pip install msgspec rel websocket-client`."""


def install(lib: Path) -> None:
    """Put there what another machine needs, and nothing else."""
    for folder in ("producer", "protocol"):
        shutil.copytree(ROOT / folder, lib / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in PACKAGES:
        found = find_spec(name)
        assert found is not None
        assert found.origin is not None
        (lib / name).symlink_to(Path(found.origin).parent)


def test_five_lines_send_a_reading_from_anywhere(relay: Relay, tmp_path: Path) -> None:
    install(tmp_path / "lib")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "program.py").write_text(
        PROGRAM.read_text().replace("ws://localhost:3001", relay.url)
    )
    ran = subprocess.run(
        [sys.executable, "-S", "program.py"],  # -S: without the packages that are installed here
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "lib")},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"Connected to {relay.url}.\n", "")
    assert looking.readings(relay, "greenhouse") == [("temperature", 21.5, "°C")]
