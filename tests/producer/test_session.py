"""A session brings every event to the relay, through each ending that is not the last one."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

import producer.link
import producer.session
from producer.address import parse
from producer.clock import CaptureClock
from producer.ended import Ended
from producer.link import Link
from producer.news import News
from producer.session import Session
from protocol.close_codes import Ending
from protocol.events import AnyEvent, Click, Move, Text
from protocol.messages import About
from tests.end_to_end.processes import free_port
from tests.producer.loops import Loop, listening
from tests.producer.scripted_relay import ScriptedRelay, wait_until

NOW = 1_764_230_400_000.0


class Live:
    """A session at work, and what it has said."""

    def __init__(self, loop: Loop, url: str) -> None:
        self.loop = loop
        self.told: list[str] = []
        self.ends: list[Ended | None] = []
        self.link = Link("desk", "e1")
        self._lock = threading.Condition()
        self.session = Session(
            loop.dispatcher,
            parse(url),
            self.link,
            self._lock,
            CaptureClock(NOW, 0.0),
            News(self.told.append, url),
            self.ends.append,
        )
        loop.dispatcher.when_woken(self.session.pump)
        loop.do(self.session.start)

    def capture(self, *events: AnyEvent) -> None:
        with self._lock:
            for event in events:
                self.link.capture(event, NOW)
        self.loop.dispatcher.wake()

    def has_told(self, words: str) -> bool:
        return any(words in line for line in self.told)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(producer.session, "PING_INTERVAL", 0.1)


@pytest.fixture
def relay() -> Iterator[ScriptedRelay]:
    with ScriptedRelay(free_port()) as running:  # a test may start another there
        yield running


@pytest.fixture
def live(relay: ScriptedRelay) -> Iterator[Live]:
    with Loop() as loop:
        it = Live(loop, relay.url)
        yield it
        loop.do(it.session.abandon)


def texts(relay: ScriptedRelay) -> list[str]:
    return [event.text for event in relay.events if isinstance(event, Text)]


def press(n: int) -> Click:
    return Click(n, n, "left", n % 2 == 0)


# Delivery


def test_what_is_captured_arrives_in_order(relay: ScriptedRelay, live: Live) -> None:
    for n in range(100):
        live.capture(press(n))
    wait_until(lambda: len(relay.events) == 100, "all of them")
    assert [event.seq for event in relay.events] == list(range(1, 101))
    assert relay.chain.lost == relay.chain.repeated == 0


def test_what_was_captured_before_there_was_a_relay_arrives() -> None:
    port = free_port()
    with Loop() as loop:
        live = Live(loop, f"ws://127.0.0.1:{port}")
        live.capture(press(0), Move(1, 1), Move(2, 2), press(1))
        wait_until(lambda: live.has_told("nothing listens there"), "it has tried")
        with ScriptedRelay(port) as relay:
            wait_until(lambda: relay.hellos and relay.chain.seq == 4, "all is accounted for")
            assert [(event.seq, event.n) for event in relay.events] == [(1, 1), (3, 2), (4, 1)]
            loop.do(live.session.abandon)


def test_the_offset_is_told_before_the_first_event(relay: ScriptedRelay, live: Live) -> None:
    live.capture(press(0))
    wait_until(lambda: relay.events, "the event")
    assert relay.hellos[0].offset == 0.0
    assert relay.pings[0].offset != 0.0


def test_a_broken_connection_loses_and_repeats_nothing(relay: ScriptedRelay, live: Live) -> None:
    for n in range(300):
        live.capture(press(n))
        if n % 60 == 30:
            before = len(relay.hellos)
            relay.reset()
            wait_until(lambda n=before: len(relay.hellos) > n, "it is back")  # type: ignore[misc]
    wait_until(lambda: relay.chain.seq == 300, "all of them")
    assert [event.seq for event in relay.events] == list(range(1, 301))
    assert relay.chain.lost == 0
    assert len(relay.hellos) > 3


def test_what_was_not_acknowledged_is_sent_again(relay: ScriptedRelay, live: Live) -> None:
    relay.acks = False
    live.capture(press(0), press(1))
    wait_until(lambda: len(relay.events) == 2, "both")
    relay.chains["e1"].seq = 1  # the relay dies with the second one not yet passed on
    relay.reset()
    wait_until(lambda: len(relay.events) == 3, "the second one again")
    assert relay.events[2] == relay.events[1]


def test_a_relay_that_knows_nothing_is_given_what_the_one_before_had(
    relay: ScriptedRelay, live: Live
) -> None:
    live.capture(Text("a"), Text("b"))
    wait_until(lambda: texts(relay) == ["a", "b"], "both")
    port = relay.port
    relay.kill()
    live.capture(Text("c"))
    with ScriptedRelay(port) as other:
        wait_until(lambda: texts(other) == ["a", "b", "c"], "all three")
        assert other.hellos[0].first == 1
        live.loop.do(live.session.abandon)


def test_a_relay_that_claims_what_it_cannot_have_is_asked_again(
    relay: ScriptedRelay, live: Live
) -> None:
    wait_until(lambda: relay.connections, "it is connected")
    relay.claims = 99
    relay.reset()
    wait_until(lambda: live.has_told("it claims to have event 99"), "that is told")
    relay.claims = None
    live.capture(Text("still here"))
    wait_until(lambda: texts(relay) == ["still here"], "the event")


def test_while_the_relay_does_not_read_moves_merge_and_presses_do_not(
    relay: ScriptedRelay, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(producer.link, "WINDOW", 10**9)  # neither is what makes them merge
    monkeypatch.setattr(producer.link, "MOST_LIVE", 10**9)
    live.capture(press(0))
    wait_until(lambda: relay.events, "it is connected")
    relay.acks = False
    with relay.held():
        moves = 0
        while not live.link._outbox.absorbed:
            live.capture(*(Move(n, n) for n in range(100)), press(1))
            moves += 100
            assert moves < 1_000_000
    relay.acks = True
    live.capture(press(2))
    wait_until(lambda: relay.chain.seq == live.link._captured, "all is accounted for")
    assert relay.chain.lost == 0
    presses = [event for event in relay.events if isinstance(event, Click)]
    assert len(presses) == moves // 100 + 2


# Endings


def test_a_relay_that_falls_silent_is_left_for_a_new_connection(
    relay: ScriptedRelay, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_until(lambda: relay.pings, "it is connected")
    monkeypatch.setattr(producer.session, "SILENCE", 0.3)
    relay.answers_pings = False
    wait_until(lambda: len(relay.hellos) > 1, "another connection")
    assert live.has_told("nothing is heard from the relay")


def test_a_relay_that_never_says_welcome_is_silent_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(producer.session, "SILENCE", 0.3)
    with ScriptedRelay() as relay, Loop() as loop:
        relay.welcomes = relay.answers_pings = False
        live = Live(loop, relay.url)
        wait_until(lambda: len(relay.hellos) > 1, "another connection")
        loop.do(live.session.abandon)


def test_pings_keep_a_connection_at_rest_alive(relay: ScriptedRelay, live: Live) -> None:
    wait_until(lambda: len(relay.pings) > 5, "some pings")
    assert len(relay.hellos) == 1
    assert relay.pings[-1].t >= relay.pings[0].t > NOW


@pytest.mark.parametrize("ending", [ending for ending in Ending if ending.code >= 4500])
def test_who_is_told_not_to_come_back_does_not(ending: Ending) -> None:
    with ScriptedRelay() as relay, Loop() as loop:
        relay.close_at_hello = ending.code
        live = Live(loop, relay.url)
        wait_until(lambda: live.ends, "the end")
        assert live.ends == [Ended(ending.sentence, ending.code)]
        assert len(relay.hellos) == 1


def test_who_is_refused_comes_back_and_says_why(relay: ScriptedRelay, live: Live) -> None:
    wait_until(lambda: relay.hellos, "it is connected")
    relay.close_at_hello = Ending.NAME_IN_USE.code
    relay.reset()
    wait_until(lambda: live.has_told("Another producer uses this source name"), "the reason")
    relay.close_at_hello = None
    wait_until(lambda: live.has_told("again"), "it is back")


def test_refusals_make_the_attempts_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def delay(self: object, now: float, *, refused: bool) -> float:
        asked.append(refused)
        return 0.0

    monkeypatch.setattr("producer.backoff.Backoff.delay", delay)
    with ScriptedRelay() as relay, Loop() as loop:
        relay.close_at_hello = Ending.NAME_IN_USE.code
        live = Live(loop, relay.url)
        wait_until(lambda: len(asked) > 1, "two attempts")
        relay.close_at_hello = 1001
        wait_until(lambda: not asked[-1], "one that was not refused")
        relay.http_status = 403
        wait_until(lambda: asked[-1], "one that was refused by HTTP")
        loop.do(live.session.abandon)


def test_there_is_one_connection_at_a_time(
    relay: ScriptedRelay, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("producer.backoff.Backoff.delay", lambda *_, **__: 0.0)
    for _ in range(20):
        before = len(relay.hellos)
        relay.close(1001)
        wait_until(lambda before=before: len(relay.hellos) > before, "it is back")  # type: ignore[misc]
        wait_until(lambda: len(relay.connections) == 1, "the one before has ended")
    assert relay.opened == len(relay.hellos)


# What is said


def test_about_is_told_when_it_changes(relay: ScriptedRelay, live: Live) -> None:
    wait_until(lambda: relay.pings, "it is connected")
    live.link.about = About(capture="simulated")
    live.loop.do(live.session.tell_about)
    wait_until(lambda: relay.abouts[-1] == About(capture="simulated"), "the change")


def test_viewers_and_errors_are_told(relay: ScriptedRelay, live: Live) -> None:
    wait_until(lambda: relay.pings, "it is welcome")
    relay.say(message="viewers", viewers=2)
    relay.say(message="error", reason="bad-event", detail="Not like this.")
    wait_until(lambda: live.has_told("2 viewers are watching"), "the viewers")
    wait_until(lambda: live.has_told("Not like this."), "the error")


def test_what_the_relay_says_and_nobody_understands_ends_nothing(
    relay: ScriptedRelay, live: Live
) -> None:
    wait_until(lambda: relay.pings, "it is connected")
    relay.say(message="weather", t=1)
    wait_until(lambda: live.has_told("could not"), "that is told")
    live.capture(press(0))
    wait_until(lambda: relay.events, "the event")
    assert len(relay.hellos) == 1


# Leaving


def test_who_leaves_says_goodbye_after_the_last_event(relay: ScriptedRelay, live: Live) -> None:
    wait_until(lambda: relay.pings, "it is connected")

    def capture_and_leave() -> None:
        live.capture(press(0), press(1))
        live.session.leave(5.0)

    live.loop.do(capture_and_leave)
    wait_until(lambda: live.ends == [None], "the end")
    wait_until(lambda: relay.close_codes == [1000], "the relay has seen it")
    assert len(relay.events) == 2


def test_who_leaves_a_relay_that_does_not_answer_goes_all_the_same() -> None:
    with listening() as url, Loop() as loop:
        live = Live(loop, url)
        live.capture(press(0))
        loop.do(lambda: live.session.leave(0.2))
        wait_until(lambda: live.ends == [None], "the end")


def test_who_leaves_while_there_is_no_relay_goes_at_once() -> None:
    with Loop() as loop:
        live = Live(loop, f"ws://127.0.0.1:{free_port()}")
        wait_until(lambda: live.told, "it has tried")
        loop.do(lambda: live.session.leave(5.0))
        assert live.ends == [None]


def test_who_leaves_with_something_to_send_waits_for_a_relay_a_little() -> None:
    port = free_port()
    with Loop() as loop:
        live = Live(loop, f"ws://127.0.0.1:{port}")
        live.capture(press(0))
        wait_until(lambda: live.told, "it has tried")
        loop.do(lambda: live.session.leave(20.0))
        with ScriptedRelay(port) as relay:
            wait_until(lambda: live.ends == [None], "the end")
            wait_until(lambda: relay.close_codes == [1000], "the relay has seen it")
            assert len(relay.events) == 1
