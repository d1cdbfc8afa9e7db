"""The samples that both test suites read: each decodes, and no event or message is without one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from protocol import wire
from protocol.events import AnyEvent
from protocol.messages import (
    FROM_PRODUCER,
    FROM_VIEWER,
    Message,
    RelayToProducer,
    RelayToViewer,
)

SAMPLES = Path(__file__).parent.parent / "samples"
EVENTS = sorted((SAMPLES / "events").glob("*.json"))
MESSAGES = sorted((SAMPLES / "messages").glob("*.json"))
FROM_SIDE = {"hardware": wire.decode_from_producer, "client": wire.decode_from_viewer}


def decode_event_sample(path: Path) -> list[AnyEvent]:
    """Decode a file that holds one event or an array of them."""
    data = path.read_bytes().strip()
    events, complaints = wire.decode_events(data if wire.is_events(data) else wire.array([data]))
    assert not complaints
    return events


def decode_message_sample(path: Path) -> list[Message | str]:
    """Decode a message as whoever may receive it does: a pong is for producers and viewers."""
    data = path.read_bytes()
    speaker = json.loads(data)["type"]
    if speaker in FROM_SIDE:
        return [FROM_SIDE[speaker](data)]
    decoded: list[Message | str] = []
    for decode in (wire.decode_to_producer, wire.decode_to_viewer):
        try:
            decoded.append(decode(data))
        except wire.BadInput:
            continue
    assert decoded, f"neither a producer nor a viewer understands {path.name}"
    return decoded


def unknown_keys(given: Any, decoded: Any) -> set[str]:
    """Return the keys of a sample that the decoded value has no field for."""
    if isinstance(given, list):
        pairs = zip(given, decoded, strict=True)
        return {key for one, other in pairs for key in unknown_keys(one, other)}
    if not isinstance(given, dict):
        return set()
    if isinstance(decoded, dict):
        return {key for name in given for key in unknown_keys(given[name], decoded[name])}
    fields = set(decoded.__struct_fields__)
    unknown = set(given) - fields - {decoded.__struct_config__.tag_field}
    known = set(given) & fields
    return unknown.union(*(unknown_keys(given[name], getattr(decoded, name)) for name in known))


@pytest.mark.parametrize("path", EVENTS, ids=lambda path: path.stem)
def test_a_sample_of_an_event_decodes_and_says_nothing_unknown(path: Path) -> None:
    given = json.loads(path.read_bytes())
    events = decode_event_sample(path)
    assert events
    assert not unknown_keys(given if isinstance(given, list) else [given], events)
    assert wire.decode_events(wire.encode(events)) == (events, [])


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.stem)
def test_a_sample_of_a_message_decodes_and_says_nothing_unknown(path: Path) -> None:
    given = json.loads(path.read_bytes())
    for decoded in decode_message_sample(path):
        if isinstance(decoded, Message):
            assert not unknown_keys(given, decoded)
            assert msgspec.json.decode(wire.encode(decoded), type=type(decoded)) == decoded


def test_every_type_of_event_has_a_sample() -> None:
    there = {type(event) for path in EVENTS for event in decode_event_sample(path)}
    for kind in set(get_args(AnyEvent)) - there:
        tag = kind.__struct_config__.tag
        raise AssertionError(
            f"{kind.__name__} has no sample. Write one event, as it looks on the wire, into "
            f"tests/samples/events/{tag}.json"
        )


def test_no_two_types_of_event_share_a_key() -> None:
    samples = [event for path in EVENTS for event in decode_event_sample(path)]
    owners = {event.key: type(event) for event in samples}
    assert all(owners[event.key] is type(event) for event in samples)


def test_every_message_has_a_sample() -> None:
    there = {type(decoded) for path in MESSAGES for decoded in decode_message_sample(path)}
    relay = {*get_args(RelayToProducer), *get_args(RelayToViewer)}
    missing = {*FROM_PRODUCER.values(), *FROM_VIEWER.values(), *relay} - there
    assert not {kind.__name__ for kind in missing}
