"""Start the relay: it takes events from producers and passes them on to viewers.

    python server.py            for this machine alone
    python server.py --lan      for the house: asks for tokens, and shows the links that carry them
    python server.py --lab      to see what happens when something goes wrong: docs/lab.md

The handlers below say what the console shows. Add your own beside them: for an event type, for what
a viewer says, for somebody who comes or goes.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
import sys
import time
from pathlib import Path

from protocol.events import Click, Text
from relay.access import CannotStart
from relay.edges.answers import Answers, File
from relay.edges.collector import Collector
from relay.edges.console import Console
from relay.edges.door import Door, open_door
from relay.edges.door.options import read_options
from relay.edges.handler_thread import HandlerThread
from relay.edges.metrics import Metrics
from relay.edges.sockets.listener import Listener
from relay.edges.sockets.ports import most_connections, open_sockets
from relay.handlers import Handlers
from relay.hub import Hub
from relay.roster import Roster
from relay.session import Room

PAGE = Path(__file__).parent / "frontend" / "dist"

console = Console()
beside = HandlerThread(complain=console.show)
on = Handlers(complain=console.show, run=beside.run, clock=time.monotonic)


@on.on_connect
def say_who_came(role: str, name: str) -> None:
    """Show that a producer ("hardware") or a viewer ("client") has connected."""
    console.show(f"{role} has connected" + (f" ({name})" if name else ""))


@on.on_disconnect
def say_who_went(role: str, name: str) -> None:
    """Show that somebody has gone."""
    console.show(f"{role} has disconnected" + (f" ({name})" if name else ""))


@on.on_event(Click)
def show_press(click: Click) -> None:
    """Show where a button was pressed."""
    if click.pressed:
        console.show(f"From Hardware: Pressed at ({click.x}, {click.y})")


@on.on_event(Text)
def show_text(text: Text) -> None:
    """Show what a producer says."""
    console.show(f"From Hardware: {text.text}")


@on.on_message
def show_message(message: str) -> None:
    """Show what a viewer says to the relay: the line works both ways."""
    console.show(f"From Client: {message}")


async def run(sockets: list[socket.socket], door: Door) -> None:
    """Relay until SIGINT or SIGTERM asks to stop."""
    loop = asyncio.get_running_loop()
    started = time.time() * 1000 - time.monotonic() * 1000
    hub = Hub(time.monotonic, loop.call_later, started, time.thread_time)
    guard = door.guard(time.monotonic)
    room = Room(hub, Roster(hub), on, new_epoch=lambda: secrets.token_hex(8), guard=guard)

    access = door.access(sockets[0].getsockname()[1])
    metrics = Metrics(hub, lambda: on.left_out | {"(all)": beside.left_out})
    live = {"/healthz": lambda: File(b"ok\n", "text/plain; charset=utf-8")}
    private = {"/metrics": lambda: File(metrics.page(), metrics.KIND)}
    answers = Answers(access, guard, PAGE, live, private)
    listener = Listener(room, answers.respond, most_connections(), door.tls)
    if door.options.lab:
        from relay.edges.lab import open_lab

        open_lab(room, listener.end_all, *sockets[0].getsockname()[:2])

    stopping = asyncio.Event()
    for asked in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(asked, stopping.set)
    await listener.start(sockets)
    console.tell(door.invitation(access))

    collector = Collector()
    while not stopping.is_set():
        hub.tick()
        listener.tick()
        on.tick()
        console.tick()
        collector.tick()
        try:
            await asyncio.wait_for(stopping.wait(), timeout=1)
        except TimeoutError:
            continue
    hub.finish()
    await listener.stop()
    beside.close()
    console.close()


def main() -> int:
    """Start, and say in one sentence why that is not possible."""
    options = read_options()
    try:
        door = open_door(options, os.environ)
        sockets = open_sockets(options.listen_at, options.port)
    except (CannotStart, OSError) as error:
        sentence = options.why_not(error) if isinstance(error, OSError) else error
        print(sentence, file=sys.stderr)
        return 1
    asyncio.run(run(sockets, door))
    return 0


if __name__ == "__main__":
    sys.exit(main())
