"""What each type of event promises: its policy, its key, its grip, its limits."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.events import (
    FARTHEST_PIXEL,
    LONGEST_TEXT,
    MAX_INTEGER,
    AnyEvent,
    Click,
    Event,
    Move,
    Reading,
    Scroll,
    Text,
)

ONE_OF_EACH: list[AnyEvent] = [
    Click(1, 2, "left", True, source="desk"),
    Move(1, 2, source="desk"),
    Scroll(1, 2, 0, -1, source="desk"),
    Reading("heat", 21.5, "°C", source="desk"),
    Text("hello", source="desk"),
]
KINDS = get_args(AnyEvent)
small = st.integers(-9, 9)


def decode(**fields: object) -> AnyEvent:
    event: AnyEvent = msgspec.json.decode(msgspec.json.encode(fields), type=AnyEvent)
    return event


def test_every_type_of_event_is_listed() -> None:
    for kind in Event.__subclasses__():
        assert kind in KINDS or kind.__module__ != Event.__module__, (
            f"{kind.__name__} is not listed: add `| {kind.__name__}` to AnyEvent, at the end of "
            "protocol/events.py"
        )


def test_the_tags_are_the_words_of_the_wire() -> None:
    tags = [msgspec.to_builtins(event)["event"] for event in ONE_OF_EACH]
    assert tags == ["click", "move", "scroll", "reading", "text"]


def test_moves_scrolls_and_readings_are_mergeable_and_nothing_else() -> None:
    mergeable = {type(event) for event in ONE_OF_EACH if event.mergeable}
    assert mergeable == {Move, Scroll, Reading}


def test_only_scrolls_are_kept_one_by_one_outside_an_outbox() -> None:
    assert {type(event) for event in ONE_OF_EACH if event.keep_each} == {Scroll}


def test_a_type_is_mergeable_because_it_defines_absorb() -> None:
    class Knob(Event, frozen=True):
        def absorb(self, older: Knob) -> Knob:
            return self

    class Bell(Event, frozen=True):
        pass

    assert (Knob.mergeable, Bell.mergeable) == (True, False)


def test_an_event_is_immutable() -> None:
    event = Move(1, 2)
    with pytest.raises(AttributeError):
        event.x = 3  # type: ignore[misc]


@pytest.mark.parametrize("kind", [Click, Text])
def test_a_reliable_event_refuses_to_absorb(kind: type[Event]) -> None:
    event = next(event for event in ONE_OF_EACH if type(event) is kind)
    with pytest.raises(TypeError, match="reliable"):
        event.absorb(event)  # type: ignore[arg-type]


def test_no_two_types_or_sources_share_a_key() -> None:
    elsewhere = [msgspec.structs.replace(event, source="attic") for event in ONE_OF_EACH]
    assert len({event.key for event in [*ONE_OF_EACH, *elsewhere]}) == 2 * len(ONE_OF_EACH)


def test_readings_of_different_names_have_different_keys() -> None:
    assert Reading("heat", 1).key != Reading("damp", 1).key
    assert Reading("heat", 1, "°C").key == Reading("heat", 2, "°F").key


def test_a_click_takes_hold_of_its_button_and_lets_it_go() -> None:
    assert Click(1, 2, "left", True).grip == ("left", True)
    assert Click(1, 2, "left", False).grip == ("left", False)


def test_nothing_but_a_click_takes_hold_of_anything() -> None:
    assert {type(event) for event in ONE_OF_EACH if event.grip} == {Click}


def test_of_two_moves_the_newest_is_true() -> None:
    newer = Move(5, 6, seq=2, t=2.0)
    assert newer.absorb(Move(1, 2, seq=1, t=1.0)) == newer


@given(small, small, small, small)
def test_of_two_scrolls_the_notches_add_up_where_the_newest_is(
    dx: int, dy: int, older_dx: int, older_dy: int
) -> None:
    newer = Scroll(5, 6, dx, dy, seq=2, t=2.0)
    assert newer.absorb(Scroll(1, 2, older_dx, older_dy, seq=1, t=1.0)) == Scroll(
        5, 6, dx + older_dx, dy + older_dy, seq=2, t=2.0
    )


def test_a_reading_alone_has_no_extremes() -> None:
    assert (Reading("heat", 21).low, Reading("heat", 21).high) == (None, None)


@settings(deadline=None)
@given(st.lists(small, min_size=2, max_size=8), st.data())
def test_a_reading_keeps_the_extremes_however_it_was_merged(
    values: list[int], data: st.DataObject
) -> None:
    pieces = [Reading("heat", value, "°C", seq=seq) for seq, value in enumerate(values, 1)]
    while len(pieces) > 1:
        at = data.draw(st.integers(0, len(pieces) - 2))
        pieces[at : at + 2] = [pieces[at + 1].absorb(pieces[at])]
    expected = Reading("heat", values[-1], "°C", low=min(values), high=max(values), seq=len(values))
    assert pieces == [expected]


def test_absorbing_leaves_n_to_the_outbox() -> None:
    assert Scroll(1, 2, 0, 1, n=3).absorb(Scroll(1, 2, 0, 1, n=5)).n == 3


def test_defaults_stay_off_the_wire() -> None:
    assert msgspec.to_builtins(Move(1, 2)) == {"event": "move", "x": 1, "y": 2}


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("x", FARTHEST_PIXEL, FARTHEST_PIXEL + 1),
        ("x", -float(FARTHEST_PIXEL), -1e300),
        ("y", 0.5, "1"),
        ("y", 0, True),
        ("seq", MAX_INTEGER, MAX_INTEGER + 1),
        ("seq", 0, -1),
        ("seq", 1, 1.5),
        ("n", 1, 0),
        ("t", 0, -0.001),
        ("t", MAX_INTEGER, 1e300),
        ("source", "a" * 64, "a" * 65),
        ("source", "a.b_c-d", "a b"),
        ("source", "", "\n"),
        ("source", "9", "9\n"),
        ("source", "desk", "-desk"),
    ],
)
def test_what_every_event_has_is_bounded(field: str, good: object, bad: object) -> None:
    fields: dict[str, object] = {"event": "move", "x": 1, "y": 2}
    assert getattr(decode(**fields | {field: good}), field) == good
    with pytest.raises(msgspec.ValidationError):
        decode(**fields | {field: bad})


@pytest.mark.parametrize(
    ("fields", "field", "good", "bad"),
    [
        ({"event": "text"}, "text", "é" * LONGEST_TEXT, "é" * (LONGEST_TEXT + 1)),
        ({"event": "reading", "value": 1}, "name", "n" * 64, ""),
        ({"event": "reading", "value": 1}, "name", "n", "n" * 65),
        ({"event": "reading", "value": 1, "name": "n"}, "unit", "u" * 32, "u" * 33),
        ({"event": "reading", "name": "n"}, "value", MAX_INTEGER, MAX_INTEGER + 1),
        ({"event": "reading", "name": "n"}, "value", 1e300, None),
        ({"event": "click", "x": 1, "y": 1, "pressed": True}, "button", "button8", ""),
        ({"event": "click", "x": 1, "y": 1, "button": "left"}, "pressed", False, 0),
        ({"event": "scroll", "x": 1, "y": 1, "dx": 0}, "dy", -0.25, 2**40),
    ],
)
def test_what_a_type_adds_is_bounded(
    fields: dict[str, object], field: str, good: object, bad: object
) -> None:
    assert getattr(decode(**fields | {field: good}), field) == good
    with pytest.raises(msgspec.ValidationError):
        decode(**fields | {field: bad})
