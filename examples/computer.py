"""Show how busy and how warm this computer is, once a second.

    python -m examples.computer

It needs psutil (pip install psutil).
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import psutil

from producer.options import RelayParser
from producer.program import connected
from protocol.events import Reading
from protocol.messages import About

INTERVAL = 1.0
"""Seconds."""


def readings() -> Iterator[Reading]:
    """Yield what can be read now."""
    yield Reading("processor", psutil.cpu_percent(), "%")
    yield Reading("memory", psutil.virtual_memory().percent, "%")
    yield Reading("load", round(psutil.getloadavg()[0], 2))
    yield from temperatures()


def temperatures() -> Iterator[Reading]:
    """Yield the temperature of each part that has a sensor; on a virtual machine none has."""
    read = getattr(psutil, "sensors_temperatures", dict)  # only on Linux and FreeBSD
    for chip, sensors in read().items():
        for sensor in sensors:
            yield Reading(f"{chip} {sensor.label}".strip()[:64], sensor.current, "°C")


def main() -> None:
    """Send until Ctrl-C."""
    option = RelayParser("python -m examples.computer", __doc__).read()
    with connected(option) as computer:
        computer.describe(About(capture="psutil"))
        while True:
            for reading in readings():
                computer.send(reading)
            time.sleep(INTERVAL)  # so often is enough for what changes slowly


if __name__ == "__main__":
    main()
