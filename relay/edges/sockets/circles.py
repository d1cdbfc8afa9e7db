"""Break the circles in which a connection stands, so that it is freed as soon as it has ended.

A connection of websockets and its transport refer to themselves in several ways, about 60 objects
each. Left alone they wait for the garbage collector, and the more people come and go, the longer
are its pauses (relay/edges/collector.py).
"""

from __future__ import annotations

import asyncio

from websockets.asyncio.connection import Connection


def cut(connection: Connection, line: asyncio.Transport) -> None:
    """Take apart a connection that is lost, and the transport that it was made with."""
    protocol = connection.protocol
    protocol.parser.close()
    protocol.parser_exc = protocol.handshake_exc = connection.connection_exc = None
    vars(protocol).pop("select_subprotocol", None)  # a closure of `serve` over the connection
    if hasattr(line, "_read_ready_cb"):
        line._read_ready_cb = None  # a method of the transport itself
