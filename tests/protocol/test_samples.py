"""The samples that both test suites read: each decodes, and no event or message is without one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, get_args

import msgspec
import pytest
from msgspec import Meta, inspect

from protocol import wire
from protocol.events import AnyEvent, Label
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


SIZED = (
    inspect.StrType,
    inspect.ListType,
    inspect.SetType,
    inspect.FrozenSetType,
    inspect.VarTupleType,
    inspect.DictType,
)


def unbounded(field: inspect.Type) -> str:
    """Return what part of a field's type may grow without a bound; empty if none may."""
    patterned = getattr(field, "pattern", None)
    if isinstance(field, SIZED) and field.max_length is None and not patterned:
        return type(field).__name__.removesuffix("Type").lower()
    if isinstance(field, inspect.AnyType):
        return "anything"
    parts = getattr(field, "types", None) or getattr(field, "item_types", None) or ()
    inner = [getattr(field, name, None) for name in ("item_type", "key_type", "value_type")]
    inner += [each.type for each in getattr(field, "fields", ())]
    return next((said for part in (*parts, *inner) if part and (said := unbounded(part))), "")


@pytest.mark.parametrize("kind", get_args(AnyEvent), ids=lambda kind: kind.__name__)
def test_nothing_in_an_event_grows_without_a_bound(kind: type[msgspec.Struct]) -> None:
    for field in inspect.type_info(kind).fields:  # type: ignore[attr-defined]
        what = unbounded(field.type)
        assert not what, (
            f"{kind.__name__}.{field.name} has a {what} without a bound, and a relay takes events "
            "from strangers. Write Annotated[…, Meta(max_length=…)]"
        )


@pytest.mark.parametrize(
    "kind", [str, list[Label], Annotated[list[str], Meta(max_length=3)], dict[Label, int], Any]
)
def test_what_may_grow_without_a_bound_is_found(kind: Any) -> None:
    assert unbounded(inspect.type_info(kind))


def test_no_two_types_of_event_share_a_key() -> None:
    samples = [event for path in EVENTS for event in decode_event_sample(path)]
    owners = {event.key: type(event) for event in samples}
    assert all(owners[event.key] is type(event) for event in samples)


def test_every_message_has_a_sample() -> None:
    there = {type(decoded) for path in MESSAGES for decoded in decode_message_sample(path)}
    relay = {*get_args(RelayToProducer), *get_args(RelayToViewer)}
    missing = {*FROM_PRODUCER.values(), *FROM_VIEWER.values(), *relay} - there
    assert not {kind.__name__ for kind in missing}
