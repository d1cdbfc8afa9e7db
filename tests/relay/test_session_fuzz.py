"""Whatever comes over a connection, in whatever order: no exception, and nobody else notices."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocol.mutations import FRAMES, frames
from tests.relay.intruder import DISGUISES, Disguise, intrude


@pytest.mark.parametrize("disguise", DISGUISES, ids=str)
@settings(deadline=None, max_examples=150)
@given(sent=st.lists(frames, min_size=1, max_size=6))
def test_a_session_takes_whatever_it_is_sent(disguise: Disguise, sent: list[str | bytes]) -> None:
    intrude(disguise, sent)


@pytest.mark.parametrize("disguise", DISGUISES, ids=str)
@settings(deadline=None, max_examples=40)
@given(sent=st.permutations(list(FRAMES.values())))
def test_good_messages_in_any_order_do_no_harm(disguise: Disguise, sent: list[str]) -> None:
    intrude(disguise, sent)


@pytest.mark.parametrize("disguise", DISGUISES, ids=str)
def test_an_intruder_who_goes_on_is_ended(disguise: Disguise) -> None:
    assert intrude(disguise, ["{"] * 100).line.endings
