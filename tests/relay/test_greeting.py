"""The first message decides what a connection becomes."""

from __future__ import annotations

import pytest

from protocol.close_codes import Ending
from relay.guard import Guard
from relay.guesses import SECONDS_PER_TRY, TRIES
from relay.producing import PlainProducer, Producer
from relay.tokens import Tokens
from relay.viewing import PlainViewer, V1Viewer
from tests.relay.rooms import Caller, Parlour


def test_a_hello_makes_a_producer_or_a_viewer() -> None:
    parlour = Parlour()
    assert isinstance(parlour.producer().session.role, Producer)
    assert isinstance(parlour.viewer().session.role, V1Viewer)
    assert isinstance(parlour.plain("hardware").session.role, PlainProducer)
    assert isinstance(parlour.plain("client").session.role, PlainViewer)


@pytest.mark.parametrize(
    "first",
    [
        "",
        "hello",
        "[]",
        "{}",
        '[{"event":"text","seq":1,"text":"a"}]',
        '{"type":"hardware","message":"ping","t":1}',
        '{"type":"relay","message":"first connection"}',
        '{"type":"hardware","message":"first connection"}',
        '{"type":"hardware","message":"first connection","source":"../etc","epoch":"e","next":1}',
        '{"type":"hardware","message":"first connection","source":"desk","epoch":"e","next":0}',
        '{"type":"client","message":"first connection","rate":7}',
        '{"type":"client","message":"first connection","cursors":{"desk":{"epoch":"e","seq":-1}}}',
        "[" * 50_000,
    ],
)
def test_a_v1_connection_that_begins_otherwise_is_told_why_and_ended(first: str) -> None:
    parlour = Parlour()
    caller = parlour.open()
    caller.session.receive(first)
    assert len(caller.told("error")) == 1
    assert caller.line.endings == [Ending.BAD_HELLO]
    assert caller.session.role is None
    assert parlour.hub.viewers == 0
    assert not parlour.hub.sources


def test_a_plain_connection_may_try_again() -> None:
    caller = Parlour().open(plain=True)
    caller.session.receive("hello?")
    caller.say(type="client", message="this is from client")
    assert len(caller.told("error")) == 2
    assert caller.line.endings == []
    caller.say(type="client", message="first connection")
    assert isinstance(caller.session.role, PlainViewer)


TOKENS = Tokens(producer="producer-0123456789", viewer="viewer-0123456789")


def guarded() -> Parlour:
    parlour = Parlour()
    parlour.room.guard = Guard(TOKENS, clock=parlour.clock)
    return parlour


def hello(parlour: Parlour, side: str, plain: bool, **more: object) -> Caller:
    caller = parlour.open(plain=plain)
    named = {"source": "desk", "epoch": "e1", "next": 1} if side == "hardware" else {}
    caller.say(type=side, message="first connection", **named, **more)
    return caller


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize(
    ("side", "token"), [("hardware", TOKENS.producer), ("client", TOKENS.viewer)]
)
def test_the_right_token_opens_the_door(plain: bool, side: str, token: str) -> None:
    caller = hello(guarded(), side, plain, token=token)
    assert caller.session.role is not None
    assert caller.line.endings == []


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize(
    ("side", "shown"),
    [
        ("hardware", {}),
        ("hardware", {"token": ""}),
        ("hardware", {"token": TOKENS.viewer}),
        ("client", {}),
        ("client", {"token": TOKENS.producer}),
        ("client", {"token": TOKENS.viewer + "x"}),
    ],
)
def test_without_the_right_token_nobody_comes_in(
    plain: bool, side: str, shown: dict[str, str]
) -> None:
    parlour = guarded()
    seen: list[str] = []
    parlour.handlers.on_connect(lambda role, name: seen.append(role))
    caller = hello(parlour, side, plain, **shown)
    assert caller.line.endings == [Ending.WRONG_TOKEN]
    assert caller.session.role is None
    assert not parlour.hub.sources
    assert parlour.hub.viewers == 0
    assert seen == []
    (error,) = caller.told("error")
    assert error["reason"] == "wrong-token"
    assert TOKENS.producer not in str(error)
    assert TOKENS.viewer not in str(error)
    caller.say(type=side, message="first connection", token=TOKENS.viewer)
    assert caller.session.role is None


def test_whoever_comes_back_shows_the_token_again() -> None:
    parlour = guarded()
    hello(parlour, "hardware", plain=False, token=TOKENS.producer)
    thief = hello(parlour, "hardware", plain=False)
    assert thief.line.endings == [Ending.WRONG_TOKEN]
    assert parlour.hub.sources["desk"].online


def test_whoever_guesses_too_often_is_told_to_wait() -> None:
    parlour = guarded()
    for _ in range(TRIES):
        hello(parlour, "client", plain=False, token="a guess")
    late = hello(parlour, "client", plain=False, token=TOKENS.viewer)
    assert late.line.endings == [Ending.TOO_MANY_TRIES]
    assert late.told("error")[0]["reason"] == "too-many-tries"
    parlour.clock.advance(SECONDS_PER_TRY)
    assert hello(parlour, "client", plain=False, token=TOKENS.viewer).line.endings == []


@pytest.mark.parametrize("token", ["5", "null", "[]", '"' + "x" * 257 + '"'])
def test_a_token_that_is_no_text_is_an_error_of_a_plain_hello(token: str) -> None:
    caller = Parlour().open(plain=True)
    hello = '{"type":"client","message":"first connection","token":'
    caller.session.receive(hello + token + "}")
    assert [error["reason"] for error in caller.told("error")] == ["bad-hello"]
    assert caller.line.endings == []


def test_where_no_token_is_asked_for_a_token_does_no_harm() -> None:
    assert hello(Parlour(), "client", plain=False, token="of another relay").line.endings == []
