"""Send a game controller, or a mouse as Linux itself sees it: also under Wayland, also without a
display.

    python -m examples.gamepad                                     # the first one that is found
    python -m examples.gamepad /dev/input/by-id/…-event-joystick   # that one

It reads the kernel's own interface (linux/input.h), so nothing has to be installed. Whoever runs it
must be allowed to: `sudo usermod -aG input $USER`, and log in again. Keys are never sent: only the
codes of buttons are looked at.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from fcntl import ioctl
from functools import cache, partial
from pathlib import Path
from struct import Struct
from typing import BinaryIO

from producer.options import RelayParser
from producer.program import connected
from protocol.events import AnyEvent, Click, Move, Scroll
from protocol.messages import About, Screen

DEVICES = Path("/dev/input/by-id")
SIZE = (1920, 1080)
"""Where the pointer moves, in pixels: a stick covers all of it, a mouse pushes at its edges."""

RECORD = Struct("@llHHi")  # struct input_event: time, type, code, value
SYN, KEY, REL, ABS = range(4)
BUTTONS = {*range(0x100, 0x152), *range(0x220, 0x224), *range(0x2C0, 0x2E8)}  # the rest is keys
NAMES = {0x110: "left", 0x111: "right", 0x112: "middle", 0x130: "A", 0x131: "B", 0x133: "X"}
WHEELS = {6: (1, 0), 8: (0, 1)}  # REL_HWHEEL, REL_WHEEL

Extent = tuple[int, int]


def extent_of(device: BinaryIO, axis: int) -> Extent:
    """Ask the kernel from where to where an axis goes (EVIOCGABS)."""
    answer = Struct("@6i").unpack(ioctl(device, 0x80184540 + axis, bytes(24)))
    return answer[1], answer[2]


class Pad:
    """Turn what the kernel reports into events. A report ends with SYN: only then is it a move."""

    def __init__(self, extent: Callable[[int], Extent]) -> None:
        self._extent = extent
        self._at = [side // 2 for side in SIZE]
        self._moved = False

    def take(self, kind: int, code: int, value: int) -> Iterator[AnyEvent]:
        """Yield what a record means, if it means anything."""
        x, y = self._at
        if kind == KEY and code in BUTTONS and value < 2:
            yield Click(x, y, NAMES.get(code, f"button {code:#x}"), value == 1)
        elif kind == REL and code in WHEELS:
            dx, dy = WHEELS[code]
            yield Scroll(x, y, dx * value, dy * value)
        elif kind in (REL, ABS) and code in (0, 1):
            self._place(kind, code, value)
        elif kind == SYN and self._moved:
            self._moved = False
            yield Move(x, y)

    def _place(self, kind: int, axis: int, value: int) -> None:
        end = SIZE[axis] - 1
        if kind == REL:
            place = self._at[axis] + value
        else:
            low, high = self._extent(axis)
            place = (value - low) * end // max(high - low, 1)
        self._at[axis] = min(max(place, 0), end)
        self._moved = True


def found() -> str:
    """Return the first controller; if there is none, the first mouse."""
    for kind in ("joystick", "mouse"):
        for device in sorted(DEVICES.glob(f"*-event-{kind}")):
            return str(device)
    sys.exit(f"There is neither a controller nor a mouse in {DEVICES}.")


def main() -> None:
    """Send until Ctrl-C, or until the device is unplugged."""
    parser = RelayParser("python -m examples.gamepad", __doc__)
    parser.add_argument("device", nargs="?", help="a file below /dev/input (the first one found)")
    option = parser.read()
    path = option.device or found()
    try:
        with (
            Path(path).open("rb", buffering=RECORD.size) as device,
            connected(option) as producer,
        ):
            producer.describe(About(capture="evdev", screens=[Screen(0, 0, *SIZE)]))
            pad = Pad(cache(partial(extent_of, device)))
            while len(record := device.read(RECORD.size)) == RECORD.size:
                for event in pad.take(*RECORD.unpack(record)[2:]):
                    producer.send(event)
    except PermissionError:
        sys.exit(f"{path} may not be read: sudo usermod -aG input $USER, and log in again.")
    except OSError as error:
        sys.exit(f"{path} cannot be read: {error.strerror}.")


if __name__ == "__main__":
    main()
