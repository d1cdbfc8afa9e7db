"""A TCP line that can be bad in known ways: slow, long, dead without a word, or cut.

It carries connections from a port of its own to the relay's. It reads nothing of what it carries
but the `Host` of the request, since the relay answers only under its own port. It runs in a thread;
what it is told takes effect at once, whatever is on the line.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from math import inf

HOST = "127.0.0.1"
MOST_ON_THE_WAY = 256
"""Reads that may be on their way in one direction; then the sender has to wait."""

MOST_READ_AHEAD = 4 * 1024
"""Bytes that are read of a sender before they are put on the line."""

LINGER_NOT = struct.pack("ii", 1, 0)


class Connection:
    """One connection that is carried: the two ends, and whether anything passes."""

    def __init__(self, near: asyncio.StreamWriter, far: asyncio.StreamWriter) -> None:
        self._writers = (near, far)
        self.passes = asyncio.Event()
        self.passes.set()

    def reset(self) -> None:
        """End it at both ends with RST (RFC 9293, 3.5.2)."""
        self.passes.set()
        for writer in self._writers:
            _reset(writer)


def _reset(writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
    writer.transport.abort()


class Proxy:
    """A line to a port. `rate` is in bytes per second and direction, `delay` in s each way."""

    def __init__(self, target: int, *, rate: float = inf, delay: float = 0.0) -> None:
        self._target = target
        self._rate = rate
        self._delay = delay
        self._read_size = 256 if rate < inf else 64 * 1024
        self._connections: set[Connection] = set()
        self._refusing = False
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        self._ready.wait()

    @property
    def url(self) -> str:
        return f"ws://{HOST}:{self.port}"

    def freeze(self) -> None:
        """Let nothing pass on the connections that there are; neither end hears of it."""
        self._call(lambda connection: connection.passes.clear())

    def thaw(self) -> None:
        """Let everything pass again, and what was on its way first."""
        self._call(lambda connection: connection.passes.set())

    def cut(self) -> None:
        """Reset every connection."""
        self._call(Connection.reset)

    def refuse(self) -> None:
        """Reset every connection that anybody tries to make."""
        self._refusing = True

    def admit(self) -> None:
        """Carry new connections again."""
        self._refusing = False

    def close(self) -> None:
        """End everything."""
        self._call(Connection.reset)
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def _call(self, do: Callable[[Connection], None]) -> None:
        async def call() -> None:
            for connection in self._connections:
                do(connection)

        asyncio.run_coroutine_threadsafe(call(), self._loop).result()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        server = await asyncio.start_server(self._accept, HOST, limit=MOST_READ_AHEAD)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stopping.wait()
        server.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            if not self._refusing:
                await self._carry(reader, writer)
        _reset(writer)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        host = b":%d\r\n" % self.port
        there, far = await asyncio.open_connection(HOST, self._target, limit=MOST_READ_AHEAD)
        far.write(request.replace(host, b":%d\r\n" % self._target, 1))
        connection = Connection(writer, far)
        self._connections.add(connection)
        try:
            async with asyncio.TaskGroup() as ways:
                ways.create_task(self._one_way(reader, far, connection))
                ways.create_task(self._one_way(there, writer, connection))
        except* OSError:
            pass  # one of the ends has gone
        finally:
            self._connections.discard(connection)
            _reset(far)

    async def _one_way(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: Connection
    ) -> None:
        on_the_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(MOST_ON_THE_WAY)
        async with asyncio.TaskGroup() as work:
            work.create_task(self._put_in(reader, on_the_way))
            work.create_task(self._take_out(writer, on_the_way, connection))

    async def _put_in(
        self, reader: asyncio.StreamReader, on_the_way: asyncio.Queue[tuple[float, bytes]]
    ) -> None:
        free_at = 0.0
        data = b" "
        while data:
            data = await reader.read(self._read_size)
            free_at = max(self._loop.time(), free_at) + len(data) / self._rate
            await asyncio.sleep(free_at - self._loop.time())
            await on_the_way.put((free_at + self._delay, data))

    async def _take_out(
        self,
        writer: asyncio.StreamWriter,
        on_the_way: asyncio.Queue[tuple[float, bytes]],
        connection: Connection,
    ) -> None:
        data = b" "
        while data:
            due, data = await on_the_way.get()
            await asyncio.sleep(due - self._loop.time())
            await connection.passes.wait()
            writer.write(data)
            await writer.drain()
        writer.write_eof()
