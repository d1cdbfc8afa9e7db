"""Encrypt a line that was accepted as it is, so that it counts, and can be ended, from its first
moment on.

What is asked of the line afterwards is asked of the transport that comes back.
"""

from __future__ import annotations

import asyncio
import ssl
from asyncio.sslproto import SSLProtocol

HANDSHAKE_SECONDS = 5.0
SHUTDOWN_SECONDS = 2.0

LARGEST_RECORD = 16 * 1024
"""Bytes that TLS encrypts together (RFC 8446, 5.1). asyncio keeps a buffer of 256 KiB for each line
to read into, where this is enough."""


class _FirstWords(asyncio.Protocol):
    """What a peer says before anybody listens, and whether it has gone already."""

    def __init__(self) -> None:
        self.said = b""
        self.is_lost = False

    def data_received(self, data: bytes) -> None:
        """Keep it."""
        self.said += data

    def connection_lost(self, error: Exception | None) -> None:
        """Take note that the line is gone."""
        self.is_lost = True


async def encrypt(
    line: asyncio.Transport, tls: ssl.SSLContext
) -> tuple[asyncio.Transport, bytes] | None:
    """Wait for the handshake of TLS; return the transport, and what came right after it.

    None: it has failed, or the line is gone. Nothing that is written stays in the line's own buffer
    unnoticed: who writes is told as soon as the system does not take it.
    """
    SSLProtocol.max_size = LARGEST_RECORD
    line.set_write_buffer_limits(high=0)
    first = _FirstWords()
    try:
        transport = await asyncio.get_running_loop().start_tls(
            line,
            first,
            tls,
            server_side=True,
            ssl_handshake_timeout=HANDSHAKE_SECONDS,
            ssl_shutdown_timeout=SHUTDOWN_SECONDS,
        )
    except OSError:
        return None
    return None if transport is None or first.is_lost else (transport, first.said)
