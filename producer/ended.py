"""Why a connection to the relay ended: something to act on, and something to read."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass

import websocket

from protocol.close_codes import Ending
from protocol.messages import SUBPROTOCOL

NO_RELAY = f"what answers there is no relay that speaks {SUBPROTOCOL}"

_REASONS: list[tuple[type[BaseException], str]] = [
    (ConnectionRefusedError, "nothing listens there"),
    (socket.gaierror, "the host name is not known"),
    (websocket.WebSocketAddressException, "the host name is not known"),
    (websocket.WebSocketTimeoutException, "it does not answer"),
    (websocket.WebSocketConnectionClosedException, "the connection broke"),
    (TimeoutError, "it does not answer"),
    (ConnectionError, "the connection broke"),
]
_UNKNOWN_ISSUER = frozenset({18, 19, 20, 21})  # X509_V_ERR_* of OpenSSL's x509_vfy.h
_LABELS = {ending.code: ending.sentence for ending in Ending}


@dataclass(frozen=True, slots=True)
class Ended:
    """Why a connection ended: a reason, and the close code if the relay gave one.

    `refused` means that somebody answered, and did not let us in.
    """

    reason: str
    code: int | None = None
    refused: bool = False


def explain(error: BaseException) -> Ended:
    """Say what an error of websocket-client or of the system means."""
    if isinstance(error, websocket.WebSocketBadStatusException):
        return Ended(f"it answered with HTTP status {error.status_code}", refused=True)
    code = getattr(error, "status_code", None)
    if isinstance(code, int):
        said = printable(getattr(error, "reason", None) or "")
        return Ended(_LABELS.get(code) or said or f"the relay closed it with code {code}", code)
    if isinstance(error, ssl.SSLEOFError):
        return Ended("the connection broke; perhaps what answers there does not speak TLS")
    if isinstance(error, ssl.SSLError):
        return Ended(_explain_tls(error), refused=True)
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return Ended(reason)
    if isinstance(error, OSError):
        return Ended(error.strerror or type(error).__name__)
    return Ended(NO_RELAY, refused=True)


def _explain_tls(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        why = printable(error.verify_message).rstrip(".")
        cure = " (--ca FILE tells whom to trust)" if error.verify_code in _UNKNOWN_ISSUER else ""
        return f"its certificate is not trusted: {why}{cure}"
    if error.reason == "WRONG_VERSION_NUMBER":
        return "what answers there does not speak TLS"
    return f"TLS failed: {printable(error.reason or str(error))}"


def printable(text: str, longest: int = 200) -> str:
    """Return what a stranger has written so that it can do nothing to a terminal but be read."""
    return "".join(c if c.isprintable() else "?" for c in text[:longest])
