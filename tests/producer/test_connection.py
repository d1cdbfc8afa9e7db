"""A connection opens, carries frames both ways and ends once, whatever the other side does."""

from __future__ import annotations

import base64
import hashlib
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from websockets.frames import Frame, Opcode
from websockets.sync.server import serve

import producer.connection
import producer.sockets
from producer.address import Address, parse
from producer.connection import Connection
from producer.ended import NO_RELAY, Ended
from producer.send_queue import MOST
from protocol.close_codes import Ending
from protocol.messages import SUBPROTOCOL
from tests.producer.certificates import ELSEWHERE, HERE, make_certificate
from tests.producer.loops import Loop, anonymous_tls, listening, open_descriptors
from tests.producer.scripted_relay import ScriptedRelay, wait_until

HELLO = (
    b'{"type":"hardware","message":"first connection","source":"desk","epoch":"e1","next":1,'
    b'"first":1}'
)


class Attempt:
    """A connection and what it has reported."""

    def __init__(self, loop: Loop, url: str, ca: str | None = None) -> None:
        self.loop = loop
        self.opened = 0
        self.messages: list[str] = []
        self.rooms = 0
        self.ended: list[Ended] = []
        self.connection = loop.do(
            lambda: Connection(
                loop.dispatcher,
                parse(url, ca),
                on_open=self._open,
                on_message=self.messages.append,
                on_room=self._room,
                on_end=self.ended.append,
            )
        )

    def _open(self) -> None:
        self.opened += 1

    def _room(self) -> None:
        self.rooms += 1

    def send(self, data: bytes) -> None:
        self.loop.do(lambda: self.connection.send(data))

    def until_open(self) -> Attempt:
        wait_until(lambda: self.opened, "the connection is open")
        return self

    def until_ended(self) -> Ended:
        wait_until(lambda: self.ended, "the connection has ended")
        wait_until(lambda: "connecting" not in threads(), "the connecting thread has ended")
        watched = self.loop.do(self.loop.dispatcher.registrations)
        assert watched == {"reads": 1, "writes": 0, "timers": 0, "signals": 0}
        assert len(self.ended) == 1
        return self.ended[0]


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


@pytest.fixture
def loop() -> Iterator[Loop]:
    with Loop() as running:
        yield running


@pytest.fixture
def relay() -> Iterator[ScriptedRelay]:
    with ScriptedRelay() as running:
        yield running


# Open


def test_frames_go_both_ways(loop: Loop, relay: ScriptedRelay) -> None:
    attempt = Attempt(loop, relay.url).until_open()
    attempt.send(HELLO)
    wait_until(lambda: attempt.messages, "the welcome")
    assert '"welcome"' in attempt.messages[0]
    assert relay.hellos[0].source == "desk"
    loop.do(attempt.connection.leave)
    attempt.until_ended()


def test_goodbye_is_said_after_all_that_was_sent(loop: Loop, relay: ScriptedRelay) -> None:
    attempt = Attempt(loop, relay.url).until_open()

    def send_and_leave() -> None:
        attempt.connection.send(HELLO)
        for seq in range(1, 200):
            attempt.connection.send(b'[{"event":"text","seq":%d,"text":"x"}]' % seq)
        attempt.connection.leave()

    loop.do(send_and_leave)
    attempt.until_ended()
    wait_until(lambda: relay.close_codes, "the relay has seen the end")
    assert relay.close_codes == [1000]
    assert relay.chain.seq == 199


def test_many_frames_at_once_are_all_read(loop: Loop, relay: ScriptedRelay) -> None:
    attempt = Attempt(loop, relay.url).until_open()
    for viewers in range(500):
        relay.say(message="viewers", viewers=viewers)
    wait_until(lambda: len(attempt.messages) == 500, "all of them")
    loop.do(attempt.connection.leave)
    attempt.until_ended()


