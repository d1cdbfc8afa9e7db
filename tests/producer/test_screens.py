"""The X server tells where its monitors are; without one there is no display.

Each is asked in a process of its own: python-xlib does not expect one process to meet servers with
different extensions, and leaves sockets open when there is none.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.producer.display import Xvfb
from tests.producer.scripted_relay import PATIENCE

ROOT = Path(__file__).parents[2]


def answer(question: str, display: str | None) -> str:
    """Return what Python prints for an expression where the environment names this display."""
    environ = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    if display is not None:
        environ["DISPLAY"] = display
    program = f"from producer import screens; print({question})"
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    return done.stdout.strip()


@pytest.mark.end_to_end
@pytest.mark.parametrize("options", [(), ("-extension", "RANDR")])
def test_the_screens_of_a_display_are_found_with_and_without_randr(options: tuple[str]) -> None:
    with Xvfb(None, *options) as server:
        found = answer("screens.Display().screens()", server.name)
        assert found == "[Screen(x=0, y=0, width=1280, height=800)]"
        assert answer("screens.exists()", server.name) == "True"


@pytest.mark.end_to_end
@pytest.mark.parametrize(("options", "can"), [((), "True"), (("-extension", "RECORD"), "False")])
def test_it_is_known_whether_a_server_can_be_listened_to(options: tuple[str], can: str) -> None:
    with Xvfb(None, *options) as server:
        assert answer("screens.Display().can_be_listened_to()", server.name) == can


@pytest.mark.parametrize("name", [None, "", ":99999", "nonsense"])
def test_where_no_server_answers_there_is_no_display(name: str | None) -> None:
    assert answer("screens.exists()", name) == "False"
