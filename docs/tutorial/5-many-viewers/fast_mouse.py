"""A mouse that needs no hand: about 1,000 moves a second on a circle, and four presses."""

import asyncio
import json
import math
import time
from contextlib import suppress
from itertools import count

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed


async def main() -> None:
    """Send until Ctrl-C, or until the server ends."""
    async with connect("ws://localhost:8765") as connection:
        await connection.send(json.dumps({"type": "hardware", "message": "first connection"}))
        print("Moving")
        for number in count(1):
            angle = number / 500
            x, y = round(640 + 300 * math.cos(angle)), round(400 + 300 * math.sin(angle))
            event = {"event": "move", "x": x, "y": y, "t": time.time()}
            if number % 250 == 0:
                press = {"event": "click", "button": "left", "pressed": True}
                event |= press | {"number": number // 250}
            await connection.send(json.dumps(event))
            await asyncio.sleep(0.001)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt, ConnectionClosed):
        asyncio.run(main())
