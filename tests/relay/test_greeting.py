"""The first message decides what a connection becomes."""

from __future__ import annotations

import pytest

from protocol.close_codes import Ending
from relay.producing import PlainProducer, Producer
from relay.viewing import PlainViewer, V1Viewer
from tests.relay.rooms import Parlour


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
