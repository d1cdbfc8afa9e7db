"""What a program sees of a producer: it sends, and what it sent arrives."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator

import pytest

from producer import Producer, ProducerEnded
from protocol.close_codes import Ending
from protocol.events import LONGEST_TEXT, AnyEvent, Click, Move, Reading, Text
from protocol.messages import About
from tests.producer.scripted_relay import ScriptedRelay, wait_until

NOBODY = "ws://127.0.0.1:1"


@pytest.fixture
def relay() -> Iterator[ScriptedRelay]:
    with ScriptedRelay() as running:
        yield running


@pytest.fixture
def told() -> list[str]:
    return []


def test_a_sensor_needs_three_lines(relay: ScriptedRelay, told: list[str]) -> None:
    with Producer(relay.url, source="greenhouse", say=told.append) as greenhouse:
        greenhouse.send(Reading("temperature", 21.5, "°C"))
    wait_until(lambda: relay.close_codes == [1000], "it said goodbye")
    assert relay.hellos[0].source == "greenhouse"
    assert [(e.name, e.value, e.unit) for e in relay.events if isinstance(e, Reading)] == [
        ("temperature", 21.5, "°C")
    ]


def test_events_are_stamped_when_they_are_sent(relay: ScriptedRelay, told: list[str]) -> None:
    with Producer(relay.url, say=told.append) as producer:
        producer.send(Text("a"))
        wait_until(lambda: relay.events and relay.pings, "the event and a ping")
        assert abs(relay.events[0].t - relay.pings[0].t) < 60_000
        assert relay.events[0].seq == 1


def test_any_number_of_threads_may_send(relay: ScriptedRelay, told: list[str]) -> None:
    with Producer(relay.url, say=told.append) as producer:

        def send_some() -> None:
            for _ in range(500):
                producer.send(Text("x"))

        threads = [threading.Thread(target=send_some) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wait_until(lambda: relay.hellos and relay.chain.seq == 2000, "all of them")
    assert [event.seq for event in relay.events] == list(range(1, 2001))


def test_a_burst_arrives_with_every_press(relay: ScriptedRelay, told: list[str]) -> None:
    with Producer(relay.url, say=told.append) as producer:
        for n in range(20_000):
            producer.send(Click(n, n, "left", n % 20 == 0) if n % 10 == 0 else Move(n, n))
        wait_until(lambda: relay.hellos and relay.chain.seq == 20_000, "all is accounted for")
    assert sum(isinstance(event, Click) for event in relay.events) == 2_000
    assert relay.chain.lost == 0


def test_several_producers_live_in_one_program(relay: ScriptedRelay, told: list[str]) -> None:
    with (
        Producer(relay.url, "desk", say=told.append) as desk,
        Producer(relay.url, "attic", say=told.append) as attic,
    ):
        wait_until(lambda: len(relay.pings) >= 2, "both are there")
        desk.describe(About(capture="a"))
        attic.describe(About(capture="b"))
        wait_until(
            lambda: {"a", "b"} <= {about.capture for about in relay.abouts}, "both have spoken"
        )


@pytest.mark.parametrize(
    "event",
    [
        Reading("heat", math.nan),
        Reading("heat", math.inf),
        Reading("", 1),
        Reading("x" * 65, 1),
        Reading("heat", 2**60),
        Text("x" * (LONGEST_TEXT + 1)),
        Text("\N{GRINNING FACE}" * 1500),
        Text("\ud800"),
        Move("1", 2),  # type: ignore[arg-type]
        Move(2**40, 2),
        Text(b"hello"),  # type: ignore[arg-type]
        Reading("heat", object()),  # type: ignore[arg-type]
        {"event": "text", "text": "hello"},
        "heat 21",
        None,
    ],
)
def test_what_a_relay_would_refuse_is_refused_where_it_is_sent(event: AnyEvent) -> None:
    producer = Producer(NOBODY, "desk")
    with pytest.raises(ValueError, match=r"\w"):
        producer.send(event)
    assert producer._link._captured == 0
    producer.stop()
    assert producer.run() == 0


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (Reading("heat", math.nan), "`value` is nan, and only finite numbers can be."),
        (Reading("heat", 21, low=math.inf), "`low` is inf, and only finite numbers can be."),
        (
            Reading("\ud800", 21),
            "'utf-8' codec can't encode character '\\ud800' in position 0: surrogates not allowed.",
        ),
        (Reading("heat", "21"), "Expected `int | float`, got `str` - at `$.value`."),  # type: ignore[arg-type]
        (Reading("heat", object()), "Encoding objects of type object is unsupported."),  # type: ignore[arg-type]
    ],
)
def test_why_an_event_cannot_be_sent_is_told(event: AnyEvent, sentence: str) -> None:
    producer = Producer(NOBODY, "desk")
    with pytest.raises(ValueError, match=r"This Reading cannot be sent: ") as refused:
        producer.send(event)
    assert str(refused.value).endswith(f": {sentence}")
    producer.stop()
    assert producer.run() == 0


@pytest.mark.parametrize(("url", "source"), [("http://x", "desk"), ("ws://x", "my desk")])
def test_what_cannot_be_right_is_told_at_once(url: str, source: str) -> None:
    with pytest.raises(ValueError, match=r"address|source"):
        Producer(url, source)


def test_what_is_held_is_released_when_asked_and_at_the_end(
    relay: ScriptedRelay, told: list[str]
) -> None:
    with Producer(relay.url, say=told.append) as producer:
        producer.send(Click(1, 1, "left", True))
        producer.send(Move(5, 6))
        producer.release()
        producer.release()
        producer.send(Click(1, 1, "right", True))
        wait_until(lambda: len(relay.events) == 4, "all of it")
    wait_until(lambda: len(relay.events) == 5, "the last release")
    clicks = [event for event in relay.events if isinstance(event, Click)]
    assert [(c.button, c.pressed, c.x) for c in clicks] == [
        ("left", True, 1),
        ("left", False, 5),
        ("right", True, 1),
        ("right", False, 5),
    ]
    assert [event.seq for event in relay.events] == [1, 2, 3, 4, 5]


def test_who_sends_after_the_end_is_told(relay: ScriptedRelay, told: list[str]) -> None:
    with Producer(relay.url, say=told.append) as producer:
        producer.send(Text("a"))
    with pytest.raises(ProducerEnded, match="stopped"):
        producer.send(Text("b"))


def test_a_producer_runs_once(relay: ScriptedRelay, told: list[str]) -> None:
    with Producer(relay.url, say=told.append) as producer:
        with pytest.raises(ProducerEnded, match="make a new one"):
            producer.run()
        producer.send(Text("a"))
    with pytest.raises(ProducerEnded, match="make a new one"), producer:
        raise AssertionError
    wait_until(lambda: relay.events, "the first run was not disturbed")


def test_a_producer_that_may_not_come_back_says_why(relay: ScriptedRelay, told: list[str]) -> None:
    relay.close_at_hello = Ending.WRONG_TOKEN.code
    producer = Producer(relay.url, token="wrong", say=told.append)
    assert producer.run() == 1
    assert told == [f"Stopped by the relay: {Ending.WRONG_TOKEN.sentence}"]
    with pytest.raises(ProducerEnded, match="token"):
        producer.send(Text("a"))


def test_a_producer_that_is_stopped_ends_well(relay: ScriptedRelay, told: list[str]) -> None:
    producer = Producer(relay.url, say=told.append)
    threading.Timer(0.1, producer.stop).start()
    assert producer.run() == 0


def send_to_nobody(told: list[str], *events: AnyEvent, error: Exception | None = None) -> None:
    with Producer(NOBODY, patience=0.1, say=told.append) as producer:
        for event in events:
            producer.send(event)
        if error is not None:
            raise error


def test_the_end_of_a_with_that_has_not_sent_all_raises(told: list[str]) -> None:
    with pytest.raises(ProducerEnded, match=r"^2 events have not reached the relay at ws://127"):
        send_to_nobody(told, Text("a"), Text("b"))


def test_it_hides_no_other_exception(told: list[str]) -> None:
    with pytest.raises(ZeroDivisionError):
        send_to_nobody(told, Text("a"), error=ZeroDivisionError())
    assert told[-1] == "1 event has not reached the relay at ws://127.0.0.1:1."


def test_a_console_that_is_gone_does_not_end_the_link(relay: ScriptedRelay) -> None:
    def say(sentence: str) -> None:
        raise BrokenPipeError(sentence)

    with Producer(relay.url, say=say) as producer:
        wait_until(lambda: relay.hellos, "the hello")
        producer.send(Text("a"))
        wait_until(lambda: relay.events, "the event")


def test_who_says_goodbye_after_everything_needs_no_ack(
    relay: ScriptedRelay, told: list[str]
) -> None:
    relay.acks = False
    with Producer(relay.url, say=told.append) as producer:
        producer.send(Text("a"))
    wait_until(lambda: len(relay.events) == 1, "the event")


def test_a_flush_waits_for_the_ack(relay: ScriptedRelay, told: list[str]) -> None:
    relay.acks = False
    with Producer(relay.url, say=told.append) as producer:
        assert producer.flush()
        producer.send(Text("a"))
        wait_until(lambda: relay.events, "the event")
        assert not producer.flush(0.01)
        relay.say(message="ack", seq=1)
        assert producer.flush()


def test_a_flush_waits_for_no_event_that_is_sent_later(
    relay: ScriptedRelay, told: list[str]
) -> None:
    relay.acks = False
    with Producer(relay.url, say=told.append) as producer:
        producer.send(Text("a"))
        flushed: list[bool] = []
        flushing = threading.Thread(target=lambda: flushed.append(producer.flush()))
        flushing.start()
        wait_until(lambda: relay.events, "the event")
        producer.send(Text("b"))
        wait_until(lambda: len(relay.events) == 2, "the other event")
        relay.say(message="ack", seq=1)
        flushing.join()
        assert flushed == [True]


def test_who_waits_is_told_when_the_producer_ends(relay: ScriptedRelay, told: list[str]) -> None:
    relay.close_at_hello = Ending.WRONG_TOKEN.code
    with pytest.raises(ProducerEnded, match="token"):
        Producer(relay.url, say=told.append).__enter__()


def test_who_is_watching_already_is_shown_the_first_event_too(
    relay: ScriptedRelay, told: list[str]
) -> None:
    with Producer(relay.url, say=told.append) as producer:
        producer.send(Text("a"))
    assert relay.hellos[0].next == 1


def test_a_program_can_wait_for_room(relay: ScriptedRelay, told: list[str]) -> None:
    relay.acks = False
    with Producer(relay.url, say=told.append) as producer:
        for _ in range(3):
            producer.send(Text("x"))
        wait_until(lambda: len(relay.events) == 3, "the events")
        threading.Timer(0.05, relay.say, kwargs={"message": "ack", "seq": 2}).start()
        producer.wait_for_room(1)
        assert producer._link.waiting == 1


def test_the_about_that_was_set_before_is_in_the_hello(
    relay: ScriptedRelay, told: list[str]
) -> None:
    producer = Producer(relay.url, say=told.append)
    producer.describe(About(capture="simulated"))
    with producer:
        wait_until(lambda: relay.hellos, "the hello")
    assert relay.hellos[0].about == About(capture="simulated")
