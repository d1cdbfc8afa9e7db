"""Read a certificate and its key, so that the line is encrypted end to end."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

from relay.access import CannotStart


def read_certificate(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return how to serve with these; TLS 1.2 at least (RFC 8996). Raises CannotStart."""
    for file in (certificate, key):
        try:
            file.read_bytes()
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise CannotStart(f"{file} cannot be read: {reason}.") from None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key, password="")  # else OpenSSL asks at the terminal
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            sentence = f"The key in {key} is not the one of the certificate in {certificate}."
        else:
            sentence = (
                f"{certificate} and {key} are not a certificate and its key in PEM form, without a"
                " passphrase."
            )
        raise CannotStart(sentence) from None
    return context
