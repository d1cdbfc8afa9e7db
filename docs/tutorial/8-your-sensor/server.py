"""The relay in miniature: any number of producers, any number of viewers, and the page."""

import asyncio
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from events import AnyEvent
from history import History
from msgspec.structs import replace
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Origin

PAGE = Path(__file__).with_name("page.html")
history = History()
decode = msgspec.json.Decoder(list[AnyEvent]).decode


def give_page(connection: ServerConnection, request: Request) -> Response | None:
    """Answer a browser that wants the page; None lets a WebSocket begin."""
    if request.headers.get("Upgrade", "").lower() == "websocket":
        return None
    response = connection.respond(200, PAGE.read_text(encoding="utf-8"))
    del response.headers["Content-Type"]
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    return response


async def serve_hardware(connection: ServerConnection, hello: dict[str, Any]) -> None:
    """Say how far we have got; take what follows, and say it again."""
    source, epoch = hello["source"], hello["epoch"]
    have = history.have(source, epoch)
    await connection.send(json.dumps({"have": have}))
    async for message in connection:
        for event in decode(message):
            if event.seq > have:  # else it came before
                have = event.seq
                history.add(replace(event, source=source, epoch=epoch))
        await connection.send(json.dumps({"have": have}))


async def serve_viewer(connection: ServerConnection, hello: dict[str, Any]) -> None:
    """Send what comes after the viewer's cursors, merged if it has become much."""
    cursors = {source: (epoch, seq) for source, (epoch, seq) in hello["cursors"].items()}
    while True:
        events = await history.after(cursors)
        await connection.send(msgspec.json.encode(events).decode())
        await connection.recv()  # "seen"
        cursors |= {event.source: (event.epoch, event.seq) for event in events}


async def handle(connection: ServerConnection) -> None:
    """Serve one connection of either role until it ends, even if it is waiting for events then."""
    hello = json.loads(await connection.recv())
    if hello["type"] == "hardware" and "source" not in hello:
        print("The hardware.py of an earlier step is still running: end it")
        return
    print(hello["type"], "has connected")
    serve_it = serve_hardware if hello["type"] == "hardware" else serve_viewer
    task = asyncio.create_task(serve_it(connection, hello))
    await connection.wait_closed()
    task.cancel()
    with suppress(asyncio.CancelledError, ConnectionClosed):
        await task
    print(hello["type"], "has disconnected")


async def main() -> None:
    """Listen until Ctrl-C. Only our own page and programs are let in, not any other web page."""
    ours = [Origin("http://localhost:8765"), None]
    async with serve(handle, "localhost", 8765, process_request=give_page, origins=ours) as server:
        print("The page: http://localhost:8765")
        await server.serve_forever()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
