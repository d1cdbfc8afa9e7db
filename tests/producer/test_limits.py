"""Nothing outside the region leaves, nothing is told more exactly than the grid, and what has been
pressed is released."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from producer.limits import COARSEST, Limits, MouseEvent
from protocol.events import Click, Move, Scroll
from protocol.messages import About, Screen

BUTTONS = ("left", "middle", "right")
REGION = Screen(100, 50, 200, 100)

numbers = st.integers(-60, 60) | st.floats(-60, 60)
regions = st.none() | st.builds(Screen, *[st.integers(-50, 50)] * 2, *[st.integers(1, 60)] * 2)
limits = st.builds(Limits, regions, st.integers(1, 40))
deeds = st.lists(
    st.tuples(st.sampled_from(["move", "scroll", *BUTTONS]), numbers, numbers), max_size=60
)


def hand(deeds: Iterable[tuple[str, float, float]], down: Iterable[str] = ()) -> list[MouseEvent]:
    """Do what a hand can do: a button goes down and up by turns, `down` being down already."""
    pressed = set(down)
    events: list[MouseEvent] = []
    for deed, x, y in deeds:
        if deed == "move":
            events.append(Move(x, y))
        elif deed == "scroll":
            events.append(Scroll(x, y, 0, 1))
        else:
            pressed ^= {deed}
            events.append(Click(x, y, deed, deed in pressed))
    return events


def admitted(limits: Limits, events: Iterable[MouseEvent]) -> list[MouseEvent]:
    return [left for event in events if (left := limits.admit(event)) is not None]


def is_inside(event: MouseEvent, region: Screen | None) -> bool:
    return region is None or (
        region.x <= event.x < region.x + region.width
        and region.y <= event.y < region.y + region.height
    )


# Always


@given(limits, deeds)
def test_no_place_outside_ever_leaves(
    limits: Limits, deeds: list[tuple[str, float, float]]
) -> None:
    for event in admitted(limits, hand(deeds)):
        assert is_inside(event, limits.region)


@given(limits, deeds)
def test_what_happens_outside_does_not_leave_unless_it_lets_go(
    limits: Limits, deeds: list[tuple[str, float, float]]
) -> None:
    for event in hand(deeds):
        if limits.admit(event) is not None and not is_inside(event, limits.region):
            assert isinstance(event, Click)
            assert not event.pressed


@given(limits, deeds, st.sets(st.sampled_from(BUTTONS)), st.integers(0, 60))
@example(Limits(REGION), [("left", 150, 60), ("left", 0, 0)], {"left"}, 60)
def test_presses_and_releases_pair(
    limits: Limits, deeds: list[tuple[str, float, float]], down: set[str], pause: int
) -> None:
    """Whatever was down before, and whenever a pause has let go of everything."""
    events = hand(deeds, down)
    held: set[str] = set()
    for number, event in enumerate(events):
        if number == pause:
            limits.let_go()
            held.clear()
        left = limits.admit(event)
        if isinstance(left, Click):
            assert (left.button in held) is not left.pressed
            held ^= {left.button}
        if isinstance(event, Click) and not event.pressed:
            assert event.button not in held


@given(regions, deeds, st.integers(2, 40))
def test_all_places_of_a_cell_look_the_same(
    region: Screen | None, deeds: list[tuple[str, float, float]], grid: int
) -> None:
    seen: dict[tuple[float, float], set[tuple[float, float]]] = {}
    for event in hand(deeds):
        left = Limits(region, grid).admit(event)
        if left is not None:
            cell = (event.x // grid, event.y // grid)
            seen.setdefault(cell, set()).add((left.x, left.y))
    assert all(len(places) == 1 for places in seen.values())


@given(regions, deeds, st.integers(2, 40))
def test_on_a_grid_no_move_leaves_that_changes_nothing(
    region: Screen | None, deeds: list[tuple[str, float, float]], grid: int
) -> None:
    left = admitted(Limits(region, grid), hand(deeds))
    moves = [event for event in left if isinstance(event, Move)]
    assert all(older != newer for older, newer in pairwise(moves))


@given(deeds)
def test_without_limits_all_that_a_hand_does_leaves_as_it_is(
    deeds: list[tuple[str, float, float]],
) -> None:
    events = hand(deeds)
    assert admitted(Limits(), events) == events


# For instance


def test_a_region_ends_before_its_width_and_height() -> None:
    corners: list[MouseEvent] = [Move(100, 50), Move(299, 149)]
    beside = [Move(99, 50), Move(100, 49), Move(300, 149), Move(299, 150)]
    assert admitted(Limits(REGION), [*corners, *beside]) == corners


def test_a_press_that_began_inside_is_released_at_the_edge() -> None:
    events: list[MouseEvent] = [
        Click(150, 60, "left", True),
        Move(500, 70),
        Click(500, 70, "left", False),
    ]
    assert admitted(Limits(REGION), events) == [
        Click(150, 60, "left", True),
        Click(299, 70, "left", False),
    ]


def test_a_press_that_began_outside_is_nowhere_released() -> None:
    events: list[MouseEvent] = [
        Click(0, 0, "left", True),
        Move(150, 60),
        Click(150, 60, "left", False),
    ]
    assert admitted(Limits(REGION), events) == [Move(150, 60)]


def test_the_wheel_turns_unseen_outside() -> None:
    events = [Scroll(0, 0, 0, 1), Scroll(150, 60, 0, -1)]
    assert admitted(Limits(REGION), events) == [Scroll(150, 60, 0, -1)]


@pytest.mark.parametrize(("at", "told"), [(0, 0), (19, 0), (20, 20), (-1, -20), (39.9, 20)])
def test_a_place_is_told_as_the_corner_of_its_cell(at: float, told: int) -> None:
    (left,) = admitted(Limits(grid=20), [Scroll(at, at, 0, 7)])
    assert left == Scroll(told, told, 0, 7)


def test_a_cell_that_the_region_cuts_is_told_at_the_edge() -> None:
    (left,) = admitted(Limits(REGION, 1000), [Move(150, 60)])
    assert left == Move(100, 50)


def test_the_coarsest_grid_is_the_one_that_the_wire_allows() -> None:
    def decoded(grid: int) -> About:
        return msgspec.json.decode(msgspec.json.encode(About(grid=grid)), type=About)

    assert decoded(COARSEST).grid == COARSEST
    with pytest.raises(msgspec.ValidationError):
        decoded(COARSEST + 1)
