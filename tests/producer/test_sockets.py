"""Sockets are opened directly, and with TLS they wait as plain ones do."""

from __future__ import annotations

import socket
import ssl
import threading
from pathlib import Path

import pytest

import producer.sockets
from producer.address import Address, parse
from producer.sockets import PatientSocket, open_directly, tls_context
from tests.producer.certificates import make_certificate
from tests.producer.loops import anonymous_tls, listening
from tests.producer.scripted_relay import PATIENCE


def test_a_socket_is_opened_without_a_delay_for_small_packets() -> None:
    with listening() as url, open_directly(parse(url), PATIENCE) as sock:
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_each_address_of_a_name_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        found = [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", port, 0, 0)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)),
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        address = Address("ws://localhost", "localhost", port, secure=False)
        with open_directly(address, PATIENCE) as sock:
            assert sock.getpeername() == ("127.0.0.1", port)


def test_trust_is_checked_unless_a_test_says_otherwise() -> None:
    context = tls_context()
    assert context.check_hostname
    assert context.verify_mode == ssl.CERT_REQUIRED


def test_a_ca_file_takes_the_place_of_the_usual_trust(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    (trusted,) = tls_context(certificate.ca).get_ca_certs()
    assert "trustme" in str(trusted["subject"])


def test_a_ca_file_that_cannot_be_used_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read: No such file or directory"):
        tls_context(str(tmp_path / "missing.pem"))
    (tmp_path / "text.pem").write_text("no certificate")
    with pytest.raises(ValueError, match="no certificate in"):
        tls_context(str(tmp_path / "text.pem"))


def _fill(sock: socket.socket) -> None:
    for _ in range(10_000):
        sock.send(b"x" * 65536)


def test_with_tls_a_socket_says_like_a_plain_one_that_it_would_have_to_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client, server = anonymous_tls()
    monkeypatch.setattr(producer.sockets, "tls_context", lambda _: client)
    finished = threading.Event()

    def serve(sock: socket.socket) -> None:
        with server.wrap_socket(sock, server_side=True):
            finished.wait(PATIENCE)

    with listening(serve) as url:
        address = parse(url.replace("ws:", "wss:"))
        with open_directly(address, PATIENCE) as sock:
            assert isinstance(sock, PatientSocket)
            sock.settimeout(0)
            with pytest.raises(BlockingIOError):
                sock.recv(10)
            with pytest.raises(BlockingIOError):
                _fill(sock)
            finished.set()
