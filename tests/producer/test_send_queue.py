"""Bytes leave in order, as fast as the socket takes them, and do not pile up."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from producer.send_queue import MOST, ROOM, SendQueue
from tests.producer.loops import Loop
from tests.producer.scripted_relay import wait_until


class Sending:
    """A queue whose socket holds little, and the other end of that socket."""

    def __init__(self, loop: Loop) -> None:
        self.loop = loop
        self.rooms = 0
        self.failures: list[Exception] = []
        self.ours, self.theirs = socket.socketpair()
        self.ours.setblocking(False)
        self.ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
        self.queue = SendQueue(loop.dispatcher, self._count, self.failures.append)

    def _count(self) -> None:
        self.rooms += 1

    def put(self, data: bytes) -> None:
        self.loop.do(lambda: self.queue.put(self.ours, data))

    def writes_watched(self) -> int:
        return self.loop.do(self.loop.dispatcher.registrations)["writes"]


@pytest.fixture
def sending() -> Iterator[Sending]:
    with Loop() as loop:
        it = Sending(loop)
        yield it
        loop.do(it.queue.close)
        it.ours.close()
        it.theirs.close()


def test_what_the_socket_takes_is_written_at_once(sending: Sending) -> None:
    sending.put(b"one")
    assert sending.theirs.recv(10) == b"one"
    assert (sending.queue.has_room, sending.rooms, sending.writes_watched()) == (True, 0, 0)


def test_what_it_does_not_take_is_written_in_order_when_it_does(sending: Sending) -> None:
    data = [bytes([n]) * 40_000 for n in range(10)]
    for chunk in data:
        sending.put(chunk)
    assert not sending.queue.has_room
    assert sending.rooms == 0
    with sending.theirs.makefile("rb") as reader:
        assert reader.read(400_000) == b"".join(data)
    wait_until(lambda: sending.rooms == 1, "room is told once")
    assert sending.queue.has_room
    assert sending.writes_watched() == 0


def test_who_is_told_of_room_may_use_it_at_once(sending: Sending) -> None:
    more = [b"b" * 300_000]

    def use_it() -> None:
        if more:
            sending.queue.put(sending.ours, more.pop())

    sending.queue._on_room = use_it
    sending.put(b"a" * 300_000)
    with sending.theirs.makefile("rb") as reader:
        assert reader.read(600_000) == b"a" * 300_000 + b"b" * 300_000


def test_a_peer_that_never_reads_is_given_up(sending: Sending) -> None:
    for _ in range(MOST // ROOM + 3):
        sending.put(b"x" * ROOM)
    assert isinstance(sending.failures[0], TimeoutError)


def test_a_peer_that_is_gone_is_a_failure(sending: Sending) -> None:
    sending.theirs.close()
    sending.put(b"anybody?")
    assert isinstance(sending.failures[0], ConnectionError)
