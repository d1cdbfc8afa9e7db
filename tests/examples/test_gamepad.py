"""What the kernel reports of a controller or a mouse becomes events, and reaches a relay."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from examples.gamepad import ABS, KEY, RECORD, REL, SIZE, SYN, Pad
from protocol.events import AnyEvent, Click, Move, Scroll
from tests.end_to_end.processes import PATIENCE, Program, Programs, Relay
from tests.examples import looking

Record = tuple[int, int, int]

END: Record = (SYN, 0, 0)
MIDDLE = (SIZE[0] // 2, SIZE[1] // 2)
LEFT, SOUTH, TRIGGER, KEY_A = 0x110, 0x130, 0x2C0, 30


def play(*records: Record) -> list[AnyEvent]:
    pad = Pad(lambda axis: (-100, 100))
    return [event for record in records for event in pad.take(*record)]


def test_a_stick_covers_the_whole_screen() -> None:
    corners = play((ABS, 0, -100), (ABS, 1, -100), END, (ABS, 0, 100), (ABS, 1, 100), END)
    assert corners == [Move(0, 0), Move(SIZE[0] - 1, SIZE[1] - 1)]


def test_a_mouse_goes_as_far_as_it_is_pushed_and_not_over_the_edge() -> None:
    x, y = MIDDLE
    assert play((REL, 0, 5), (REL, 1, -7), END, (REL, 0, -9999), END) == [
        Move(x + 5, y - 7),
        Move(0, y - 7),
    ]


def test_a_report_is_one_move_and_one_without_movement_is_none() -> None:
    assert play(END, (ABS, 2, 5), END) == []


@pytest.mark.parametrize(
    ("code", "name"), [(LEFT, "left"), (SOUTH, "A"), (TRIGGER, "button 0x2c0")]
)
def test_a_button_is_pressed_and_released_where_the_pointer_is(code: int, name: str) -> None:
    assert play((KEY, code, 1), (KEY, code, 2), (KEY, code, 0)) == [
        Click(*MIDDLE, name, True),
        Click(*MIDDLE, name, False),
    ]


def test_wheels_turn() -> None:
    assert play((REL, 8, -1), (REL, 6, 2)) == [Scroll(*MIDDLE, 0, -1), Scroll(*MIDDLE, 2, 0)]


def test_a_key_is_never_sent() -> None:
    assert play((KEY, KEY_A, 1), END, (KEY, KEY_A, 0), END) == []


def start(programs: Programs, relay: Relay, device: Path) -> Program:
    words = ["--url", relay.url, "--source", "pad", str(device)]
    return programs.start("gamepad", sys.executable, "-m", "examples.gamepad", *words)


def test_a_device_is_followed_until_it_is_gone(
    programs: Programs, relay: Relay, tmp_path: Path
) -> None:
    device = tmp_path / "event0"
    os.mkfifo(device)
    program = start(programs, relay, device)
    with device.open("wb", buffering=0) as kernel:
        for record in [(REL, 0, 10), END, (KEY, LEFT, 1), END]:
            kernel.write(RECORD.pack(0, 0, *record))
        looking.wait_for(relay, "pad", event="click", x=MIDDLE[0] + 10, button="left", pressed=True)
        assert looking.entry(relay, "pad")["about"]["screens"][0]["width"] == SIZE[0]
    assert program.process.wait(PATIENCE) == 0
    looking.wait_for(relay, "pad", event="click", pressed=False)


def test_a_device_that_is_not_there_is_told(programs: Programs, relay: Relay) -> None:
    program = start(programs, relay, Path("/dev/input/event99"))
    assert program.process.wait(PATIENCE) == 1
    program.wait_for("/dev/input/event99 cannot be read: No such file or directory.")
