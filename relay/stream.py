"""Turn ordered events and notices into the bytes that a viewer is sent, in v1 and in the plain
form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from msgspec.structs import replace

from protocol.events import AnyEvent, Click, Text
from protocol.messages import SourceEntry, Sources
from protocol.outbox import Notice
from protocol.wire import array, encode, pack
from relay.frame import text_frame

LARGEST_BATCH = 256 * 1024
"""Bytes in one frame of events; well below the 1 MiB that WebSocket libraries accept by default."""

Item = AnyEvent | Notice
Writer = Callable[[Iterable[Item]], bytes]


def batch(encoded: list[bytes]) -> bytes:
    """Return the frame, or the few frames, of events that are encoded already."""
    if sum(map(len, encoded)) + len(encoded) + 2 <= LARGEST_BATCH:
        return text_frame(array(encoded))
    return b"".join(map(text_frame, pack(encoded, LARGEST_BATCH)))


def v1_bytes(items: Iterable[Item]) -> bytes:
    """Return events as arrays, and each notice as a message at its place between them."""
    frames: list[bytes] = []
    encoded: list[bytes] = []
    for item in items:
        if not isinstance(item, Notice):
            encoded.append(encode(item))
            continue
        if encoded:
            frames.append(batch(encoded))
            encoded = []
        frames.append(text_frame(encode(Sources(sources={item.source: _entry(item)}))))
    if encoded:
        frames.append(batch(encoded))
    return b"".join(frames)


def _entry(notice: Notice) -> SourceEntry | None:
    """Return what a notice says; one that took the place of a beginning begins there, too."""
    entry = notice.body
    if not isinstance(entry, SourceEntry):
        return None
    return entry if notice.begins is None else replace(entry, seq=notice.begins)


def plain_bytes(items: Iterable[Item]) -> bytes:
    """Return each event as an object of its own with a readable message; notices are not for plain
    viewers."""
    return b"".join(
        text_frame(encode(plain(item))) for item in items if not isinstance(item, Notice)
    )


def plain(event: AnyEvent) -> dict[str, Any]:
    """Return an event in the shape of the original article, with its own fields after the
    message."""
    fields: dict[str, Any] = msgspec.to_builtins(event)
    return {"type": "hardware", "message": readable(event)} | fields


def readable(event: AnyEvent) -> str:
    """Say in words what happened, as the article's console does."""
    if isinstance(event, Click):
        return f"{'Pressed' if event.pressed else 'Released'} at ({event.x}, {event.y})"
    if isinstance(event, Text):
        return event.text
    return str(event.__struct_config__.tag)
