"""What a viewer may say after its hello."""

from __future__ import annotations

import pytest

from protocol.close_codes import Ending
from relay.hub import MOST_FEEDS
from tests.relay.line import STARTED
from tests.relay.rooms import Parlour, click, move, text


@pytest.fixture
def parlour() -> Parlour:
    return Parlour()


def test_a_ping_is_answered_with_its_time_and_the_relays(parlour: Parlour) -> None:
    viewer = parlour.viewer()
    parlour.clock.advance(2.0)
    viewer.say(type="client", message="ping", t=5.5)
    assert viewer.told("pong") == [
        {"type": "relay", "message": "pong", "t": 5.5, "time": STARTED + 2000}
    ]


@pytest.mark.parametrize("plain", [False, True])
def test_any_other_text_goes_to_the_handlers(parlour: Parlour, plain: bool) -> None:
    heard: list[str] = []
    parlour.handlers.on_message(heard.append)
    viewer = parlour.plain("client") if plain else parlour.viewer()
    viewer.say(type="client", message="this is from client")
    assert heard == ["this is from client"]


@pytest.mark.parametrize("plain", [False, True])
def test_disconnect_ends_that_viewer_alone(parlour: Parlour, plain: bool) -> None:
    other = parlour.viewer()
    viewer = parlour.plain("client") if plain else parlour.viewer()
    viewer.say(type="client", message="disconnect")
    assert viewer.line.endings == [None]
    assert other.line.endings == []


def test_an_answer_to_a_mark_counts_once(parlour: Parlour) -> None:
    viewer, producer = parlour.viewer(), parlour.producer()
    producer.send(text(1))
    (mark, *_) = viewer.told("mark")
    viewer.say(type="client", message="seen", mark=mark["mark"])
    assert viewer.told("error") == []
    viewer.say(type="client", message="seen", mark=mark["mark"])
    assert [error["reason"] for error in viewer.told("error")] == ["unknown-mark"]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ('[{"event":"text","seq":1,"text":"a"}]', "not-allowed"),
        ('{"type":"hardware","message":"ping","t":1}', "unknown-message"),
        ('{"type":"client","message":"first connection"}', "unknown-message"),
        ('{"type":"client","message":"seen"}', "bad-message"),
    ],
)
def test_what_a_viewer_may_not_say_is_refused(parlour: Parlour, said: str, reason: str) -> None:
    viewer = parlour.viewer()
    viewer.session.receive(said)
    assert [error["reason"] for error in viewer.told("error")] == [reason]
    assert viewer.line.endings == []


def test_a_plain_viewer_gets_each_press_and_text_once_in_words(parlour: Parlour) -> None:
    viewers = [parlour.plain("client"), parlour.plain("client")]
    producer = parlour.producer()
    producer.send(move(1), click(2), click(3, pressed=False), text(4, "hello"))
    for viewer in viewers:
        assert [line["message"] for line in viewer.hear()] == ["Pressed at (1, 2)", "hello"]


def test_a_viewer_that_has_left_is_counted_no_more(parlour: Parlour) -> None:
    viewer = parlour.viewer()
    assert parlour.hub.viewers == 1
    viewer.session.lost()
    assert parlour.hub.viewers == 0
    assert not parlour.hub.feeds


def test_so_many_different_filters_are_served_and_what_is_asked_for_already(
    parlour: Parlour,
) -> None:
    for number in range(MOST_FEEDS):
        assert parlour.viewer(sources=[f"s{number}"]).told("welcome")
    refused = parlour.viewer(sources=["one-more"])
    (error,) = refused.told("error")
    assert error["reason"] == "too-many-filters"
    assert str(MOST_FEEDS) in error["detail"]
    assert refused.line.endings == [Ending.FULL]
    assert parlour.viewer(sources=["s5"]).told("welcome")
    assert parlour.viewer().told("welcome")
    assert parlour.viewer(rate=120).told("welcome")
    assert parlour.plain("client").line.endings == []


def test_a_filter_that_nobody_wants_any_more_makes_room(parlour: Parlour) -> None:
    viewers = [parlour.viewer(sources=[f"s{number}"]) for number in range(MOST_FEEDS)]
    viewers[3].session.lost()
    assert parlour.viewer(sources=["one-more"]).told("welcome")
