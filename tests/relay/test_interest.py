"""An interest says which events are wanted; equal wishes make one feed."""

from __future__ import annotations

from protocol.events import Click, Move, Text
from protocol.messages import ViewerHello
from relay.interest import PLAIN, of_hello

PRESS = Click(1, 2, "left", True)
RELEASE = Click(1, 2, "left", False)


def test_without_wishes_everything_is_wanted() -> None:
    interest = of_hello(ViewerHello())
    assert interest.wants_source("desk")
    assert interest.wants(Move(1, 2))


def test_only_the_named_sources_and_events_are_wanted() -> None:
    interest = of_hello(ViewerHello(sources=["desk"], events=["click"]))
    assert interest.wants_source("desk")
    assert not interest.wants_source("attic")
    assert interest.wants(PRESS)
    assert not interest.wants(Move(1, 2))


def test_an_empty_wish_wants_nothing() -> None:
    interest = of_hello(ViewerHello(sources=[], events=[]))
    assert not interest.wants_source("desk")
    assert not interest.wants(PRESS)


def test_plain_viewers_get_presses_and_texts() -> None:
    assert PLAIN.wants(PRESS)
    assert PLAIN.wants(Text("hello"))
    assert not PLAIN.wants(RELEASE)
    assert not PLAIN.wants(Move(1, 2))


def test_the_order_of_wishes_makes_no_difference() -> None:
    one = of_hello(ViewerHello(sources=["a", "b"], events=["click", "move"]))
    other = of_hello(ViewerHello(sources=["b", "a"], events=["move", "click", "move"]))
    assert one == other
    assert hash(one) == hash(other)


def test_rate_and_thinning_make_a_feed_of_their_own() -> None:
    wishes = [ViewerHello(), ViewerHello(rate=10), ViewerHello(rate=60), ViewerHello(thin=True)]
    assert len({of_hello(hello) for hello in wishes}) == 4
