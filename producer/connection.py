"""One connection to the relay, from the attempt to its end: websocket-client on our dispatcher.

Connecting happens in a thread of its own, which ends with it, so that neither a name server nor a
silent relay can hold the loop up. Everything else happens in the loop. When to connect, what to
say and what an ending means are not decided here.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import websocket

from producer.address import Address
from producer.dispatcher import Dispatcher, Registration
from producer.ended import Ended, explain
from producer.send_queue import SendQueue
from producer.sockets import open_directly, tls_context
from protocol.close_codes import NORMAL
from protocol.messages import SUBPROTOCOL

CONNECT_TIMEOUT = 5.0
"""Seconds for each step of connecting; HANDSHAKE_TIMEOUT bounds all of them."""

HANDSHAKE_TIMEOUT = 10.0
FRAMES_PER_TURN = 64
MOST_UNSENT = 16 * 1024
"""Bytes that the kernel takes before it has sent them: old data must not hide there."""

_FORGET = struct.pack("ii", 1, 0)  # SO_LINGER for 0 s: closing throws away what is unsent


class Connection:
    """A connection that is being made, is open, or has ended. It is never opened again.

    `on_open`, `on_message`, `on_room` and `on_end` are called in the loop, `on_end` once and last.
    `signal`, `abort`, `read` and `buffwrite` are for websocket-client, which takes this object for
    its dispatcher.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        address: Address,
        *,
        on_open: Callable[[], None],
        on_message: Callable[[str], None],
        on_room: Callable[[], None],
        on_end: Callable[[Ended], None],
    ) -> None:
        self._dispatcher = dispatcher
        self._address = address
        self._on_open = on_open
        self._on_message = on_message
        self._on_end = on_end
        self._app = websocket.WebSocketApp(
            address.url,
            on_message=self._keep,
            on_error=self._failed,
            subprotocols=[SUBPROTOCOL],
        )
        self._socket: socket.socket | None = None
        self._read_frame: Callable[[], object] = lambda: None
        self._reading: Registration | None = None
        self._queue = SendQueue(dispatcher, on_room, partial(self._failed, self._app))
        self._message: str | None = None
        self._failure: Ended | None = None
        self._is_ours = False  # the socket: while connecting, websocket-client closes it
        self._said_goodbye = False
        self._ended = False
        self._deadline = dispatcher.later(HANDSHAKE_TIMEOUT, self._is_too_slow)
        threading.Thread(target=self._connect, name="connecting", daemon=True).start()

    # In the connecting thread

    def _connect(self) -> None:
        websocket.setdefaulttimeout(CONNECT_TIMEOUT)  # the only way to give WebSocketApp one
        try:
            if self._address.is_loopback:
                self._socket = open_directly(self._address, CONNECT_TIMEOUT)
                self._app.prepared_socket = self._socket
                if self._ended:
                    self._shut()
            self._app.run_forever(
                dispatcher=self,
                suppress_origin=True,
                sslopt={"context": tls_context(self._address.ca)} if self._address.secure else None,
            )
        except Exception as error:
            self._failed(self._app, error)
        if self._failure is not None:
            self._dispatcher.call(partial(self._end, self._failure))

    def signal(self, number: int, callback: object) -> None:
        """Leave signals to the program: websocket-client would have Ctrl-C abort the loop."""

    def abort(self) -> None:
        """Do nothing; goes with `signal`."""

    def read(self, sock: socket.socket, callback: Callable[[], object]) -> None:
        """Take over a socket that has been connected; `callback` reads one frame from it."""
        sock.settimeout(0)
        with suppress(AttributeError, OSError):  # not on every system
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, MOST_UNSENT)
        self._socket = sock
        self._read_frame = callback
        self._is_ours = True
        if self._ended:  # looked at after `_is_ours` is set, as `_end` does it the other way round
            sock.close()
        self._dispatcher.call(partial(self._opened, sock))

    # In the loop

    def _opened(self, sock: socket.socket) -> None:
        if self._failure is not None:  # it came too late
            self._end(self._failure)
            return
        self._deadline.delete()
        self._reading = self._dispatcher.readable(sock, self._readable)
        self._on_open()

    def _readable(self) -> bool:
        for _ in range(FRAMES_PER_TURN):
            if not self._read_one():
                return True
        self._dispatcher.call(self._read_on)  # TLS may hold more that the kernel knows nothing of
        return True

    def _read_on(self) -> None:
        if not self._ended:
            self._readable()

    def _read_one(self) -> bool:
        """Read a frame; return whether there may be another."""
        try:
            self._read_frame()
        except BlockingIOError:
            return False  # websocket-client keeps what has come of the frame
        except Exception as error:
            self._failed(self._app, error)
            return False
        message, self._message = self._message, None
        if message is not None:
            self._on_message(message)
        return not self._ended

    def _keep(self, _: websocket.WebSocketApp, message: str) -> None:
        self._message = message  # not handled here: websocket-client would swallow what is raised

    @property
    def has_room(self) -> bool:
        """Tell whether more may be sent now; if not, `on_room` comes later."""
        return self._queue.has_room and not self._ended

    def send(self, data: bytes) -> None:
        """Send a text frame after all that has been sent before."""
        if self._reading is not None and not self._ended:
            self._app.send(data)

    def buffwrite(self, sock: socket.socket, data: bytes, *_: object) -> None:
        """Take the bytes of a frame from websocket-client."""
        if not self._ended and not self._said_goodbye:
            self._queue.put(sock, data)

    def leave(self) -> None:
        """Say goodbye after all that has been sent; `on_end` comes when the relay has answered."""
        if self._reading is None or self._app.sock is None:
            self.drop(Ended("left"))
        else:
            self._app.sock.send_close(NORMAL)
            self._said_goodbye = True

    def drop(self, ended: Ended) -> None:
        """End it now, whatever state it is in."""
        self._failure = self._failure or ended
        self._end(self._failure)

    def cut(self) -> None:
        """End it now, and let nothing leave that the system still has to send."""
        if self._is_ours and self._socket is not None and not self._ended:
            with suppress(OSError):
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _FORGET)
        self.drop(Ended("left"))

    def _is_too_slow(self) -> None:
        """End the handshake; the connecting thread sees the end of its socket and tells us."""
        self._failure = Ended("it does not answer")
        self._shut()

    def _failed(self, _: websocket.WebSocketApp, error: BaseException) -> None:
        self._failure = self._failure or explain(error)
        if self._reading is not None:
            self._end(self._failure)

    def _end(self, ended: Ended) -> None:
        if self._ended:
            return
        self._ended = True
        self._deadline.delete()
        self._queue.close()
        self._shut()
        if self._reading is not None:
            self._reading.delete()  # before the socket's number can be another's
        if self._is_ours and self._socket is not None:
            self._socket.close()
        self._on_end(ended)

    def _shut(self) -> None:
        """Let the connecting thread see the end of its socket, and have nobody linger over it."""
        channel = self._app.sock
        if channel is not None:
            channel.connected = False
        for sock in (self._socket, None if channel is None else channel.sock):
            if sock is not None:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
