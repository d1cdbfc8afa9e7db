"""Watch a button, a motion sensor and a thermometer on the pins of a Raspberry Pi.

    python -m examples.raspberry_pi --source hall

It needs gpiozero, which Raspberry Pi OS brings. docs/raspberry-pi.md shows the wires. Without a
thermometer of the kind DS18B20 it sends the temperature of the processor.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from gpiozero import BadPinFactory, Button, CPUTemperature, MotionSensor

from producer import Producer
from producer.options import RelayParser
from producer.program import connected
from protocol.events import Click, Reading
from protocol.messages import About, Screen

BUTTON, MOTION = 17, 27  # GPIO numbers: pins 11 and 13 of the header
INTERVAL = 5.0
"""Seconds between two looks at the thermometer."""

SQUARE, MIDDLE = Screen(0, 0, 100, 100), (50, 50)
"""A press has a place: the page draws a square, and the button in its middle."""

THERMOMETERS = Path("/sys/bus/w1/devices")
PROCESSOR = Path("/sys/class/thermal/thermal_zone0/temp")


def thermometer() -> CPUTemperature:
    """Return something to ask for the temperature: both kinds of file hold it in 0.001 °C."""
    files = [*sorted(THERMOMETERS.glob("28-*/temperature")), PROCESSOR]
    return CPUTemperature(sensor_file=str(files[0]))


def watch(hall: Producer) -> None:
    """Send what happens at the pins, and the temperature, until Ctrl-C."""

    def press(pressed: bool) -> None:  # reliable: each one arrives, and viewers see what is held
        hall.send(Click(*MIDDLE, "button", pressed))

    def motion(seen: bool) -> None:
        hall.send(Reading("motion", int(seen)))

    with Button(BUTTON, bounce_time=0.02) as button, MotionSensor(MOTION) as sensor:
        button.when_pressed, button.when_released = lambda: press(True), lambda: press(False)
        sensor.when_motion, sensor.when_no_motion = lambda: motion(True), lambda: motion(False)
        motion(sensor.motion_detected)
        inside = thermometer()
        while True:
            hall.send(Reading("temperature", round(inside.temperature, 1), "°C"))
            time.sleep(INTERVAL)  # the button and the sensor report from threads of their own


def main() -> None:
    """Connect, and watch."""
    option = RelayParser("python -m examples.raspberry_pi", __doc__).read()
    with connected(option) as hall:
        hall.describe(About(capture="gpiozero", screens=[SQUARE]))
        try:
            watch(hall)
        except BadPinFactory:
            sys.exit("This machine has no pins that gpiozero can use: docs/raspberry-pi.md.")


if __name__ == "__main__":
    main()
