"""Read the relay's command line: where it listens, and who else than this machine may come in."""

from __future__ import annotations

import argparse
import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

PORT = 3001
LOOPBACK = ("127.0.0.1", "::1")
EVERYWHERE = ("0.0.0.0", "::")


@dataclass(frozen=True, slots=True)
class Options:
    """How the relay is started."""

    port: int = PORT
    lan: bool = False
    lab: bool = False
    hosts: Sequence[str] = ()
    pages: Sequence[str] = ()
    proxies: Sequence[str] = ()
    token_file: Path | None = None
    certificate: Path | None = None
    key: Path | None = None

    @property
    def listen_at(self) -> list[str]:
        """Return the addresses to bind to."""
        return [*(self.hosts or (EVERYWHERE if self.lan else LOOPBACK))]

    @property
    def listens_everywhere(self) -> bool:
        """Tell whether it binds to more than addresses that can be named beforehand."""
        return any(ip_address(host).is_unspecified for host in self.listen_at)

    @property
    def opens_to_others(self) -> bool:
        """Tell whether anybody but this machine can reach the relay, perhaps through a proxy."""
        beyond = not all(ip_address(host).is_loopback for host in self.listen_at)
        return beyond or bool(self.lan or self.pages or self.proxies)

    @property
    def makes_tokens(self) -> bool:
        """Tell whether tokens are made where there are none yet."""
        return self.lan or self.token_file is not None

    def why_not(self, error: OSError) -> str:
        """Say in a sentence why the relay cannot listen, and what to do."""
        cure = "Is another one running? Stop it, or choose another port with --port."
        if error.errno == errno.EADDRNOTAVAIL:
            cure = "--host takes an address that this machine has."
        elif error.errno == errno.EACCES:
            cure = "Choose a port from 1024 with --port."
        reason = os.strerror(error.errno or 0)
        return f"The relay cannot listen on port {self.port}: {reason}. {cure}"


def read_options(arguments: Sequence[str] | None = None) -> Options:
    """Read the command line; explain and exit where it cannot be used."""
    parser = argparse.ArgumentParser(
        description="Pass events of producers (a mouse, a sensor) on to any number of viewers.",
        epilog=(
            "Start it, then `python hardware.py` in a second terminal, and open the page that it"
            " names. Without options it listens on this machine only: 127.0.0.1 and ::1. With --lan"
            " whoever has one of the links that it shows can come in; docs/lan.md tells more."
        ),
    )
    parser.add_argument(
        "--port",
        type=_port,
        default=PORT,
        metavar="N",
        help=f"the port to listen on; 0 takes a free one (default: {PORT})",
    )
    parser.add_argument(
        "--lab",
        action="store_true",
        help="let the page make lines slow, cut them, and produce 1,000 events a second:"
        " docs/lab.md",
    )
    _add_openings(parser)
    options = Options(**vars(parser.parse_args(arguments)))
    if (options.certificate is None) != (options.key is None):
        parser.error("--tls-cert and --tls-key go together")
    if options.lab and (options.opens_to_others or options.token_file or options.certificate):
        parser.error(
            "--lab is for this machine alone, since whoever sees its page can end all connections:"
            " it goes with --port and a --host of loopback, and with no other option"
        )
    return options


def _add_openings(parser: argparse.ArgumentParser) -> None:
    """Add what lets others in."""
    group = parser.add_argument_group("to let other machines in")
    group.add_argument(
        "--lan",
        action="store_true",
        help="listen on all addresses of this machine, ask for tokens, and show the links"
        " that carry them",
    )
    group.add_argument(
        "--host",
        dest="hosts",
        action="append",
        type=_address,
        default=[],
        metavar="ADDRESS",
        help="listen at this address of this machine only; may be given more than once",
    )
    group.add_argument(
        "--token-file",
        type=Path,
        metavar="FILE",
        help="keep the tokens in this file, which nobody else may read",
    )
    group.add_argument(
        "--page",
        dest="pages",
        action="append",
        type=_page,
        default=[],
        metavar="URL",
        help="an address that leads here too, such as https://relay.example.org; may be given more"
        " than once",
    )
    group.add_argument(
        "--proxy",
        dest="proxies",
        action="append",
        type=_address,
        default=[],
        metavar="ADDRESS",
        help="believe the X-Forwarded-For of this proxy; may be given more than once",
    )
    for name, what in (("cert", "certificate"), ("key", "key")):
        group.add_argument(
            f"--tls-{name}",
            dest=what,
            type=Path,
            metavar="FILE",
            help=f"encrypt the line (https, wss) with this {what}, in PEM form",
        )


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, not {text!r}")
    return int(text)


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"an address is one like 192.168.1.20 or fd00::20, not {text!r}"
        ) from None


def _page(text: str) -> str:
    sentence = f"a page's address is one like https://relay.example.org, not {text!r}"
    try:
        parts = urlsplit(text)
        named = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        named = None
    if not named or parts.query or parts.fragment or "@" in parts.netloc or not text.isascii():
        raise argparse.ArgumentTypeError(sentence)
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path}"
