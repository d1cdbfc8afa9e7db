"""From the first message of a connection to its role."""

from __future__ import annotations

from protocol.close_codes import Ending
from protocol.messages import FIRST_CONNECTION, ProducerHello, ViewerHello
from protocol.wire import (
    BadInput,
    decode_envelope,
    decode_from_producer,
    decode_from_viewer,
    is_events,
)
from relay.producing import PlainProducer, Producer
from relay.roster import Refused
from relay.session import Role, Session
from relay.viewing import PlainViewer, V1Viewer

_HELLO_FIRST = (
    "Say hello first: an object with type 'hardware' or 'client' and message 'first connection'."
)


def greet(session: Session, data: str) -> Role:
    """Take the first message of a v1 connection. A hello that is not understood ends it."""
    try:
        role = _greet_v1(session, data)
    except BadInput as complaint:
        session.complain(complaint)
        session.end(Ending.BAD_HELLO)
        raise Refused(Ending.BAD_HELLO) from None
    return role


def _greet_v1(session: Session, data: str) -> Role:
    if is_events(data):
        raise BadInput("bad-hello", _HELLO_FIRST)
    envelope = decode_envelope(data)
    if envelope.message != FIRST_CONNECTION or envelope.type not in ("hardware", "client"):
        raise BadInput("bad-hello", _HELLO_FIRST)
    if envelope.type == "hardware":
        hello = decode_from_producer(data)
        assert isinstance(hello, ProducerHello), "checked above"
        return Producer(session, hello)
    wishes = decode_from_viewer(data)
    assert isinstance(wishes, ViewerHello), "checked above"
    return V1Viewer(session, wishes)


def greet_plain(session: Session, data: str) -> Role:
    """Take the first message of a plain connection; whoever says something else may try again."""
    envelope = decode_envelope(data)
    if envelope.message != FIRST_CONNECTION or envelope.type not in ("hardware", "client"):
        raise BadInput("bad-hello", _HELLO_FIRST)
    return PlainProducer(session) if envelope.type == "hardware" else PlainViewer(session)
