"""What must hold for whatever bytes a decoder is given: a value that survives the way there and
back, or one complaint that can be shown. Any other exception is a fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NoReturn

import msgspec

from protocol import wire
from protocol.events import MAX_INTEGER

Decode = Callable[[str | bytes], Any]

DECODERS: dict[str, Decode] = {
    "events": wire.decode_events,
    "envelope": wire.decode_envelope,
    "from producer": wire.decode_from_producer,
    "from viewer": wire.decode_from_viewer,
    "to producer": wire.decode_to_producer,
    "to viewer": wire.decode_to_viewer,
}
REASONS = {"bad-json", "bad-event", "bad-message", "unknown-message"}


def check(decode: Decode, data: str | bytes) -> bool:
    """Decode, and check all that must hold; tell whether the data were accepted."""
    try:
        decoded = decode(data)
    except wire.BadInput as complaint:
        check_complaint(complaint)
        return False
    if decode is wire.decode_events:
        decoded, complaints = decoded
        for each in complaints:
            check_complaint(each)
    check_value(decode, decoded)
    return True


def check_complaint(complaint: wire.BadInput) -> None:
    """Check that a complaint can be shown: a known word, and one short printable sentence."""
    assert complaint.reason in REASONS, complaint.reason
    assert complaint.detail.isprintable(), "one line, with nothing that moves a cursor"
    assert complaint.detail.endswith(".")
    assert len(complaint.detail) <= 300
    complaint.detail.encode()


def check_value(decode: Decode, decoded: Any) -> None:
    """Check that an accepted value is plain JSON that everybody reads, and decodes to itself."""
    said = {"type": "client", "message": decoded} if isinstance(decoded, str) else decoded
    encoded = wire.encode(said)
    check_json(encoded)
    back = decode(encoded)
    if decode is wire.decode_events:
        back, complaints = back
        assert complaints == []
    assert back == decoded
    assert msgspec.json.encode(back) == msgspec.json.encode(decoded), "also as to -0.0 and 1.0"


def check_json(data: bytes) -> Any:
    """Read strict JSON (RFC 8259) with numbers that a browser keeps; return what it says."""
    value = json.loads(data.decode(), parse_constant=_refuse)
    _check_numbers(value)
    json.dumps(value, ensure_ascii=False).encode()  # no lone surrogates
    return value


def _refuse(constant: str) -> NoReturn:
    raise AssertionError(f"{constant} is no JSON")


def _check_numbers(value: Any) -> None:
    if isinstance(value, float):
        assert abs(value) < float("inf")
    elif isinstance(value, int):
        assert abs(value) <= MAX_INTEGER, value
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            _check_numbers(each)
