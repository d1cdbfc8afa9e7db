"""Turn frames into events and messages, and back.

A JSON array is events, a JSON object is a control message. Decoding is strict (RFC 8259, no NaN, no
lone surrogates, bounded depth and numbers) and ends in typed values or in a `BadInput` whose
sentence can be shown to whoever sent it. Who may send what, and when, is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec
from msgspec import Raw

from protocol.events import AnyEvent
from protocol.messages import (
    FROM_PRODUCER,
    FROM_VIEWER,
    Envelope,
    FromProducer,
    FromViewer,
    RelayToProducer,
    RelayToViewer,
)

LARGEST_FRAME = 64 * 1024
"""Bytes in a frame that the relay receives; a producer splits what is longer."""

LARGEST_EVENT = 4 * 1024
"""Bytes of one encoded event."""

MOST_COMPLAINTS = 20
"""Bad events in one frame after which the rest of the frame is left unread."""

LONGEST_DETAIL = 200

_UNREADABLE = (msgspec.DecodeError, UnicodeError, RecursionError)

_Wanted = TypeVar("_Wanted")

_encoder = msgspec.json.Encoder()
_event = msgspec.json.Decoder(AnyEvent)
_events = msgspec.json.Decoder(list[AnyEvent])
_raw_events = msgspec.json.Decoder(list[Raw])
_envelope = msgspec.json.Decoder(Envelope)
_from_producer = {name: msgspec.json.Decoder(kind) for name, kind in FROM_PRODUCER.items()}
_from_viewer = {name: msgspec.json.Decoder(kind) for name, kind in FROM_VIEWER.items()}
_to_producer: msgspec.json.Decoder[RelayToProducer] = msgspec.json.Decoder(RelayToProducer)
_to_viewer: msgspec.json.Decoder[RelayToViewer] = msgspec.json.Decoder(RelayToViewer)

encode = _encoder.encode
"""Encode one event or message; the result is UTF-8 JSON."""


class BadInput(ValueError):
    """Something received cannot be used: `reason` is a word for programs, `detail` a sentence for
    people."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


def is_events(data: str | bytes) -> bool:
    """Tell whether a frame holds events (an array) rather than a control message."""
    return data.lstrip()[:1] in ("[", b"[")


def decode_events(data: str | bytes) -> tuple[list[AnyEvent], list[BadInput]]:
    """Decode a frame of events; return the good ones in order, and a complaint for each bad one.

    Raises BadInput when the frame as a whole is not a JSON array.
    """
    try:
        return _events.decode(data), []
    except msgspec.ValidationError:
        return _decode_one_by_one(_decode(_raw_events, data, "bad-event"))
    except _UNREADABLE as error:
        raise _not_json(error) from None


def _decode_one_by_one(raws: list[Raw]) -> tuple[list[AnyEvent], list[BadInput]]:
    events: list[AnyEvent] = []
    complaints: list[BadInput] = []
    for raw in raws:
        try:
            events.append(_decode(_event, bytes(raw), "bad-event"))
        except BadInput as complaint:
            complaints.append(complaint)
            if len(complaints) == MOST_COMPLAINTS:
                break
    return events, complaints


def decode_envelope(data: str | bytes) -> Envelope:
    """Read `type` and `message` of a control message, whatever else is in it."""
    return _decode(_envelope, data, "bad-message")


def decode_from_producer(data: str | bytes) -> FromProducer:
    """Decode a control message of a producer. Raises BadInput for anything else."""
    envelope = decode_envelope(data)
    decoder = _from_producer.get(envelope.message)
    if envelope.type != "hardware" or decoder is None:
        raise BadInput(
            "unknown-message",
            f"A producer sends type 'hardware' and one of {', '.join(map(repr, FROM_PRODUCER))}.",
        )
    return _decode(decoder, data, "bad-message")


def decode_from_viewer(data: str | bytes) -> FromViewer | str:
    """Decode a message of a viewer: one that the protocol knows, or the text that it says to the
    relay."""
    envelope = decode_envelope(data)
    if envelope.type != "client" or not envelope.message:
        raise BadInput("unknown-message", "A viewer sends type 'client' and a message.")
    decoder = _from_viewer.get(envelope.message)
    if decoder is None:
        return envelope.message
    return _decode(decoder, data, "bad-message")


def decode_to_producer(data: str | bytes) -> RelayToProducer:
    """Decode what the relay sends to a producer. Raises BadInput."""
    return _decode(_to_producer, data, "bad-message")


def decode_to_viewer(data: str | bytes) -> RelayToViewer:
    """Decode a control message that the relay sends to a viewer. Raises BadInput."""
    return _decode(_to_viewer, data, "bad-message")


def _decode(decoder: msgspec.json.Decoder[_Wanted], data: str | bytes, reason: str) -> _Wanted:
    try:
        return decoder.decode(data)
    except msgspec.ValidationError as error:
        raise BadInput(reason, f"{_shown(error)}.") from None
    except _UNREADABLE as error:
        raise _not_json(error) from None


def _not_json(error: Exception) -> BadInput:
    return BadInput("bad-json", f"This is not JSON that the relay reads: {_shown(error)}.")


def _shown(error: Exception) -> str:
    """Return what an error says on one short line: it may quote what the peer wrote."""
    told = str(error)[:LONGEST_DETAIL]
    return "".join(letter if letter.isprintable() else "?" for letter in told)


def pack(encoded: Iterable[bytes], largest: int = LARGEST_FRAME) -> Iterator[bytes]:
    """Put encoded events into as few JSON arrays of at most `largest` bytes as their order
    allows."""
    batch: list[bytes] = []
    size = 2
    for event in encoded:
        if batch and size + len(event) > largest:
            yield array(batch)
            batch, size = [], 2
        batch.append(event)
        size += len(event) + 1
    if batch:
        yield array(batch)


def array(encoded: list[bytes]) -> bytes:
    """Build the frame of events that are encoded already."""
    return b"[" + b",".join(encoded) + b"]"
