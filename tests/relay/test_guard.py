"""Who shows the right token comes in; others are sent away, the faster they guess the longer."""

from __future__ import annotations

import pytest

from protocol.close_codes import Ending
from relay.guard import Guard, NotAdmitted
from relay.guesses import SECONDS_PER_TRY, TRIES
from relay.tokens import Tokens
from tests.relay.line import Clock

TOKENS = Tokens(producer="producer-0123456789", viewer="viewer-0123456789")
HERE, THERE = "192.168.1.33", "192.168.1.34"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def guard(clock: Clock) -> Guard:
    return Guard(TOKENS, clock=clock)


def refusal(guard: Guard, side: str, token: str | None, visitor: str = HERE) -> Ending | None:
    try:
        guard.admit(side, token, visitor)
    except NotAdmitted as refused:
        return refused.ending
    return None


def test_who_needs_no_token_needs_none() -> None:
    guard = Guard()
    assert not guard.asks
    assert refusal(guard, "hardware", None) is None
    assert refusal(guard, "client", "whatever") is None


def test_a_viewer_cannot_produce_and_a_producer_cannot_view(guard: Guard) -> None:
    assert guard.asks
    assert refusal(guard, "hardware", TOKENS.producer) is None
    assert refusal(guard, "client", TOKENS.viewer) is None
    assert refusal(guard, "hardware", TOKENS.viewer) is Ending.WRONG_TOKEN
    assert refusal(guard, "client", TOKENS.producer) is Ending.WRONG_TOKEN
    assert refusal(guard, "client", None) is Ending.WRONG_TOKEN


def test_what_is_said_to_who_is_refused_holds_no_token(guard: Guard) -> None:
    with pytest.raises(NotAdmitted) as refused:
        guard.admit("client", TOKENS.producer, HERE)
    assert TOKENS.producer not in str(refused.value)
    assert TOKENS.viewer not in str(refused.value)


def test_after_too_many_wrong_tokens_an_address_has_to_wait(guard: Guard, clock: Clock) -> None:
    for _ in range(TRIES):
        assert refusal(guard, "client", "a guess") is Ending.WRONG_TOKEN
    assert refusal(guard, "client", "a guess") is Ending.TOO_MANY_TRIES
    assert refusal(guard, "client", TOKENS.viewer) is Ending.TOO_MANY_TRIES
    assert refusal(guard, "hardware", TOKENS.producer) is Ending.TOO_MANY_TRIES
    assert refusal(guard, "client", TOKENS.viewer, THERE) is None
    clock.advance(SECONDS_PER_TRY)
    assert refusal(guard, "client", TOKENS.viewer) is None


def test_a_neighbour_who_guesses_locks_nobody_out_who_was_in(guard: Guard) -> None:
    assert refusal(guard, "client", TOKENS.viewer, "fe80::1") is None
    for _ in range(TRIES + 1):
        refusal(guard, "client", "a guess", "fe80::2")
    assert refusal(guard, "client", TOKENS.viewer, "fe80::3") is Ending.TOO_MANY_TRIES
    assert refusal(guard, "client", TOKENS.viewer, "fe80::1") is None


def test_while_an_address_waits_its_tries_do_not_make_it_wait_longer(
    guard: Guard, clock: Clock
) -> None:
    for _ in range(10 * TRIES):
        refusal(guard, "client", "a guess")
    clock.advance(SECONDS_PER_TRY)
    assert refusal(guard, "client", TOKENS.viewer) is None


def test_a_page_without_a_token_makes_nobody_wait(guard: Guard) -> None:
    for _ in range(10 * TRIES):
        assert refusal(guard, "client", None) is Ending.WRONG_TOKEN
    assert refusal(guard, "client", TOKENS.viewer) is None


PROXY = "127.0.0.1"


@pytest.mark.parametrize(
    ("peer", "forwarded", "visitor"),
    [
        (PROXY, [HERE], HERE),
        (PROXY, ["6.6.6.6", HERE], HERE),  # the first is what the visitor said
        (PROXY, [f"6.6.6.6, {HERE}"], HERE),
        (PROXY, [f"6.6.6.6,{HERE} , 10.0.0.2"], HERE),  # through two proxies
        (PROXY, ["FD00::0:7"], "fd00::7"),
        (PROXY, [], PROXY),
        (PROXY, [""], PROXY),
        (PROXY, ["unknown"], PROXY),
        (PROXY, [f"{HERE}, <script>"], PROXY),
        (PROXY, [PROXY], PROXY),
        (HERE, ["6.6.6.6"], HERE),
        ("127.0.0.2", ["6.6.6.6"], "127.0.0.2"),
    ],
)
def test_only_a_trusted_proxy_is_believed_who_asks(
    peer: str, forwarded: list[str], visitor: str
) -> None:
    guard = Guard(TOKENS, proxies=[PROXY, "10.0.0.2"])
    assert guard.arrival(peer, "::1", forwarded).visitor == visitor
    assert guard.arrival(peer, "::1", forwarded).here == "::1"


def test_without_a_proxy_nobody_is_believed() -> None:
    assert Guard(TOKENS).arrival(PROXY, "::1", ["6.6.6.6"]).visitor == PROXY
