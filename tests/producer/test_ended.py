"""Whatever ends a connection is told in a few words, and in a form that a program can act on."""

from __future__ import annotations

import socket
import ssl

import pytest
import websocket

from producer.ended import NO_RELAY, Ended, explain, printable
from protocol.close_codes import Ending


def closed(code: int | None, reason: str | None = None) -> Exception:
    """What websocket-client reports when a close frame has come."""
    error = websocket.WebSocketConnectionClosedException("Connection closed")
    error.status_code = code  # type: ignore[attr-defined]
    error.reason = reason  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize("ending", Ending)
def test_an_ending_of_ours_is_told_in_its_own_sentence(ending: Ending) -> None:
    assert explain(closed(ending.code, ending.label)) == Ended(ending.sentence, ending.code)


def test_any_other_close_is_told_with_what_the_relay_said_or_its_code() -> None:
    assert explain(closed(1001, "bye\x1b[2J")) == Ended("bye?[2J", 1001)
    assert explain(closed(1001)) == Ended("the relay closed it with code 1001", 1001)


def test_a_close_without_a_code_is_a_broken_connection() -> None:
    assert explain(closed(None)) == Ended("the connection broke")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ConnectionRefusedError(111, "refused"), "nothing listens there"),
        (ConnectionResetError(104, "reset"), "the connection broke"),
        (socket.gaierror(-2, "unknown"), "the host name is not known"),
        (websocket.WebSocketAddressException("unknown"), "the host name is not known"),
        (TimeoutError(), "it does not answer"),
        (websocket.WebSocketTimeoutException(), "it does not answer"),
        (OSError(113, "No route to host"), "No route to host"),
    ],
)
def test_what_the_network_does_is_no_refusal(error: Exception, reason: str) -> None:
    assert explain(error) == Ended(reason)


def test_an_http_answer_is_a_refusal() -> None:
    error = websocket.WebSocketBadStatusException("Handshake status 403", 403)
    assert explain(error) == Ended("it answered with HTTP status 403", refused=True)


def test_what_does_not_speak_websocket_is_no_relay() -> None:
    error = websocket.WebSocketException("Invalid WebSocket Header")
    assert explain(error) == Ended(NO_RELAY, refused=True)


@pytest.mark.parametrize(
    ("code", "said", "told"),
    [
        (18, "self-signed certificate", "self-signed certificate (--ca FILE tells whom to trust)"),
        (10, "certificate has expired", "certificate has expired"),
        (62, "Hostname mismatch.", "Hostname mismatch"),
    ],
)
def test_a_certificate_that_is_not_trusted_is_a_refusal(code: int, said: str, told: str) -> None:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, said
    assert explain(error) == Ended(f"its certificate is not trusted: {told}", refused=True)


def test_what_does_not_speak_tls_is_told_so() -> None:
    error = ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)")
    error.reason = "WRONG_VERSION_NUMBER"
    assert explain(error) == Ended("what answers there does not speak TLS", refused=True)


def test_any_other_failure_of_tls_is_told_by_its_name() -> None:
    error = ssl.SSLError(1, "[SSL: TLSV1_ALERT_INTERNAL_ERROR] (_ssl.c:1006)")
    error.reason = "TLSV1_ALERT_INTERNAL_ERROR"
    assert explain(error) == Ended("TLS failed: TLSV1_ALERT_INTERNAL_ERROR", refused=True)


def test_nothing_that_a_stranger_wrote_can_steer_a_terminal() -> None:
    assert printable("a\x1b[31m\nb\u202e\N{GREEK SMALL LETTER ALPHA}") == "a?[31m?b?\u03b1"
    assert len(printable("x" * 5000)) == 200
