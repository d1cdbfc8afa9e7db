"""One peer has its share of a turn, and no more than that."""

from __future__ import annotations

import pytest

from relay.share import MESSAGES_PER_TURN, SURE_PER_TURN, TURN_SECONDS, Share


@pytest.mark.parametrize(
    ("took", "most"), [(TURN_SECONDS / 2, MESSAGES_PER_TURN), (TURN_SECONDS, SURE_PER_TURN)]
)
def test_who_takes_long_may_say_less(took: float, most: int) -> None:
    share = Share()
    share.begin(0.0)
    for _ in range(most):
        assert not share.is_used_up(took)
        share.count()
    assert share.is_used_up(took)


def test_each_turn_is_a_new_one() -> None:
    share = Share()
    for now in (100.0, 101.0):
        share.begin(now)
        assert not share.is_used_up(now)
        for _ in range(MESSAGES_PER_TURN):
            share.count()
        assert share.is_used_up(now)
