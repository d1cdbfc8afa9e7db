"""The account of a run: two ledgers that agree, or say exactly how they do not."""

from __future__ import annotations

from bench.accounts import Account, Books, account
from bench.captured import Captured
from bench.deliveries import Deliveries
from bench.stream import Stream


def books(frames: list[list[tuple[int, int]]], captured: int = 10, late: float = 0.1) -> Account:
    """Capture one event a second, of which every fifth is a press; let one viewer read frames."""
    ledger, stream, deliveries = Captured("s0", "e"), Stream(["s0"]), Deliveries()
    for seq in range(1, captured + 1):
        ledger.add(float(seq), float(seq), seq % 5 == 0)
    for events in frames:
        text = ",".join(f'{{"event":"move","seq":{seq},"n":{n}}}' for seq, n in events)
        frame = f"[{text}]".encode()
        first, count, _ = stream.place(frame, 0, len(frame))
        deliveries.add(0, events[-1][0] + late, first, count)
    return account(Books([ledger], stream, deliveries), range(1), 0.0, captured + 1.0)


def test_a_viewer_that_read_everything_has_an_exact_account() -> None:
    found = books([[(seq, 1)] for seq in range(1, 11)])
    assert (found.captured, found.received, found.missing, found.lost) == (10, 10, 0, 0)
    assert (found.presses, found.presses_missing) == (2, 0)


def test_latency_counts_from_the_planned_moment() -> None:
    found = books([[(1, 1), (2, 1)], [(3, 1)]], captured=3)
    assert found.percentiles()["max"] == 1100.0
    assert found.percentiles()["p50"] == 100.0


def test_what_never_came_is_missing() -> None:
    found = books([[(seq, 1)] for seq in range(1, 8)])
    assert (found.received, found.missing, found.presses_missing) == (7, 3, 1)


def test_a_hole_is_lost_and_what_was_merged_is_not() -> None:
    found = books([[(1, 1)], [(4, 3)], [(8, 2)], [(10, 2)]])
    assert (found.received, found.merged, found.lost, found.missing) == (4, 4, 2, 0)


def test_an_event_that_comes_twice_counts_once() -> None:
    found = books([[(1, 1)], [(2, 1)], [(2, 1)], [(3, 1)]], captured=3)
    assert (found.received, found.repeated, found.missing) == (3, 1, 0)


def test_a_new_beginning_forgets_what_was_before() -> None:
    deliveries = Deliveries()
    deliveries.add(0, 1.0, 0, 5)
    deliveries.begin_anew({0: 7}, viewers=2)
    assert not deliveries.viewer
    assert deliveries.joined == {(0, 0): 7, (1, 0): 7}
