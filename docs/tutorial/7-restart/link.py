"""A producer's end of the line: number what happens, keep it, and send what the relay lacks."""

import asyncio
import json
import random
import secrets
from collections import deque
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

KEPT = 10_000
"""Events that are kept although the relay has them: it may forget everything."""

AT_ONCE = 500


class Link:
    """The events of one source in one epoch, which is one run of the producer."""

    def __init__(self, source: str) -> None:
        self.hello = {"type": "hardware", "message": "first connection", "source": source}
        self.hello["epoch"] = secrets.token_hex(4)
        self._kept: deque[dict[str, Any]] = deque()
        self._seq = 0
        self._have = 0  # how far the relay has got
        self._is_there = True  # until we have tried
        self._captured = asyncio.Event()

    def capture(self, event: dict[str, Any]) -> None:
        """Number an event and keep it, connected or not."""
        self._seq += 1
        self._kept.append(event | {"seq": self._seq})
        self._captured.set()

    async def run(self) -> None:
        """Connect, and connect again, for ever; not all at the same moment."""
        while True:
            with suppress(OSError, WebSocketException):
                async with connect("ws://localhost:8765") as connection:
                    await self._talk(connection)
            if self._is_there:
                print("The relay is away")
                self._is_there = False
            await asyncio.sleep(random.uniform(0.2, 1))

    async def _talk(self, connection: ClientConnection) -> None:
        await connection.send(json.dumps(self.hello))
        await self._listen(connection)
        print("The relay has the events up to", self._have)
        self._is_there = True
        while True:
            if self._have == self._seq:
                self._captured.clear()
                with suppress(TimeoutError):  # then an empty list asks who is there
                    await asyncio.wait_for(self._captured.wait(), 1)
            missing = [event for event in self._kept if event["seq"] > self._have]
            await connection.send(json.dumps(missing[:AT_ONCE]))
            await self._listen(connection)

    async def _listen(self, connection: ClientConnection) -> None:
        """Learn how far the relay has got; forget what it has, but for the newest."""
        self._have = json.loads(await connection.recv())["have"]
        while len(self._kept) > KEPT and self._kept[0]["seq"] <= self._have:
            self._kept.popleft()
