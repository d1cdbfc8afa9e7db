"""Show every event once, whatever is restarted in between, and keep the accounts."""

import asyncio
import json
import random
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

SEEN = json.dumps({"type": "client", "message": "seen"})


class Viewer:
    """Remember how far we have got, and what went wrong on the way."""

    def __init__(self) -> None:
        self.epoch, self.seq = "", 0
        self.lost = self.repeated = 0

    def take(self, event: dict[str, Any]) -> None:
        """Check that the event follows on the one before, and show it."""
        if event["epoch"] != self.epoch:
            print("The button begins to count anew")
            self.epoch, self.seq = event["epoch"], 0
        if event["seq"] <= self.seq:
            self.repeated += 1
            return
        self.lost += event["seq"] - self.seq - 1
        self.seq = event["seq"]
        print(f"press {event['number']}; lost: {self.lost}; repeated: {self.repeated}")

    async def watch(self, connection: ClientConnection) -> None:
        """Say where we are, and take what comes after it."""
        hello = {"type": "client", "message": "first connection", "cursor": (self.epoch, self.seq)}
        await connection.send(json.dumps(hello))
        async for message in connection:
            for event in json.loads(message):
                self.take(event)
            await connection.send(SEEN)


async def main() -> None:
    """Watch until Ctrl-C, and come back whenever the line breaks."""
    viewer = Viewer()
    while True:
        with suppress(OSError, WebSocketException):
            async with connect("ws://localhost:8765") as connection:
                await viewer.watch(connection)
        print("The relay is away")
        await asyncio.sleep(random.uniform(0.2, 1))


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
