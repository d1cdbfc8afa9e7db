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
        try:
            return super().recv(*args)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise BlockingIOError from None

    def send(self, *args: Any) -> int:
        try:
            return super().send(*args)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise BlockingIOError from None


def tls_context() -> ssl.SSLContext:
    """Return the system's usual trust; `SSL_CERT_FILE` may name other certificates."""
    context = ssl.create_default_context()
    context.sslsocket_class = PatientSocket
    return context


def open_directly(address: Address, timeout: float) -> socket.socket:
    """Connect without asking a proxy, trying each address that the name has."""
    sock = socket.create_connection((address.host, address.port), timeout)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if address.secure:
        return tls_context().wrap_socket(sock, server_hostname=address.host)
    return sock
