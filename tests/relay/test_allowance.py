"""Who sends more than his share is told how long to wait, and never that he has to go."""

from __future__ import annotations

import pytest

from relay.allowance import SURE_BYTES, V1_BYTES, Allowance, SharedAllowance


def test_a_seconds_worth_may_come_at_once() -> None:
    allowance = Allowance(100, now=5.0)
    assert allowance.spend(100, now=5.0) == 0


def test_what_goes_beyond_it_is_waited_for() -> None:
    allowance = Allowance(100, now=0.0)
    allowance.spend(100, now=0.0)
    assert allowance.spend(50, now=0.0) == pytest.approx(0.5)
    assert allowance.spend(1, now=0.5) == pytest.approx(0.01)


def test_the_pace_itself_can_be_kept_for_ever() -> None:
    allowance = Allowance(100, now=0.0)
    assert not any(allowance.spend(10, now=tenth / 10) for tenth in range(1, 1000))


def test_nothing_is_saved_up_beyond_a_second() -> None:
    allowance = Allowance(100, now=0.0)
    assert allowance.spend(100, now=3600.0) == 0
    assert allowance.spend(100, now=3600.0) == pytest.approx(1.0)


def test_peers_share_what_they_send_beyond_what_each_is_sure_of() -> None:
    shared = Allowance(V1_BYTES, now=0.0)
    greedy = [SharedAllowance(shared, now=0.0) for _ in range(4)]
    modest = SharedAllowance(shared, now=0.0)
    rests = [peer.spend(V1_BYTES, now=0.0) for peer in greedy]
    assert rests[0] == 0
    assert rests == sorted(rests)
    assert rests[-1] == pytest.approx(3.0, rel=0.2)
    assert modest.spend(SURE_BYTES, now=0.0) == 0


def test_a_peer_alone_has_no_more_than_its_own() -> None:
    alone = SharedAllowance(Allowance(10 * V1_BYTES, now=0.0), now=0.0)
    assert alone.spend(2 * V1_BYTES, now=0.0) == pytest.approx(1.0)
