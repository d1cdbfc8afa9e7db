from __future__ import annotations

import pytest

from bench.dialects import Dialect
from bench.dialects.nats import Nats
from bench.dialects.socketio import SocketIo

EVENT = b'[{"event":"move","seq":1,"t":1.0,"x":1,"y":2}]'


@pytest.mark.parametrize(
    ("dialect", "message"),
    [
        (Dialect(), EVENT),
        (SocketIo(), b'42["events",' + EVENT + b"]"),
        (Nats(), EVENT + b"\r\n"),
    ],
)
def test_the_events_are_found_in_a_message(dialect: Dialect, message: bytes) -> None:
    framed = b"head" + message
    where = dialect.events(framed, 4, len(framed))
    assert where is not None
    assert framed[slice(*where)].strip() == EVENT


@pytest.mark.parametrize(
    ("dialect", "said"),
    [
        (Dialect(), b'{"type":"relay","message":"welcome"}'),
        (SocketIo(), b'42["welcome"]'),
        (Nats(), b"PONG\r\n"),
    ],
)
def test_a_welcome_is_no_event(dialect: Dialect, said: bytes) -> None:
    assert dialect.is_welcome(said)
    assert dialect.events(said, 0, len(said)) is None


def test_nats_lines_are_found_whole_or_not_at_all() -> None:
    line = b"MSG events 1 %d\r\n%b\r\n" % (len(EVENT), EVENT)
    stream = b"PING\r\n" + line
    assert Nats().find(stream, 0) == (1, 0, 6)
    found = Nats().find(stream, 6)
    assert found is not None
    assert stream[found[1] : found[2]] == EVENT + b"\r\n"
    assert found[2] == len(stream)
    for cut in range(1, len(line)):
        assert Nats().find(line[:-cut], 0) is None


def test_a_nats_viewer_subscribes_and_a_producer_does_not() -> None:
    info = b'INFO {"server_id":"x"}\r\n'
    assert b"SUB events 1\r\n" in (Nats().answer(info, "client") or b"")
    assert b"SUB" not in (Nats().answer(info, "hardware") or b"")


def test_socket_io_is_connected_to_greeted_and_kept_alive() -> None:
    dialect = SocketIo()
    assert dialect.answer(b'0{"sid":"x"}', "client") == b"40"
    assert dialect.answer(b'40{"sid":"y"}', "client") == b'42["hello","client"]'
    assert dialect.answer(b"2", "client") == b"3"


@pytest.mark.parametrize(
    ("dialect", "said"),
    [
        (Dialect(), EVENT),
        (SocketIo(), b'42["publish",' + EVENT + b"]"),
        (Nats(), b"PUB events %d\r\n%b\r\n" % (len(EVENT), EVENT)),
    ],
)
def test_an_event_is_published_in_the_servers_words(dialect: Dialect, said: bytes) -> None:
    assert dialect.event(EVENT) == said
