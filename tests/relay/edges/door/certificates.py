"""Certificates of an authority that nobody knows unless told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True)
class Certified:
    """The files of one certificate, and the one by which it can be verified."""

    certificate: Path
    key: Path
    authority: Path


def certify(folder: Path, *names: str) -> Certified:
    """Make a certificate for these names; without names, for loopback."""
    folder.mkdir(parents=True)
    authority = trustme.CA()
    leaf = authority.issue_cert(*(names or ("localhost", "127.0.0.1", "::1")))
    files = Certified(folder / "cert.pem", folder / "key.pem", folder / "authority.pem")
    for number, pem in enumerate(leaf.cert_chain_pems):
        pem.write_to_path(str(files.certificate), append=number > 0)
    leaf.private_key_pem.write_to_path(str(files.key))
    authority.cert_pem.write_to_path(str(files.authority))
    return files
