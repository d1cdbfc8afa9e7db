"""A relay on a real socket that does what a test tells it: welcome, stay silent, refuse, break."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

from protocol.chain import Chain
from protocol.events import AnyEvent
from protocol.messages import SUBPROTOCOL, About, AboutChanged, ProducerHello, ProducerPing
from protocol.wire import decode_events, decode_from_producer, is_events

PATIENCE = 20.0
"""Seconds after which a test that waits for something has failed."""


def wait_until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.005)  # the pause between two looks, not a hope


class ScriptedRelay:
    """Accept producers; keep what each epoch has sent, once and in order, as a relay does."""

    def __init__(self, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self.welcomes = True
        self.acks = True
        self.answers_pings = True
        self.claims: int | None = None  # what it says that it has, instead of the truth
        self.close_at_hello: int | None = None
        self.http_status: int | None = None
        self.hellos: list[ProducerHello] = []
        self.abouts: list[About] = []  # in hellos and after them
        self.pings: list[ProducerPing] = []
        self.events: list[AnyEvent] = []
        self.frames: list[list[AnyEvent]] = []
        self.chains: dict[str, Chain] = {}
        self.close_codes: list[int | None] = []
        self.connections: list[ServerConnection] = []
        self.requests: list[Request] = []
        self.opened = 0
        self._handling = threading.RLock()
        self._server: Server = serve(
            self._serve,
            "127.0.0.1",
            port,
            subprotocols=[SUBPROTOCOL],  # type: ignore[list-item]  # a NewType of str
            compression=None,
            process_request=self._answer,
            close_timeout=1,
            ssl=tls,
        )
        self.port: int = self._server.socket.getsockname()[1]
        self._scheme = "ws" if tls is None else "wss"
        self._thread = threading.Thread(target=self._server.serve_forever)

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    def kill(self) -> None:
        """Vanish like a process that was killed."""
        self._server.shutdown()
        self._thread.join()
        self._reset(self.connections)
        wait_until(lambda: not self.connections, "all handlers end")

    def reset(self) -> None:
        """Break all connections with an RST."""
        self._reset(self._there())

    def _reset(self, connections: list[ServerConnection]) -> None:
        for connection in list(connections):
            linger = struct.pack("ii", 1, 0)
            with suppress(OSError):  # it is closed already
                connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                # The reading thread holds the socket open: it is the one that closes it.
                connection.socket.shutdown(socket.SHUT_RD)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Handle nothing meanwhile, so that little is read."""
        with self._handling:
            yield

    def close(self, code: int, reason: str = "") -> None:
        for connection in self._there():
            connection.close(code, reason)

    def say(self, **message: Any) -> None:
        for connection in self._there():
            _send(connection, **message)

    def _there(self) -> list[ServerConnection]:
        wait_until(lambda: self.connections, "somebody is connected")
        return list(self.connections)

    def _answer(self, connection: ServerConnection, request: Request) -> Response | None:
        self.requests.append(request)
        if self.http_status is None:
            return None
        return connection.respond(HTTPStatus(self.http_status), "no\n")

    def _serve(self, connection: ServerConnection) -> None:
        self.connections.append(connection)
        self.opened += 1
        try:
            for text in connection:
                assert isinstance(text, str)
                self._take(connection, text)
        except (ConnectionClosed, OSError):
            pass
        finally:
            self.close_codes.append(connection.close_code)
            self.connections.remove(connection)

    def _take(self, connection: ServerConnection, text: str) -> None:
        with self._handling:
            self._handle(connection, text)

    def _handle(self, connection: ServerConnection, text: str) -> None:
        if is_events(text):
            self._accept(connection, text)
            return
        message = decode_from_producer(text)
        if isinstance(message, ProducerHello):
            self._greet(connection, message)
        elif isinstance(message, AboutChanged):
            self.abouts.append(message.about)
        elif isinstance(message, ProducerPing):
            self.pings.append(message)
            if self.answers_pings:
                _send(connection, message="pong", t=message.t, time=time.time() * 1000)

    def _greet(self, connection: ServerConnection, hello: ProducerHello) -> None:
        self.hellos.append(hello)
        self.abouts.append(hello.about)
        if self.close_at_hello is not None:
            connection.close(self.close_at_hello)
            return
        have = 0
        if hello.epoch in self.chains:
            have = self.chains[hello.epoch].seq
        else:
            self.chains[hello.epoch] = Chain(hello.first - 1)
        if self.welcomes:
            have = have if self.claims is None else self.claims
            _send(connection, message="welcome", have=have, time=time.time() * 1000, viewers=0)

    def _accept(self, connection: ServerConnection, text: str) -> None:
        events, complaints = decode_events(text)
        assert not complaints
        self.frames.append(events)
        chain = self.chains[self.hellos[-1].epoch]
        self.events += [event for event in events if chain.advance(event.seq, event.n)]
        if self.acks:
            _send(connection, message="ack", seq=chain.seq)

    @property
    def chain(self) -> Chain:
        """What has been accounted for of the newest epoch."""
        return self.chains[self.hellos[-1].epoch]


def _send(connection: ServerConnection, **message: Any) -> None:
    with suppress(ConnectionClosed):  # it may have said goodbye, with more to read before that
        connection.send(json.dumps({"type": "relay", **message}))
