"""Read the relay's command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

PORT = 3001


@dataclass(frozen=True, slots=True)
class Options:
    """How the relay is started."""

    port: int


def read_options(arguments: Sequence[str] | None = None) -> Options:
    """Read the command line; explain and exit where it cannot be used."""
    parser = argparse.ArgumentParser(
        description="Pass events of producers (a mouse, a sensor) on to any number of viewers.",
        epilog=(
            "Start it, then `python hardware.py` in a second terminal, and open the page that it"
            " names. It listens on this machine only: 127.0.0.1 and ::1."
        ),
    )
    parser.add_argument(
        "--port",
        type=_port,
        default=PORT,
        metavar="N",
        help=f"the port to listen on; 0 takes a free one (default: {PORT})",
    )
    return Options(**vars(parser.parse_args(arguments)))


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, not {text!r}")
    return int(text)
