"""The chain accounts for every event of a source, whatever comes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.chain import Chain

spans = st.tuples(st.integers(1, 30), st.integers(1, 8)).map(lambda pair: (pair[0], min(pair)))


def tally(chain: Chain) -> tuple[int, int, int, int, int]:
    return chain.seq, chain.received, chain.merged, chain.lost, chain.repeated


def test_an_unbroken_chain_loses_nothing() -> None:
    chain = Chain()
    assert [chain.advance(seq, 1) for seq in (1, 2, 3)] == [1, 1, 1]
    assert tally(chain) == (3, 3, 0, 0, 0)


def test_an_event_that_stands_for_several_counts_the_others_as_merged() -> None:
    chain = Chain(seq=10)
    assert chain.advance(15, 5) == 5
    assert tally(chain) == (15, 1, 4, 0, 0)


def test_a_hole_is_lost_and_is_not_what_the_event_stands_for() -> None:
    chain = Chain(seq=10)
    assert chain.advance(15, 2) == 2
    assert tally(chain) == (15, 1, 1, 3, 0)


def test_an_event_that_came_before_changes_nothing_but_repeated() -> None:
    chain = Chain(seq=10)
    assert chain.advance(10, 1) == 0
    assert chain.advance(3, 3) == 0
    assert tally(chain) == (10, 0, 0, 0, 2)


def test_an_event_that_reaches_back_stands_only_for_what_is_new() -> None:
    chain = Chain(seq=10)
    assert chain.advance(12, 7) == 2
    assert tally(chain) == (12, 1, 1, 0, 0)


def test_a_loss_that_is_told_is_counted_once() -> None:
    chain = Chain(seq=10)
    chain.skip(4)
    assert chain.advance(15, 1) == 1
    assert tally(chain) == (15, 1, 0, 4, 0)


def test_a_chain_starts_at_the_seq_it_is_given() -> None:
    chain = Chain(seq=100)
    chain.advance(101, 1)
    assert chain.lost == 0


@settings(deadline=None)
@given(st.lists(spans, max_size=30))
def test_captured_is_received_plus_merged_plus_lost(stream: list[tuple[int, int]]) -> None:
    """Compared with a set of the numbers that somebody stood for, kept one by one."""
    chain = Chain()
    covered: set[int] = set()
    highest = repeated = accepted = 0
    for seq, n in stream:
        fresh = {number for number in range(seq - n + 1, seq + 1) if number > highest}
        assert chain.advance(seq, n) == len(fresh)
        covered |= fresh
        highest = max(highest, seq)
        accepted += bool(fresh)
        repeated += not fresh
    assert tally(chain) == (
        highest,
        accepted,
        len(covered) - accepted,
        highest - len(covered),
        repeated,
    )
    assert chain.seq == chain.received + chain.merged + chain.lost
