"""Describe for the page what both ends agree on, as one JSON document.

`python -m protocol.schema` prints it: the JSON Schema of the events and of the messages between
relay and viewer, as a viewer meets them, and the close codes. The page's TypeScript types are made
from it. Nothing here is needed while the relay runs.
"""

from __future__ import annotations

import json
from typing import Any, get_args

import msgspec

from protocol import close_codes
from protocol.events import AnyEvent
from protocol.messages import (
    DISCONNECT,
    FIRST_CONNECTION,
    FROM_VIEWER,
    SUBPROTOCOL,
    RelayToViewer,
)

Schema = dict[str, Any]

ALWAYS_TOLD: dict[str, Schema] = {
    "seq": {"minimum": 1},
    "t": {},
    "source": {"minLength": 1},
}
"""Fields of an event that a viewer can rely on, and how much narrower they are than the relay's."""


def describe() -> Schema:
    """Return the whole document; the same every time for the same classes."""
    events = get_args(AnyEvent)
    from_relay = get_args(RelayToViewer)
    from_viewer = tuple(FROM_VIEWER.values())
    _, components = msgspec.json.schema_components([AnyEvent, *from_relay, *from_viewer])
    for event in events:
        _tell_always(components[event.__name__])
    for message in (*from_relay, *from_viewer):
        _name_speaker(components[message.__name__])
    return {
        "subprotocol": SUBPROTOCOL,
        "firstConnection": FIRST_CONNECTION,
        "disconnect": DISCONNECT,
        "events": _by_tag(events),
        "fromRelay": _by_tag(from_relay),
        "fromViewer": _by_tag(from_viewer),
        "closeCodes": _describe_close_codes(),
        "$defs": components,
    }


def _by_tag(classes: tuple[type[msgspec.Struct], ...]) -> dict[str, str]:
    return {str(each.__struct_config__.tag): each.__name__ for each in classes}


def _tell_always(schema: Schema) -> None:
    for name, narrower in ALWAYS_TOLD.items():
        schema["properties"][name].pop("default", None)
        schema["properties"][name].update(narrower)
        schema["required"].append(name)


def _name_speaker(schema: Schema) -> None:
    schema["properties"]["type"].pop("default", None)
    schema["required"].append("type")


def _describe_close_codes() -> Schema:
    return {
        "normal": close_codes.NORMAL,
        "goingAway": close_codes.GOING_AWAY,
        "fatal": sorted(close_codes.FATAL_PROTOCOL_CODES),
        "endings": [
            {
                "code": ending.code,
                "name": ending.label,
                "sentence": ending.sentence,
                "comeBack": close_codes.come_back(ending.code),
            }
            for ending in close_codes.Ending
        ],
    }


if __name__ == "__main__":
    print(json.dumps(describe(), indent=2))
