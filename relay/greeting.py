"""From the first message of a connection to its role, which may want a token."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from protocol.close_codes import Ending
from protocol.messages import FIRST_CONNECTION, ProducerHello, Token, ViewerHello
from protocol.wire import (
    BadInput,
    decode_envelope,
    decode_from_producer,
    decode_from_viewer,
    is_events,
)
from relay.guard import NotAdmitted
from relay.producing import PlainProducer, Producer
from relay.roster import Refused
from relay.session import Role, Session
from relay.viewing import PlainViewer, V1Viewer

_HELLO_FIRST = (
    "Say hello first: an object with type 'hardware' or 'client' and message 'first connection'."
)


class _PlainHello(msgspec.Struct):
    """What a plain hello may carry beside type and message."""

    token: Token | UnsetType = UNSET


_plain_hello = msgspec.json.Decoder(_PlainHello)


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
        _ask_for_token(session, "hardware", hello.token)
        return Producer(session, hello)
    wishes = decode_from_viewer(data)
    assert isinstance(wishes, ViewerHello), "checked above"
    _ask_for_token(session, "client", wishes.token)
    return V1Viewer(session, wishes)


def greet_plain(session: Session, data: str) -> Role:
    """Take the first message of a plain connection; whoever says something else may try again."""
    envelope = decode_envelope(data)
    if envelope.message != FIRST_CONNECTION or envelope.type not in ("hardware", "client"):
        raise BadInput("bad-hello", _HELLO_FIRST)
    try:
        token = _plain_hello.decode(data).token
    except msgspec.DecodeError:
        raise BadInput("bad-hello", "A token is a text of at most 256 characters.") from None
    _ask_for_token(session, envelope.type, token)
    return PlainProducer(session) if envelope.type == "hardware" else PlainViewer(session)


def _ask_for_token(session: Session, side: str, token: str | UnsetType) -> None:
    try:
        shown = None if token is UNSET else token
        session.room.guard.admit(side, shown, session.visitor)
    except NotAdmitted as refusal:
        session.complain(refusal)
        raise Refused(refusal.ending) from None