def test_a_frame_that_comes_in_pieces_holds_nobody_up(loop: Loop) -> None:
    conversation: list[socket.socket] = []
    with listening(_handshake_then(conversation.append)) as url:
        attempt = Attempt(loop, url).until_open()
        wait_until(lambda: conversation, "the other end is there")
        frame = Frame(Opcode.TEXT, b"x" * 300).serialize(mask=False)
        for at in range(len(frame)):
            conversation[0].send(frame[at : at + 1])
            if at % 50 == 0:
                loop.do(lambda: None)  # the loop is free between two bytes
        wait_until(lambda: attempt.messages == ["x" * 300], "the whole frame")
        loop.do(lambda: attempt.connection.drop(Ended("enough")))
        assert attempt.until_ended() == Ended("enough")


def test_with_tls_all_is_the_same(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    client, server = anonymous_tls()
    monkeypatch.setattr(producer.sockets, "tls_context", lambda _: client)
    monkeypatch.setattr(producer.connection, "tls_context", lambda _: client)
    with ScriptedRelay(tls=server) as relay:
        attempt = Attempt(loop, relay.url).until_open()
        attempt.send(HELLO)
        for viewers in range(500):
            relay.say(message="viewers", viewers=viewers)
        wait_until(lambda: len(attempt.messages) == 501, "the welcome and all others")
        relay.close(Ending.CUT.code)
        assert attempt.until_ended().code == Ending.CUT.code


@pytest.mark.parametrize("is_loopback", [True, False])
def test_a_relay_whose_certificate_is_trusted_is_talked_to(
    loop: Loop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_loopback: bool
) -> None:
    monkeypatch.setattr(Address, "is_loopback", is_loopback)  # elsewhere, a proxy is asked
    certificate = make_certificate(tmp_path)
    with ScriptedRelay(tls=certificate.server) as relay:
        attempt = Attempt(loop, relay.url, certificate.ca).until_open()
        attempt.send(HELLO)
        wait_until(lambda: attempt.messages, "the welcome")
        loop.do(attempt.connection.leave)
        attempt.until_ended()


@pytest.mark.parametrize("is_loopback", [True, False])
@pytest.mark.parametrize(
    ("names", "is_known", "told"),
    [(HERE, False, "--ca FILE tells whom to trust"), (ELSEWHERE, True, "IP address mismatch")],
)
def test_a_relay_whose_certificate_is_not_trusted_is_told_nothing(
    loop: Loop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    is_loopback: bool,
    names: tuple[str, ...],
    is_known: bool,
    told: str,
) -> None:
    monkeypatch.setattr(Address, "is_loopback", is_loopback)
    certificate = make_certificate(tmp_path, names)
    with ScriptedRelay(tls=certificate.server) as relay:
        attempt = Attempt(loop, relay.url, certificate.ca if is_known else None)
        ended = attempt.until_ended()
        assert ended.refused
        assert ended.reason.startswith("its certificate is not trusted: ")
        assert told in ended.reason
        assert (attempt.opened, relay.requests) == (0, [])


def test_a_relay_that_does_not_speak_tls_is_told_so(loop: Loop, relay: ScriptedRelay) -> None:
    attempt = Attempt(loop, relay.url.replace("ws:", "wss:"))
    assert "does not speak TLS" in attempt.until_ended().reason


def test_when_the_relay_reads_nothing_there_is_no_room_and_then_an_end(loop: Loop) -> None:
    with listening(_handshake_then(lambda _: None)) as url:
        attempt = Attempt(loop, url).until_open()
        sent = 0
        while loop.do(lambda: attempt.connection.has_room):
            attempt.send(b"x" * 60_000)
            sent += 60_000
            assert sent < 50_000_000
        for _ in range(MOST // 60_000 + 1):
            attempt.send(b"x" * 60_000)
        assert attempt.until_ended() == Ended("it does not answer")


def test_room_is_told_when_the_relay_reads_again(loop: Loop) -> None:
    conversation: list[socket.socket] = []
    with listening(_handshake_then(conversation.append)) as url:
        attempt = Attempt(loop, url).until_open()
        while loop.do(lambda: attempt.connection.has_room):
            attempt.send(b"x" * 60_000)
        wait_until(lambda: conversation, "the other end is there")
        conversation[0].settimeout(0.05)
        wait_until(lambda: _read(conversation[0]) and attempt.rooms, "room")
        assert loop.do(lambda: attempt.connection.has_room)
        loop.do(lambda: attempt.connection.drop(Ended("enough")))
        attempt.until_ended()


def _read(sock: socket.socket) -> bool:
    with suppress(TimeoutError):
        sock.recv(1 << 20)
    return True


def _read_all(sock: socket.socket) -> None:
    while sock.recv(1 << 20):
        pass


# Endings


@pytest.mark.parametrize("code", [1000, 1001, Ending.REPLACED.code, Ending.CUT.code])
def test_a_close_is_reported_with_its_code(loop: Loop, relay: ScriptedRelay, code: int) -> None:
    attempt = Attempt(loop, relay.url).until_open()
    relay.close(code)
    assert attempt.until_ended().code == code


def test_a_close_after_an_earlier_failure_ends_once_too(loop: Loop, relay: ScriptedRelay) -> None:
    with listening() as mute:
        failed = Attempt(loop, mute)
        loop.do(lambda: failed.connection.drop(Ended("enough")))
        failed.until_ended()
    attempt = Attempt(loop, relay.url).until_open()
    relay.close(1001)
    assert attempt.until_ended().code == 1001
    assert relay.opened == 1


def test_a_reset_is_a_broken_connection(loop: Loop, relay: ScriptedRelay) -> None:
    attempt = Attempt(loop, relay.url).until_open()
    relay.reset()
    assert attempt.until_ended() == Ended("the connection broke")


def test_a_connection_that_is_dropped_ends_at_once(loop: Loop, relay: ScriptedRelay) -> None:
    attempt = Attempt(loop, relay.url).until_open()
    loop.do(lambda: attempt.connection.drop(Ended("enough")))
    assert attempt.ended == [Ended("enough")]
    attempt.send(b"too late")
    wait_until(lambda: relay.close_codes == [1006], "the relay sees the end")


def test_what_the_system_still_has_to_send_does_not_leave_after_a_cut(loop: Loop) -> None:
    conversation: list[socket.socket] = []
    with listening(_handshake_then(conversation.append)) as url:
        attempt = Attempt(loop, url).until_open()
        while loop.do(lambda: attempt.connection.has_room):
            attempt.send(b"x" * 60_000)
        loop.do(attempt.connection.cut)
        assert attempt.until_ended() == Ended("left")
        wait_until(lambda: conversation, "the other end is there")
        with pytest.raises(ConnectionResetError):
            _read_all(conversation[0])


def test_nothing_listens(loop: Loop) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"ws://127.0.0.1:{server.getsockname()[1]}"
    assert Attempt(loop, url).until_ended() == Ended("nothing listens there")


def test_a_name_that_nobody_knows(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    ended = Attempt(loop, "ws://nowhere.invalid:3001").until_ended()
    assert ended == Ended("the host name is not known")


def test_a_server_that_accepts_and_never_answers_holds_nobody_up(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(producer.connection, "HANDSHAKE_TIMEOUT", 0.1)
    with listening() as url:
        attempt = Attempt(loop, url)
        loop.do(lambda: None)  # the loop is free meanwhile
        assert attempt.until_ended() == Ended("it does not answer")


def test_a_server_that_answers_ever_so_slowly_is_given_up_in_time(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(producer.connection, "HANDSHAKE_TIMEOUT", 0.1)
    gone = threading.Event()

    def trickle(sock: socket.socket) -> None:
        try:
            while not gone.wait(0.01):
                sock.send(b"H")
        except OSError:
            pass

    with listening(trickle) as url:
        ended = Attempt(loop, url).until_ended()
        gone.set()
    assert ended == Ended("it does not answer")


def test_a_connection_that_is_dropped_while_it_connects_leaves_nothing_behind(loop: Loop) -> None:
    with listening() as url:
        attempt = Attempt(loop, url)
        loop.do(lambda: attempt.connection.drop(Ended("enough")))
        assert attempt.until_ended() == Ended("enough")
        assert attempt.opened == 0


def test_an_http_error_is_a_refusal(loop: Loop, relay: ScriptedRelay) -> None:
    relay.http_status = 403
    assert Attempt(loop, relay.url).until_ended().refused


@pytest.mark.parametrize(
    "answer", [b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 101 x\r\n\r\n", b"\xff\xff\r\n\r\n"]
)
def test_what_is_no_websocket_server_is_no_relay(loop: Loop, answer: bytes) -> None:
    def serve(sock: socket.socket) -> None:
        sock.recv(65536)
        sock.send(answer)
        sock.shutdown(socket.SHUT_WR)

    with listening(serve) as url:
        assert Attempt(loop, url).until_ended() == Ended(NO_RELAY, refused=True)


def test_a_websocket_server_that_does_not_know_our_subprotocol_is_no_relay(loop: Loop) -> None:
    with serve(lambda _: None, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        port = server.socket.getsockname()[1]
        ended = Attempt(loop, f"ws://127.0.0.1:{port}").until_ended()
        server.shutdown()
        thread.join()
    assert ended == Ended(NO_RELAY, refused=True)


@pytest.mark.parametrize("frame", [b"\xff\x00", b"\x81\x02\xff\xfe", b"\x80\x00", b"\x88\x01x"])
def test_a_broken_frame_ends_the_connection(loop: Loop, frame: bytes) -> None:
    with listening(_handshake_then(lambda sock: sock.send(frame))) as url:
        attempt = Attempt(loop, url).until_open()
        assert attempt.until_ended().refused


# Around


def test_this_machine_is_reached_whatever_the_proxy(
    loop: Loop, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    attempt = Attempt(loop, relay.url).until_open()
    loop.do(lambda: attempt.connection.drop(Ended("enough")))
    attempt.until_ended()


def test_no_origin_is_sent(loop: Loop, relay: ScriptedRelay) -> None:
    attempt = Attempt(loop, relay.url).until_open()
    assert relay.requests[0].headers.get("Origin") is None
    assert relay.requests[0].headers["Sec-WebSocket-Protocol"] == SUBPROTOCOL
    loop.do(lambda: attempt.connection.drop(Ended("enough")))
    attempt.until_ended()


def test_hundreds_of_connections_leave_nothing_behind(loop: Loop, relay: ScriptedRelay) -> None:
    def by_close(attempt: Attempt) -> None:
        relay.close(1001)

    def by_leaving(attempt: Attempt) -> None:
        loop.do(attempt.connection.leave)

    def by_dropping(attempt: Attempt) -> None:
        loop.do(lambda: attempt.connection.drop(Ended("enough")))

    def held() -> tuple[int, int, int]:
        counts = loop.do(loop.dispatcher.registrations)
        return psutil.Process().num_threads(), open_descriptors(), sum(counts.values())

    def run(endings: Sequence[Callable[[Attempt], None]]) -> None:
        for end in endings:
            attempt = Attempt(loop, relay.url).until_open()
            end(attempt)
            attempt.until_ended()
            wait_until(lambda: not relay.connections, "the relay has seen the end")

    ways = [by_close, by_leaving, by_dropping]
    run(ways)
    before = held()
    run(ways * 70)
    wait_until(lambda: all(map(int.__le__, held(), before)), f"no more is held than {before}")


def _handshake_then(go_on: Callable[[socket.socket], object]) -> Callable[[socket.socket], None]:
    """Accept a WebSocket by hand, so that what follows need not be WebSocket."""

    def serve_by_hand(sock: socket.socket) -> None:
        request = sock.recv(65536).decode()
        key = next(x for x in request.split("\r\n") if x.startswith("Sec-WebSocket-Key:"))
        token = key.split()[1] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        accept = base64.b64encode(hashlib.sha1(token.encode()).digest()).decode()
        sock.send(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {accept}\r\n"
            f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n".encode()
        )
        go_on(sock)

    return serve_by_hand
