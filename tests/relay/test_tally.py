"""The counters of the relay add up."""

from __future__ import annotations

from protocol.events import Move
from protocol.outbox import Notice
from relay.tally import Tally


def test_served_events_and_what_was_merged_into_them_are_counted() -> None:
    tally = Tally()
    tally.served([Move(1, 2, n=5), Notice("desk", None), Move(1, 2)])
    assert (tally.events_out, tally.merged_out) == (2, 4)


def test_frames_and_bytes_are_counted_for_everybody_who_gets_them() -> None:
    tally = Tally()
    tally.sent(10)
    tally.sent(100, 3)
    assert (tally.frames_out, tally.bytes_out) == (4, 310)
