"""Certificates for relays on this machine, made anew where a test needs one."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

import trustme

HERE = ("localhost", "127.0.0.1")
ELSEWHERE = ("relay.example.org",)


@dataclass(frozen=True)
class Certificate:
    """What a relay shows, and the file of the authority that has signed it."""

    ca: str
    server: ssl.SSLContext


def make_certificate(folder: Path, names: tuple[str, ...] = HERE) -> Certificate:
    """Make a certificate for some names, signed by an authority of its own."""
    authority, file = trustme.CA(), folder / "authority.pem"
    authority.cert_pem.write_to_path(file)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(server)
    return Certificate(str(file), server)
