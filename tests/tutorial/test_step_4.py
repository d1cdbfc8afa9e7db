"""What the walk-through of step 4 cannot wait for: a mouse that moves while the line is made."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HARDWARE = Path(__file__).parents[2] / "docs" / "tutorial" / "4-page" / "hardware.py"


class Line:
    """Stands for websocket-client's app: it has a socket, and hears what is said on it."""

    def __init__(self) -> None:
        self.sock: object = None
        self.said: list[str] = []

    def send(self, text: str) -> None:
        message = json.loads(text)
        self.said.append(message.get("message") or message["event"])


@pytest.fixture
def hardware(monkeypatch: pytest.MonkeyPatch) -> Any:
    pynput = ModuleType("pynput")
    pynput.mouse = ModuleType("mouse")  # type: ignore[attr-defined]
    pynput.mouse.Button = object
    monkeypatch.setitem(sys.modules, "pynput", pynput)
    spec = importlib.util.spec_from_file_location("step_4_hardware", HARDWARE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_on_every_line_the_introduction_comes_first(hardware: Any) -> None:
    line = Line()
    for _ in range(2):
        line.sock = object()
        hardware.send(line, event="move", x=1, y=2)
        hardware.on_open(line)
        hardware.send(line, event="move", x=3, y=4)
    assert line.said == ["first connection", "move"] * 2
