"""Sockets to the relay: without a proxy where it is on this machine, and with TLS for wss."""

from __future__ import annotations

import socket
import ssl
from typing import Any

from producer.address import Address


class PatientSocket(ssl.SSLSocket):
    """A TLS socket that says like a plain one (BlockingIOError) that it would have to wait.

    websocket-client takes the errors that TLS has for this for the end of the connection.
    """

    def recv(self, *args: Any) -> bytes:
        """Read. Raises BlockingIOError."""
        try:
            return super().recv(*args)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise BlockingIOError from None

    def send(self, *args: Any) -> int:
        """Write. Raises BlockingIOError."""
        try:
            return super().send(*args)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise BlockingIOError from None


def tls_context(ca: str | None = None) -> ssl.SSLContext:
    """Return trust in the certificates of a file; without one, the system's usual trust, for which
    `SSL_CERT_FILE` may name another file.

    Raises ValueError with a sentence when the file cannot be used.
    """
    try:
        context = ssl.create_default_context(cafile=ca)
    except ssl.SSLError:
        raise ValueError(f"There is no certificate in {ca!r}; it has to be a PEM file.") from None
    except OSError as error:
        raise ValueError(f"The CA file {ca!r} cannot be read: {error.strerror}.") from None
    context.sslsocket_class = PatientSocket
    return context


def open_directly(address: Address, timeout: float) -> socket.socket:
    """Connect without asking a proxy, trying each address that the name has."""
    sock = socket.create_connection((address.host, address.port), timeout)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if address.secure:
        return tls_context(address.ca).wrap_socket(sock, server_hostname=address.host)
    return sock
