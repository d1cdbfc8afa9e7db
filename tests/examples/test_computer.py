"""The computer's load and temperature reach a relay."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import psutil
import pytest

from examples.computer import readings, temperatures
from protocol.events import Reading
from tests.end_to_end.processes import Programs, Relay
from tests.examples import looking


def test_it_sends_what_psutil_reads_until_it_is_told_to_end(
    programs: Programs, relay: Relay
) -> None:
    words = [sys.executable, "-m", "examples.computer", "--url", relay.url, "--source", "pc"]
    program = programs.start("computer", *words)
    memory = looking.wait_for(relay, "pc", name="memory", unit="%")
    assert 0 < memory["value"] < 100
    assert looking.entry(relay, "pc")["about"] == {"capture": "psutil"}
    assert program.end() == 0


def test_a_computer_without_sensors_has_no_temperatures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(psutil, "sensors_temperatures", raising=False)
    assert list(temperatures()) == []
    assert [reading.name for reading in readings()] == ["processor", "memory", "load"]


def test_every_sensor_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"cpu": [SimpleNamespace(label="", current=41.0)]}
    found["disk"] = [SimpleNamespace(label="Composite", current=30.5)]
    monkeypatch.setattr(psutil, "sensors_temperatures", lambda: found, raising=False)
    assert list(temperatures()) == [
        Reading("cpu", 41.0, "°C"),
        Reading("disk Composite", 30.5, "°C"),
    ]
