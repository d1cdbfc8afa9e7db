"""What happens at a Raspberry Pi's pins reaches a relay."""

from __future__ import annotations

import sys
from pathlib import Path

from examples.raspberry_pi import BUTTON, MOTION
from tests.end_to_end.processes import PATIENCE, Program, Programs, Relay, wait_until
from tests.examples import looking


def start(programs: Programs, relay: Relay, thermometers: Path) -> Program:
    file = thermometers / "28-0316a2795fff" / "temperature"
    file.parent.mkdir(parents=True)
    file.write_text("21437\n")
    command = [sys.executable, "-m", "tests.examples.pins", str(thermometers)]
    return programs.start("pins", *command, "--url", relay.url, "--source", "hall")


def test_the_button_the_sensor_and_the_thermometer_are_seen(
    programs: Programs, relay: Relay, tmp_path: Path
) -> None:
    pins = start(programs, relay, tmp_path)
    looking.wait_for(relay, "hall", name="temperature", value=21.4, unit="°C")
    pins.enter(f"{MOTION} high")
    looking.wait_for(relay, "hall", name="motion", value=1)
    pins.enter(f"{MOTION} low")
    looking.wait_for(relay, "hall", name="motion", value=0)
    pins.enter(f"{BUTTON} low")
    looking.wait_for(relay, "hall", event="click", button="button", pressed=True)
    assert looking.entry(relay, "hall")["held"] == ["button"]
    pins.enter(f"{BUTTON} high")
    wait_until(lambda: looking.entry(relay, "hall")["held"] == [], "the button is let go")
    assert pins.end() == 0


def test_a_machine_without_pins_is_told_in_a_sentence(programs: Programs, relay: Relay) -> None:
    command = [sys.executable, "-m", "examples.raspberry_pi", "--url", relay.url]
    pins = programs.start("no pins", *command, env={"GPIOZERO_PIN_FACTORY": "none"})
    pins.wait_for("This machine has no pins that gpiozero can use: docs/raspberry-pi.md.")
    assert pins.process.wait(PATIENCE) == 1
    assert not pins.printed("Traceback")
