"""A dispatcher that runs in a thread, and sockets that misbehave, for tests of the edges."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Self, TypeVar

import psutil

from producer.dispatcher import Dispatcher
from producer.sockets import tls_context
from tests.producer.scripted_relay import PATIENCE

_Result = TypeVar("_Result")


class Loop:
    """Run a dispatcher in a thread; `do` runs something in there and returns its result."""

    def __init__(self) -> None:
        self.dispatcher = Dispatcher()
        self._thread = threading.Thread(target=self.dispatcher.run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.dispatcher.stop()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        self.dispatcher.close()

    def do(self, action: Callable[[], _Result]) -> _Result:
        results: list[_Result] = []
        done = threading.Event()

        def run() -> None:
            try:
                results.append(action())
            finally:
                done.set()

        self.dispatcher.call(run)
        assert done.wait(PATIENCE)
        return results[0]


@contextmanager
def listening(serve: Callable[[socket.socket], None] | None = None) -> Iterator[str]:
    """Listen on a port; hand each connection to `serve`, or accept it and never say a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        accepted: list[socket.socket] = []

        def accept() -> None:
            while True:
                try:
                    sock, _ = server.accept()
                except OSError:
                    return
                accepted.append(sock)
                with suppress(OSError):  # the peer may have gone before we are done
                    if serve is not None:
                        serve(sock)

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield f"ws://127.0.0.1:{server.getsockname()[1]}"
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(PATIENCE)
            for sock in accepted:
                sock.close()


def anonymous_tls() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return contexts of client and server that need no certificate; for tests only."""
    client = tls_context()
    client.check_hostname = False
    client.verify_mode = ssl.CERT_NONE
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    for context in (client, server):
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("AECDH-AES128-SHA:@SECLEVEL=0")
    return client, server


def open_descriptors() -> int:
    return int(psutil.Process().num_fds())
