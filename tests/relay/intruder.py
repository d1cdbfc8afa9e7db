"""Somebody who sends a relay anything at all, beside a producer and a viewer that mean it.

`intrude` is the whole of a connection's life in memory, with everything that must hold meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from relay.session import MOST_ERRORS
from tests.protocol.roundtrip import check_json
from tests.relay.rooms import Caller, Parlour, click

HELLOS = {
    "nobody": None,
    "producer": '{"type":"hardware","message":"first connection","source":"intruder","epoch":"e",'
    '"next":1}',
    "viewer": '{"type":"client","message":"first connection"}',
}


@dataclass(frozen=True)
class Disguise:
    """How the intruder begins: v1 or plain, and with whose hello."""

    plain: bool
    role: str


DISGUISES = [Disguise(plain, role) for plain in (False, True) for role in HELLOS]


def intrude(disguise: Disguise, frames: Iterable[str | bytes]) -> Caller:
    """Say all this to a relay on which others are at work, and check that nobody else notices.

    The only exception that a frame may lead to is none at all.
    """
    parlour = Parlour()
    producer, viewer = parlour.producer("greenhouse"), parlour.viewer(sources=["greenhouse"])
    intruder = parlour.open(plain=disguise.plain)
    hello = HELLOS[disguise.role]
    for frame in [*([] if hello is None else [hello]), *frames]:
        intruder.session.receive(frame)
        parlour.clock.advance(0.01)
    intruder.session.tick()
    _check_answers(parlour, intruder)

    producer.send(click(1), click(2, pressed=False))
    parlour.clock.advance(1)
    assert [event["seq"] for event in viewer.events()] == [1, 2]
    intruder.session.lost()
    parlour.clock.advance(1)
    assert parlour.hub.viewers == 1
    assert producer.line.endings == viewer.line.endings == []
    assert parlour.complaints == [], "no handler has failed"
    return intruder


def _check_answers(parlour: Parlour, intruder: Caller) -> None:
    """Check that each error is answered and counted, and that all that was answered is JSON."""
    said = [check_json(text) for text in intruder.line.texts]
    errors = [one for one in said if isinstance(one, dict) and one["message"] == "error"]
    assert len(errors) == parlour.hub.tally.errors.total() <= MOST_ERRORS + 1
    assert len(intruder.line.endings) <= 1
