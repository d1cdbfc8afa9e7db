"""A button that presses itself ten times a second, whether the relay is there or not."""

import asyncio
from contextlib import suppress
from itertools import count

from link import Link


async def press(link: Link) -> None:
    """Press for ever."""
    for number in count(1):
        await asyncio.sleep(0.1)
        link.capture({"event": "press", "number": number})


async def main() -> None:
    """Press and send until Ctrl-C."""
    link = Link("button")
    await asyncio.gather(press(link), link.run())


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
