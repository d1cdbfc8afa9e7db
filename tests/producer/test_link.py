"""What a link promises: every reliable event once and in order, and a loss that is told exactly."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec import UNSET
from msgspec.structs import replace

import producer.link
import producer.retention
from producer.link import MOST_LIVE, MOST_WAITING, WINDOW, ImpossibleWelcome, Link
from producer.retention import LONGEST
from protocol.chain import Chain
from protocol.events import AnyEvent, Click, Move, Reading, Scroll, Text
from protocol.messages import About, ProducerHello
from protocol.wire import LARGEST_FRAME, decode_from_producer, encode

ALL = 1_000_000


def new_link() -> Link:
    return Link("desk", "e1")


def connected(have: int = 0) -> Link:
    link = new_link()
    link.welcome(have, 0.0)
    link.take(ALL)
    return link


def move(link: Link, count: int = 1) -> None:
    for _ in range(count):
        link.capture(Move(1, 2), 1000.0)


def press(link: Link, count: int = 1) -> None:
    for _ in range(count):
        link.capture(Click(1, 2, "left", True), 1000.0)


def spans(events: list[AnyEvent]) -> list[tuple[int, int]]:
    return [(event.seq, event.n) for event in events]


# Capture


def test_events_are_numbered_as_they_are_captured() -> None:
    link = new_link()
    assert link.capture(Text("a"), 1.0) == Text("a", seq=1, t=1.0)
    assert link.capture(Text("b", seq=9, t=9.0, n=9, source="x"), 2.0) == Text("b", seq=2, t=2.0)


def test_nothing_merges_across_a_hello() -> None:
    link = new_link()
    link.capture(Scroll(1, 2, 0, 1), 1000.0)
    move(link)
    link.hello(0.0)
    link.capture(Scroll(1, 2, 0, 1), 1000.0)
    link.welcome(0, 0.0)
    assert spans(link.take(ALL)) == [(1, 1), (2, 1), (3, 1)]


def test_while_the_relay_is_away_moves_merge_and_presses_do_not() -> None:
    link = new_link()
    move(link, 3)
    press(link, 2)
    move(link, 4)
    link.welcome(0, 0.0)
    assert spans(link.take(ALL)) == [(3, 3), (4, 1), (5, 1), (9, 4)]


def test_while_the_relay_keeps_up_nothing_is_merged() -> None:
    link = connected()
    move(link, 5)
    assert spans(link.take(2)) == [(1, 1), (2, 1)]
    assert spans(link.take(ALL)) == [(3, 1), (4, 1), (5, 1)]


def test_when_the_socket_takes_no_more_what_waits_merges_until_it_has_been_taken() -> None:
    link = connected()
    move(link, 2)
    link.hold()
    move(link, 2)
    assert spans(link.take(ALL)) == [(4, 4)]
    move(link, 2)
    assert spans(link.take(ALL)) == [(5, 1), (6, 1)]


def test_no_more_than_the_bound_waits_unmerged() -> None:
    link = connected()
    move(link, MOST_LIVE + 10)
    assert spans(link.take(ALL)) == [(MOST_LIVE + 10, MOST_LIVE + 10)]


def test_nothing_is_given_out_before_the_welcome_or_after_the_connection_ended() -> None:
    link = new_link()
    press(link)
    assert link.take(ALL) == []
    link.welcome(0, 0.0)
    link.disconnect()
    assert link.take(ALL) == []


def test_about_as_many_events_are_given_out_as_were_asked_for() -> None:
    link = connected()
    press(link, 10)
    assert [event.seq for event in link.take(4)] == [1, 2, 3, 4]


# Settling and sending again


def test_what_is_written_and_not_acknowledged_is_sent_again_unchanged() -> None:
    link = connected()
    move(link, 2)
    press(link)
    written = link.take(ALL)
    link.disconnect()
    move(link, 3)
    link.welcome(0, 0.0)
    assert link.take(3) == written
    assert spans(link.take(ALL)) == [(6, 3)]


def test_what_the_relay_has_is_not_sent_again() -> None:
    link = connected()
    press(link, 4)
    link.take(ALL)
    link.disconnect()
    link.welcome(3, 0.0)
    assert spans(link.take(ALL)) == [(4, 1)]


def test_a_relay_that_knows_nothing_is_given_what_it_acknowledged_before() -> None:
    link = connected()
    press(link)
    move(link, 3)
    press(link, 2)
    link.take(ALL)
    link.settle(5, 0.0)
    link.disconnect()
    assert link.hello(0.0).first == 1
    link.welcome(0, 0.0)
    assert spans(link.take(ALL)) == [(1, 1), (4, 3), (5, 1), (6, 1)]


def test_what_is_captured_while_the_old_goes_out_again_comes_after_it() -> None:
    link = connected()
    press(link, 3)
    link.take(ALL)
    link.disconnect()
    link.welcome(0, 0.0)
    assert spans(link.take(1)) == [(1, 1)]
    press(link)
    assert spans(link.take(ALL)) == [(2, 1), (3, 1), (4, 1)]


def test_an_ack_of_more_than_was_sent_settles_no_more_than_that() -> None:
    link = connected()
    press(link)
    link.take(ALL)
    press(link)
    link.settle(1000, 0.0)
    assert spans(link.take(ALL)) == [(2, 1)]


def test_a_relay_that_claims_what_was_never_sent_is_not_believed() -> None:
    link = new_link()
    press(link)
    with pytest.raises(ImpossibleWelcome, match="event 1"):
        link.welcome(1, 0.0)
    assert link.take(ALL) == []
    link.welcome(0, 0.0)
    assert spans(link.take(ALL)) == [(1, 1)]


def test_a_relay_may_say_that_it_has_what_it_was_told_is_given_up(
    small_bounds: None,
) -> None:
    link = new_link()
    press(link, 20)
    link.welcome(link.hello(0.0).first - 1, 0.0)
    assert link.take(1)[0].seq == link.lost + 1


def test_what_is_out_without_an_ack_is_bounded_and_the_rest_merges() -> None:
    link = connected()
    for _ in range(WINDOW):
        press(link)
        link.take(ALL)
    move(link, 3)
    assert link.take(ALL) == []
    move(link, 3)
    link.settle(10, 0.0)
    assert spans(link.take(ALL)) == [(WINDOW + 6, 6)]


def test_a_welcome_settles_what_the_relay_has() -> None:
    link = connected()
    for _ in range(WINDOW):
        press(link)
        link.take(ALL)
    link.disconnect()
    press(link)
    link.welcome(WINDOW, 0.0)
    assert spans(link.take(ALL)) == [(WINDOW + 1, 1)]
    assert link.waiting == 1


# Bounds


def test_when_even_presses_overflow_the_oldest_are_given_up_and_counted() -> None:
    link = new_link()
    press(link, MOST_WAITING + 5)
    assert link.lost == 5
    assert link.hello(0.0).first == 6
    link.welcome(0, 0.0)
    assert spans(link.take(2)) == [(6, 1), (7, 1)]


def test_a_hole_in_what_is_kept_shows_in_the_chain() -> None:
    link = connected()
    press(link, 3)
    link.take(ALL)
    link.disconnect()
    press(link, MOST_WAITING + 7)
    link.welcome(3, 0.0)
    assert link.lost == 7
    assert spans(link.take(1)) == [(11, 1)]


def test_what_was_acknowledged_long_ago_is_given_up_and_first_moves() -> None:
    link = connected()
    press(link, 3)
    link.take(ALL)
    link.settle(3, 0.0)
    link.forget(LONGEST + 1)
    assert link.hello(0.0).first == 4


# The hello


def test_a_hello_tells_where_the_link_is_and_what_is_true() -> None:
    link = Link("desk", "e1", token="secret")
    link.about = About(capture="simulated")
    move(link)
    press(link)
    assert link.hello(-3.5) == ProducerHello(
        source="desk",
        epoch="e1",
        first=1,
        next=3,
        offset=-3.5,
        held=["left"],
        latest=[Move(1, 2, seq=1, t=1000.0)],
        about=About(capture="simulated"),
        token="secret",
    )


def test_without_a_token_the_hello_has_none() -> None:
    assert new_link().hello(0.0).token is UNSET


def test_the_largest_hello_fits_into_a_frame() -> None:
    link = Link("s" * 64, "e1", token="\N{GRINNING FACE}" * 256)
    link.about = About(health="\N{GRINNING FACE}" * 512)
    for n in range(1000):
        link.capture(Reading(f"{n:060}", 1.5, "\N{GRINNING FACE}" * 32), 1e12)
    data = encode(link.hello(0.0))
    assert len(data) < LARGEST_FRAME
    assert decode_from_producer(data) == link.hello(0.0)


# Any order of everything


@pytest.fixture
def small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    _make_bounds_small(monkeypatch)


def _make_bounds_small(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(producer.link, "WINDOW", 8)
    patch.setattr(producer.link, "MOST_LIVE", 4)
    patch.setattr(producer.link, "MOST_WAITING", 6)
    patch.setattr(producer.retention, "MOST", 9)


class Delivery(RuleBasedStateMachine):
    """A link, relays that come, go and forget, and one viewer who stays and counts everything."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        _make_bounds_small(self.patch)
        self.link = new_link()
        self.now = 0.0
        self.captured: list[AnyEvent] = []
        self.relay: Chain | None = None
        self.relay_was = [0]  # each seq that the relay has ever stood at
        self.on_the_way: list[AnyEvent] = []
        self.open = False
        self.settled = 0
        self.written: dict[int, AnyEvent] = {}
        self.viewer = Chain()
        self.seen: list[AnyEvent] = []
        self.covered: set[int] = set()
        self.claimed: set[int] = set()  # accounted for in front of any relay

    def capture(self, event: AnyEvent) -> None:
        self.captured.append(self.link.capture(event, float(len(self.captured))))

    @rule(x=st.integers(0, 9), times=st.integers(1, 12))
    def the_pointer_moves(self, x: int, times: int) -> None:
        for _ in range(times):
            self.capture(Move(x, x))

    @rule(pressed=st.booleans(), times=st.integers(1, 5))
    def a_button_is_used(self, pressed: bool, times: int) -> None:
        for _ in range(times):
            self.capture(Click(0, 0, "left", pressed))

    @rule(dy=st.integers(-2, 2), name=st.sampled_from(["heat", "damp"]))
    def the_wheel_turns_and_a_sensor_reads(self, dy: int, name: str) -> None:
        self.capture(Scroll(0, 0, 0, dy))
        self.capture(Reading(name, dy))

    @precondition(lambda self: self.open)
    @rule(count=st.integers(1, 20))
    def some_is_written(self, count: int) -> None:
        events = self.link.take(count)
        for event in events:
            before = self.written.get(event.seq)
            assert before in (None, event) or event.seq <= self.settled, "frozen, yet changed"
            self.written[event.seq] = event
        self.on_the_way += events

    @precondition(lambda self: self.open)
    @rule()
    def the_socket_takes_no_more(self) -> None:
        self.link.hold()

    @precondition(lambda self: self.on_the_way)
    @rule(count=st.integers(1, 20))
    def some_arrives(self, count: int) -> None:
        assert self.relay is not None
        for event in self.on_the_way[:count]:
            n = self.relay.advance(event.seq, event.n)
            self.claimed |= set(range(event.seq - n + 1, event.seq + 1))
            self.relay_was.append(self.relay.seq)
            if n:
                self._show(replace(event, n=n))
        del self.on_the_way[:count]

    def _show(self, event: AnyEvent) -> None:
        before = self.viewer.seq
        if n := self.viewer.advance(event.seq, event.n):
            self.seen.append(event)
            assert event.seq - n >= before
            self.covered |= set(range(event.seq - n + 1, event.seq + 1))

    @precondition(lambda self: self.open)
    @rule()
    def the_relay_acknowledges(self) -> None:
        assert self.relay is not None
        self.settled = max(self.settled, self.relay.seq)
        self.link.settle(self.relay.seq, self.now)

    @rule(passed=st.sampled_from([1.0, LONGEST / 2, 2 * LONGEST]))
    def time_passes(self, passed: float) -> None:
        self.now += passed
        self.link.forget(self.now)

    @precondition(lambda self: self.open)
    @rule()
    def the_connection_breaks(self) -> None:
        self.open = False
        self.on_the_way.clear()
        self.link.disconnect()

    def _welcome(self, relay: Chain, have: int) -> None:
        self.relay = relay
        self.relay_was.append(relay.seq)
        self.settled = max(self.settled, have)
        self.link.welcome(have, self.now)
        self.open = True

    @precondition(lambda self: not self.open)
    @rule()
    def the_same_relay_is_back(self) -> None:
        hello = self.link.hello(0.0)
        relay = self.relay or Chain(hello.first - 1)
        self._welcome(relay, relay.seq)

    @precondition(lambda self: not self.open)
    @rule()
    def a_relay_comes_that_knows_nothing(self) -> None:
        self._welcome(Chain(self.link.hello(0.0).first - 1), 0)

    @precondition(lambda self: not self.open)
    @rule(data=st.data())
    def a_relay_comes_that_knows_less(self, data: st.DataObject) -> None:
        have = data.draw(st.sampled_from(self.relay_was))
        self._welcome(Chain(have), have)

    @invariant()
    def what_the_viewer_saw_is_in_order_and_as_it_was_captured(self) -> None:
        seqs = [event.seq for event in self.seen]
        assert seqs == sorted(set(seqs))
        for event in self.seen:
            if not event.mergeable:
                assert replace(event, n=1) == self.captured[event.seq - 1]

    @invariant()
    def what_is_kept_is_bounded(self) -> None:
        kept = len(self.link._retention) + len(self.link._unsettled) + len(self.link._live)
        assert kept + len(self.link._outbox) <= 9 + 3 + 8 + 4 + 6 + 4

    @invariant()
    def the_hello_is_one_that_a_relay_takes(self) -> None:
        hello = self.link.hello(0.0)
        assert 1 <= hello.first <= hello.next == len(self.captured) + 1

    def teardown(self) -> None:
        self._let_all_arrive()
        self.patch.undo()
        everything = {event.seq for event in self.captured}
        lost = everything - self.covered
        assert len(lost) == self.viewer.lost == self.link.lost
        assert self.claimed.isdisjoint(lost), "a loss was hidden from somebody"
        reliable = [event.seq for event in self.captured if not event.mergeable]
        seen = [event.seq for event in self.seen if not event.mergeable]
        assert seen == [seq for seq in reliable if seq in self.covered]
        if not self.link.lost:
            assert sum(_notches(self.seen)) == sum(_notches(self.captured))

    def _let_all_arrive(self) -> None:
        if not self.open:
            self.the_same_relay_is_back()
        for _ in range(len(self.captured) + 10):
            self.some_is_written(20)
            self.some_arrives(ALL)
            self.the_relay_acknowledges()
        assert self.viewer.seq == len(self.captured)


def _notches(events: list[AnyEvent]) -> Iterator[float]:
    return (event.dy for event in events if isinstance(event, Scroll))


Delivery.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestDelivery = Delivery.TestCase
