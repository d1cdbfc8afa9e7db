"""Show the presses, and keep the accounts. With --slow it takes half a second for each message."""

import asyncio
import json
import sys
import time
from contextlib import suppress

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

SEEN = json.dumps({"type": "client", "message": "seen"})


async def main(pause: float) -> None:
    """Watch until Ctrl-C, or until the server ends."""
    received = merged = missing = last = 0
    async with connect("ws://localhost:8765") as connection:
        await connection.send(json.dumps({"type": "client", "message": "first connection"}))
        print("Watching")
        async for message in connection:
            for event in json.loads(message):
                received += 1
                merged += event["n"] - 1
                if event["event"] == "click":
                    missing += event["number"] - last - 1 if last else 0
                    last = event["number"]
                    age = time.time() - event["t"]
                    print(f"press {last}, {age:.2f} s old; presses missing: {missing};", end=" ")
                    print(f"received {received} + merged {merged} = captured {received + merged}")
            await asyncio.sleep(pause)
            await connection.send(SEEN)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt, ConnectionClosed):
        asyncio.run(main(0.5 if "--slow" in sys.argv else 0))
