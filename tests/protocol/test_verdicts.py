"""Frames on which the page's decoder and this one must agree: frontend/tests/decoder.fuzz.test.ts
reads the same file.

Where they differ on purpose there is nothing in it: the page keeps events of types that it does not
know, takes a welcome without those of its events that it cannot read, and cannot tell 2^53 from
2^53 + 1.
"""

from __future__ import annotations

import json

import pytest

from protocol import wire
from tests.protocol.mutations import SAMPLES

VERDICTS: dict[str, list[str]] = json.loads((SAMPLES / "verdicts.json").read_text())


def is_taken(frame: str) -> bool:
    """Tell whether a viewer takes a frame of the relay's, whole."""
    try:
        if wire.is_events(frame):
            return not wire.decode_events(frame)[1]
        wire.decode_to_viewer(frame)
    except wire.BadInput:
        return False
    return True


@pytest.mark.parametrize("verdict", ["taken", "refused"])
def test_the_verdict_on_each_frame_is_the_one_of_the_page(verdict: str) -> None:
    frames = VERDICTS[verdict]
    assert frames
    assert [frame for frame in frames if is_taken(frame) != (verdict == "taken")] == []
