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
    if isinstance(error, ssl.SSLError):
        why = getattr(error, "verify_message", None) or error.args[-1]
        return Ended(f"TLS failed: {printable(str(why))}", refused=True)
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return Ended(reason)
    if isinstance(error, OSError):
        return Ended(error.strerror or type(error).__name__)
    return Ended(NO_RELAY, refused=True)


def printable(text: str, longest: int = 200) -> str:
    """Return what a stranger has written so that it can do nothing to a terminal but be read."""
    return "".join(c if c.isprintable() else "?" for c in text[:longest])
