"""What a relay knows of a source, asked for as a viewer that has just come."""

from __future__ import annotations

import json
from typing import Any

from websockets.sync.client import connect
from websockets.typing import Subprotocol

from protocol.messages import SUBPROTOCOL
from tests.end_to_end.processes import PATIENCE, Relay, wait_until

Event = dict[str, Any]

HELLO = json.dumps({"type": "client", "message": "first connection", "recent": 1000})


def entry(relay: Relay, source: str) -> dict[str, Any]:
    """Return what the welcome says of a source; nothing, if the relay does not know it."""
    with connect(relay.url, subprotocols=[Subprotocol(SUBPROTOCOL)], proxy=None) as viewer:
        viewer.send(HELLO)
        found: dict[str, Any] = json.loads(viewer.recv(PATIENCE))["sources"].get(source, {})
        return found


def events(relay: Relay, source: str) -> list[Event]:
    """Return what the relay remembers of a source."""
    found: list[Event] = entry(relay, source).get("recent", [])
    return found


def wait_for(relay: Relay, source: str, **fields: object) -> Event:
    """Return the first event that has such fields, as soon as the relay knows it."""

    def found() -> Event | None:
        there = (e for e in events(relay, source) if fields.items() <= e.items())
        return next(there, None)

    event = wait_until(found, f"{source} sends {fields}")
    assert event is not None
    return event


def readings(relay: Relay, source: str) -> list[tuple[str, float, str]]:
    """Return the readings among what the relay remembers."""
    return [
        (event["name"], event["value"], event.get("unit", ""))
        for event in events(relay, source)
        if event["event"] == "reading"
    ]


def texts(relay: Relay, source: str) -> list[str]:
    """Return the texts among what the relay remembers."""
    return [event["text"] for event in events(relay, source) if event["event"] == "text"]
