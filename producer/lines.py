"""Send what another program prints: one event a line.

    some-program | python -m producer.lines --source kitchen

A line is a JSON object as docs/protocol.md shows them, or a reading in plain words:

    {"event":"reading","name":"temperature","value":21.5,"unit":"°C"}
    temperature 21.5 °C

Each event happens when its line is read: a `seq` or `t` in a line counts for nothing. A line that
cannot be sent is told with its number, and left out.
"""

from __future__ import annotations

import argparse
import os
import stat
import sys
import time
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import suppress
from math import isfinite
from pathlib import Path
from typing import BinaryIO

from producer.options import RelayParser
from producer.producer import Producer
from producer.program import connected, say
from protocol.events import AnyEvent, Reading
from protocol.wire import BadInput, array, decode_events

LONGEST_LINE = 64 * 1024
"""Bytes; no event is that long."""

MOST_WAITING = 1000
"""Events that wait for the relay before reading waits too, so that a pipe holds up its writer."""

LOOK_AGAIN = 0.2
"""Seconds between two looks whether a file has grown."""


def main() -> None:
    """Send until the lines end, and the relay has acknowledged all events."""
    option = read_options()
    try:
        with open_lines(option.file, follow=option.follow) as file, connected(option) as producer:
            send_lines(lines(file, follow=option.follow), producer)
            producer.flush()
    except OSError as error:
        sys.exit(f"{option.file} cannot be read: {error.strerror}.")


def read_options() -> argparse.Namespace:
    """Return the options; a mistake ends the program."""
    parser = RelayParser("python -m producer.lines", __doc__)
    parser.add_argument("file", nargs="?", default="-", help="where the lines are (standard input)")
    parser.add_argument(
        "--follow",
        action="store_true",
        help="go on when the file ends: it may grow, or be a FIFO with one writer after the other",
    )
    return parser.read()


def open_lines(path: str, *, follow: bool) -> BinaryIO:
    """Open a file or a FIFO; `-` is the standard input."""
    if path == "-":
        if sys.stdin is None:  # a shell's `<&-` closes it
            sys.exit("There is no standard input: name a file, or pipe another program into this.")
        return sys.stdin.buffer
    if follow and stat.S_ISFIFO(Path(path).stat().st_mode):
        return os.fdopen(os.open(path, os.O_RDWR), "rb")  # with a writer of its own it never ends
    return Path(path).open("rb")


def lines(file: BinaryIO, *, follow: bool) -> Iterator[bytes]:
    """Yield each line when all of it is there; one that is too long comes in parts.

    A file that is followed and has become shorter was written anew: it is read from its beginning.
    """
    line = b""
    while True:
        part = file.readline(LONGEST_LINE)
        line += part
        if follow and not part:
            if _is_shorter(file):
                file.seek(0)
                line = b""
            time.sleep(LOOK_AGAIN)
        elif not line:
            return
        elif line.endswith(b"\n") or not part or len(line) >= LONGEST_LINE:
            yield line
            line = b""


def _is_shorter(file: BinaryIO) -> bool:
    found = os.fstat(file.fileno())
    return stat.S_ISREG(found.st_mode) and found.st_size < file.tell()


def send_lines(read: Iterator[bytes], producer: Producer) -> None:
    """Send the event of each line. Raises ProducerEnded."""
    number, begins = 1, True
    for line in read:
        try:
            if begins and line.strip():
                producer.wait_for_room(MOST_WAITING)
                producer.send(event_of(line))
        except ValueError as error:
            say(f"Line {number} is left out: {error}")
        begins = line.endswith(b"\n")
        number += begins


def event_of(line: bytes) -> AnyEvent:
    """Return the event of a line. Raises ValueError with a sentence."""
    line = line.removeprefix(BOM_UTF8)  # where a file begins that an editor of Windows wrote
    if not line.endswith(b"\n") and len(line) >= LONGEST_LINE:
        raise ValueError(f"It has more than {LONGEST_LINE} bytes.")
    if not line.lstrip().startswith((b"{", b"[")):
        return _reading(line)
    try:
        events, complaints = decode_events(array([line]))
    except BadInput as complaint:
        raise ValueError(complaint.detail) from None
    if complaints:
        raise ValueError(complaints[0].detail)
    if len(events) > 1:
        raise ValueError("It has more than one event.")
    return events[0]


def _reading(line: bytes) -> Reading:
    with suppress(ValueError):
        name, value, *unit = line.decode().split(maxsplit=2)
        if isfinite(float(value)):
            return Reading(name, float(value), "".join(unit).strip())
    raise ValueError("It is neither a JSON object nor a reading such as: temperature 21.5 °C")


if __name__ == "__main__":
    main()
