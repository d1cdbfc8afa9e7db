"""The command lines: what every producer is told of its relay, and what hardware.py is besides."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from producer.address import parse
from producer.limits import COARSEST
from producer.sockets import tls_context
from producer.source_name import host_name, valid
from protocol.events import FARTHEST_PIXEL
from protocol.messages import Screen

TOKEN_VARIABLE = "HARDWARE_TOKEN"

LONGEST_TOKEN = 256
"""The bound of `token` in a hello (protocol/messages.py)."""

_IT_KEEPS = """\
It may be started before the relay, and the relay may go and come back: what happens meanwhile is
kept and sent then. Ctrl-C ends it"""

_DESCRIPTION = """\
Capture the mouse of this machine - moves, clicks and the wheel, never keys - and send it to a
relay, where any number of browsers see it at once."""

_EPILOG = f"""\
{_IT_KEEPS}; p and Enter, or the signal SIGUSR1, pauses and resumes it.

examples:
  python hardware.py                        the mouse of this machine to a relay on this machine
  python hardware.py --source desk          under the name that viewers are to see
  python hardware.py --simulate             without a mouse, for instance on a server
  python hardware.py --region 0,0,800,600 --grid 20
                                            only a part of the screen, and that not exactly
  {TOKEN_VARIABLE}=secret python hardware.py --url ws://192.168.1.20:3001
                                            to a relay on another machine; it printed the token
                                            when it was started
"""


class RelayParser(argparse.ArgumentParser):
    """Read `--url`, `--source`, `--token` and `--ca`, and whatever is added to them."""

    def __init__(
        self, program: str, description: str | None, epilog: str = f"{_IT_KEEPS}."
    ) -> None:
        super().__init__(
            prog=program,
            description=description,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        _add_relay(self)

    def error(self, message: str) -> NoReturn:
        """End the program with one sentence and status 2."""
        self.exit(2, f"{self.prog}: {message}\n")

    def read(self, arguments: Sequence[str] | None = None) -> argparse.Namespace:
        """Return the options; a mistake ends the program."""
        option = self.parse_args(arguments)
        try:
            address = parse(option.url, option.ca)
            if address.secure:
                tls_context(option.ca)
        except ValueError as error:
            self.error(str(error))
        return option


def read(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options of hardware.py; a mistake ends the program."""
    parser = RelayParser("hardware.py", _DESCRIPTION, _EPILOG)
    _add_limits(parser)
    parser.add_argument(
        "--simulate",
        nargs="?",
        choices=["always", "auto", "never"],
        const="always",
        default="never",
        metavar="WHEN",
        help="play a pointer that moves by itself: always (also without a word), or auto, "
        "which is only when there is no display",
    )
    return parser.read(arguments)


def _add_relay(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--url",
        default="ws://localhost:3001",
        help="where the relay is: ws://HOST:PORT, or wss:// with TLS (%(default)s)",
    )
    parser.add_argument(
        "--source",
        type=_source,
        default=host_name(),
        metavar="NAME",
        help="the name that viewers see; letters, digits, '.', '_', '-' (%(default)s)",
    )
    parser.add_argument(
        "--token",
        type=_token,
        default=os.environ.get(TOKEN_VARIABLE) or None,
        help="what a relay wants to be shown that serves more than its own machine; "
        f"in the variable {TOKEN_VARIABLE} nobody else on this machine can read it",
    )
    parser.add_argument(
        "--ca",
        metavar="FILE",
        help="the certificates to trust behind wss://, as PEM, instead of the system's",
    )


def _add_limits(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--region",
        type=_region,
        metavar="X,Y,WIDTH,HEIGHT",
        help="only what happens inside leaves this machine, in pixels of the screen; "
        "--region=-800,0,800,600 if it begins with a minus sign",
    )
    parser.add_argument(
        "--grid",
        type=_grid,
        default=1,
        metavar="N",
        help="round places to N pixels before they leave this machine; moves that change nothing "
        "then are not sent",
    )


def _token(text: str) -> str:
    if 0 < len(text) <= LONGEST_TOKEN and text.isprintable():
        return text
    raise argparse.ArgumentTypeError(  # without the token
        f"a token has 1 to {LONGEST_TOKEN} characters, and all of them can be printed."
    )


def _region(text: str) -> Screen:
    with suppress(ValueError):
        x, y, width, height = map(int, text.split(","))
        farthest = max(map(abs, (x, y, width, height)))
        if width > 0 and height > 0 and farthest <= FARTHEST_PIXEL:
            return Screen(x, y, width, height)
    raise argparse.ArgumentTypeError(
        f"{text!r} is no region; one looks like 0,0,800,600: X,Y,WIDTH,HEIGHT in pixels."
    )


def _grid(text: str) -> int:
    with suppress(ValueError):
        if 1 <= int(text) <= COARSEST:
            return int(text)
    raise argparse.ArgumentTypeError(
        f"{text!r} is no grid; it is a number of pixels from 1 to {COARSEST}."
    )


def _source(text: str) -> str:
    try:
        return valid(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
