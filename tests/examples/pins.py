"""Run the Raspberry Pi's example on pins that exist in memory only.

    python -m tests.examples.pins THERMOMETERS OPTION…

Each line of the standard input is the number of a pin and its level: `17 low`.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from gpiozero import Device
from gpiozero.pins.mock import MockFactory

from examples import raspberry_pi


def drive(pins: MockFactory) -> None:
    for line in sys.stdin:
        number, level = line.split()
        pin = pins.pin(int(number))
        pin.drive_low() if level == "low" else pin.drive_high()


if __name__ == "__main__":
    Device.pin_factory = MockFactory()
    raspberry_pi.THERMOMETERS = Path(sys.argv.pop(1))
    threading.Thread(target=drive, args=[Device.pin_factory], daemon=True).start()
    raspberry_pi.main()
