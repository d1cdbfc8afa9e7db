"""What another program prints reaches a real relay, line by line."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from producer.lines import LONGEST_LINE, event_of, lines
from protocol.events import AnyEvent, Click, Reading, Text
from tests.end_to_end.processes import PATIENCE, ROOT, Program, Programs, Relay, free_port
from tests.end_to_end.processes import programs as start_programs
from tests.examples import looking

NOBODY = "ws://127.0.0.1:1"


@pytest.fixture
def programs() -> Iterator[Programs]:
    with start_programs() as started:
        yield started


@pytest.fixture
def relay(programs: Programs) -> Relay:
    return programs.relay(free_port())  # a test may start it there again


def command(url: str, *words: str) -> list[str]:
    return [sys.executable, "-m", "producer.lines", "--url", url, "--source", "pipe", *words]


def pipe(relay: Relay, data: bytes, *words: str) -> tuple[int, list[str]]:
    """Let it read all of the data; return its exit status, and what it said."""
    ran = subprocess.run(
        command(relay.url, *words),
        input=data,
        capture_output=True,
        cwd=ROOT,
        timeout=PATIENCE,
        check=False,
    )
    assert ran.stdout == b""
    return ran.returncode, ran.stderr.decode().splitlines()


def start(programs: Programs, relay: Relay, *words: str) -> Program:
    return programs.start("lines", *command(relay.url, *words))


# A line


@pytest.mark.parametrize(
    ("line", "event"),
    [
        ("temperature 21.5 °C\n", Reading("temperature", 21.5, "°C")),
        ("load 3", Reading("load", 3)),
        ("\ufeffload 3", Reading("load", 3)),
        ("wind -1e1 km per hour \r\n", Reading("wind", -10, "km per hour")),
        ('{"event":"text","text":"it boils"}\n', Text("it boils")),
        (
            ' {"event":"click","x":1,"y":2,"button":"left","pressed":true}',
            Click(1, 2, "left", True),
        ),
    ],
)
def test_a_line_is_an_event(line: str, event: AnyEvent) -> None:
    assert event_of(line.encode()) == event


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"hello\n", "neither a JSON object nor a reading"),
        (b"temperature warm\n", "neither"),
        (b"temperature nan\n", "neither"),
        (b"\xff 1\n", "neither"),
        (b'{"event":"text"}\n', "`text`"),
        (b'{"event":"shout","text":"a"}\n', "'shout'"),
        (b'{"event":"text","text":"a"},{"event":"text","text":"b"}\n', "more than one event"),
        (b'{"event":"text",\n', "not JSON"),
        (b"{" * LONGEST_LINE, "bytes"),
        (b"[1]\n", "`object`"),
    ],
)
def test_what_is_no_event_is_told_in_a_sentence(line: bytes, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        event_of(line)


def test_the_last_line_needs_no_end() -> None:
    assert list(lines(io.BytesIO(b"a 1\nb 2"), follow=False)) == [b"a 1\n", b"b 2"]


# The program


def test_a_file_is_sent_whole_and_then_the_program_ends(relay: Relay) -> None:
    data = "".join(f"height {n} m\n" for n in range(3000)).encode()
    status, said = pipe(relay, data)
    assert (status, said) == (0, [f"Connected to {relay.url}."])
    assert looking.entry(relay, "pipe")["seq"] == 3000
    assert looking.readings(relay, "pipe")[-1] == ("height", 2999, "m")


def test_bad_lines_are_told_with_their_number_and_left_out(relay: Relay) -> None:
    long = b"x" * (2 * LONGEST_LINE + 7)
    status, said = pipe(relay, b"a 1\n\nwhat?\n" + long + b"\nb " + b"2" * 400 + b"\nc 3\n")
    assert status == 0
    left_out = [line.partition(" is left out")[0] for line in said if "left out" in line]
    assert left_out == ["Line 3", "Line 4", "Line 5"]
    assert looking.readings(relay, "pipe") == [("a", 1, ""), ("c", 3, "")]


def test_a_file_can_be_named(relay: Relay, tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text('{"event":"text","text":"from a file"}\n')
    assert pipe(relay, b"", str(path))[0] == 0
    assert looking.texts(relay, "pipe") == ["from a file"]


def test_lines_leave_as_they_come_and_ctrl_c_ends_it(programs: Programs, relay: Relay) -> None:
    program = start(programs, relay)
    for number in (1, 2):
        program.enter(f"count {number}")
        looking.wait_for(relay, "pipe", name="count", value=number)
    assert program.end(signal.SIGINT) == 0


def test_a_fifo_may_have_one_writer_after_the_other(
    programs: Programs, relay: Relay, tmp_path: Path
) -> None:
    fifo = tmp_path / "events"
    os.mkfifo(fifo)
    program = start(programs, relay, "--follow", str(fifo))
    for writer in (1, 2):
        fifo.write_text(f"writer {writer}\n")
        looking.wait_for(relay, "pipe", name="writer", value=writer)
    assert program.end() == 0


def test_a_file_may_grow_also_by_half_a_line(
    programs: Programs, relay: Relay, tmp_path: Path
) -> None:
    path = tmp_path / "log"
    path.write_text("size 1\nsi")
    program = start(programs, relay, "--follow", str(path))
    looking.wait_for(relay, "pipe", name="size", value=1)
    with path.open("a") as log:
        log.write("ze 2\n")
    looking.wait_for(relay, "pipe", name="size", value=2)
    assert program.end() == 0


def test_a_file_that_is_written_anew_is_read_from_its_beginning(
    programs: Programs, relay: Relay, tmp_path: Path
) -> None:
    path = tmp_path / "log"
    path.write_text("a long line of which the next is no rest 1\nsize 1\nha")
    program = start(programs, relay, "--follow", str(path))
    looking.wait_for(relay, "pipe", name="size", value=1)
    path.write_text("size 2\n")
    looking.wait_for(relay, "pipe", name="size", value=2)
    with path.open("a") as log:
        log.write("size 3\n")
    looking.wait_for(relay, "pipe", name="size", value=3)
    assert program.end() == 0


def test_it_waits_for_a_relay_that_is_away_and_sends_everything(
    programs: Programs, relay: Relay
) -> None:
    program = start(programs, relay)
    program.enter('{"event":"text","text":"before"}')
    looking.wait_for(relay, "pipe", text="before")
    relay.end()
    program.wait_for("The connection is lost")
    program.enter('{"event":"text","text":"meanwhile"}')
    assert program.process.stdin is not None
    program.process.stdin.close()
    relay = programs.relay(relay.port)
    assert program.process.wait(PATIENCE) == 0
    assert looking.texts(relay, "pipe") == ["before", "meanwhile"]


def test_what_does_not_reach_the_relay_is_told(programs: Programs) -> None:
    program = programs.start("lines", *command(NOBODY))
    program.enter("a 1\nwhat?")
    program.wait_for("Line 2 is left out")
    assert program.end(signal.SIGINT) == 1
    assert program.lines[-1] == f"1 event has not reached the relay at {NOBODY}."


def test_no_input_is_told_in_a_sentence(relay: Relay) -> None:
    closed = ["sh", "-c", '"$@" <&-', "sh", *command(relay.url)]
    ran = subprocess.run(
        closed, capture_output=True, cwd=ROOT, timeout=PATIENCE, check=False, text=True
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith("There is no standard input: ")
    assert "Traceback" not in ran.stderr


def test_a_file_that_is_not_there_is_told(relay: Relay) -> None:
    status, said = pipe(relay, b"", "/nowhere/events")
    assert status == 1
    assert said == ["/nowhere/events cannot be read: No such file or directory."]
