"""The command line of hardware.py."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import NoReturn

from producer.address import parse
from producer.source_name import host_name, valid

TOKEN_VARIABLE = "HARDWARE_TOKEN"

_DESCRIPTION = """\
Capture the mouse of this machine - moves, clicks and the wheel, never keys - and send it to a
relay, where any number of browsers see it at once."""

_EPILOG = f"""\
It may be started before the relay, and the relay may go and come back: what happens meanwhile is
kept and sent then. Ctrl-C ends it.

examples:
  python hardware.py                        the mouse of this machine to a relay on this machine
  python hardware.py --source desk          under the name that viewers are to see
  python hardware.py --simulate             without a mouse, for instance on a server
  {TOKEN_VARIABLE}=secret python hardware.py --url ws://192.168.1.20:3001
                                            to a relay on another machine; it printed the token
                                            when it was started
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def read(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return `url`, `source`, `token` and `simulate`; a mistake ends the program with status 2."""
    parser = _Parser(
        prog="hardware.py",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--url",
        type=_url,
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
        default=os.environ.get(TOKEN_VARIABLE),
        help="what a relay wants to be shown that serves more than its own machine; "
        f"in the variable {TOKEN_VARIABLE} nobody else on this machine can read it",
    )
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
    return parser.parse_args(arguments)


def _url(text: str) -> str:
    try:
        return parse(text).url
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _source(text: str) -> str:
    try:
        return valid(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
