"""Every press once and in order, whatever stalls, breaks or starts anew: the relay as a whole, in
memory, against viewers that believe nothing."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from protocol.events import Click, Move, Reading, Scroll, Text
from relay import feed, history, hub, viewer
from tests.relay.judge import Judge
from tests.relay.world import KINDS, NAMES, World, stripped, unparted

COMMON: dict[str, Any] = {
    "deadline": None,
    "print_blob": True,
    "suppress_health_check": list(HealthCheck),
}
settings.register_profile("short", max_examples=200, stateful_step_count=50, **COMMON)
settings.register_profile("soak", max_examples=4000, stateful_step_count=100, **COMMON)
PROFILE = settings.get_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))

Step = tuple[str, tuple[Any, ...], dict[str, Any]]

names = st.sampled_from(NAMES)
viewers = st.integers(0, 5)
small = st.integers(-3, 3)
happenings = st.one_of(
    st.builds(Move, small, small),
    st.builds(Scroll, small, small, small, small),
    st.builds(Click, small, small, st.sampled_from(["left", "right"]), st.booleans()),
    st.builds(Reading, st.sampled_from(["heat", "damp"]), small, st.just("u")),
    st.builds(Text, st.sampled_from(["a", "b" * 300])),
)


class Relaying(RuleBasedStateMachine):
    """Anything that may happen to a relay, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(viewer, "LONGEST_OUTBOX", 40)
        self.schedule: list[Step] = []
        self.stalled: set[int] = set()

    @initialize(
        lossy=st.booleans(),
        cost=st.sampled_from([0.0, 0.0, 0.003]),
        kinds=st.lists(st.integers(0, len(KINDS) - 1), min_size=1, max_size=3),
        crowded=st.booleans(),
    )
    def start(self, lossy: bool, cost: float, kinds: list[int], crowded: bool) -> None:
        self.lossy, self.cost, self.crowded = lossy, cost, crowded
        if lossy:
            self.patch.setattr(history, "LONGEST", 24)
        self.patch.setattr(history, "CHUNK", 4)
        if crowded:
            self.patch.setattr(feed, "SERVED_AT_ONCE", 0)
            self.patch.setattr(hub, "SERVED_PER_TURN", 1)
        self.world = World(cost)
        self.judge = Judge(self.world)
        for kind in kinds:
            self.do("join", kind)
        self.do("connect", "desk")

    def do(self, name: str, *arguments: Any, **options: Any) -> None:
        self.schedule.append((name, arguments, options))
        perform(self.world, self.judge, self.schedule[-1])

    @rule(name=names, events=st.lists(happenings, min_size=1, max_size=6), push=st.booleans())
    def capture(self, name: str, events: list[Any], push: bool) -> None:
        for event in events:
            self.do("capture", name, event)
            if push:
                self.do("push", name, 50)

    @rule(name=names, event=happenings, count=st.integers(10, 60))
    def burst(self, name: str, event: Any, count: int) -> None:
        for _ in range(count):
            self.do("capture", name, event)
            self.do("push", name, 50)

    @rule(name=names, count=st.sampled_from([1, 3, 50]))
    def push(self, name: str, count: int) -> None:
        self.do("push", name, count)

    @rule(seconds=st.sampled_from([0.001, 0.02, 0.05, 0.3, 1.0, 3.0, 7.0, 33.0]))
    def wait(self, seconds: float) -> None:
        self.do("wait", seconds)

    @rule(name=names, in_doubt=st.booleans())
    def connect(self, name: str, in_doubt: bool) -> None:
        self.do("connect", name, in_doubt=in_doubt)

    @rule(name=names)
    def cut_producer(self, name: str) -> None:
        self.do("cut_producer", name)

    @rule(name=names, noticed=st.booleans(), reconnect=st.booleans())
    def kill_producer(self, name: str, noticed: bool, reconnect: bool) -> None:
        self.do("kill_producer", name, noticed=noticed)
        if reconnect:
            self.do("connect", name)

    @rule(name=names, frozen=st.booleans())
    def stop_producer(self, name: str, frozen: bool) -> None:
        self.do("freeze" if frozen else "thaw", name)

    @rule(name=names, health=st.sampled_from(["ok", "no display"]))
    def change_about(self, name: str, health: str) -> None:
        self.do("change_about", name, health)

    @precondition(lambda self: self.lossy)
    @rule(name=names, what=st.sampled_from(["give_up", "forget"]))
    def lose(self, name: str, what: str) -> None:
        self.do(what, name)

    @precondition(lambda self: len(self.world.watchers) < 6)
    @rule(kind=st.integers(0, len(KINDS) - 1))
    def join(self, kind: int) -> None:
        self.do("join", kind)

    @rule(number=viewers)
    def come_back(self, number: int) -> None:
        self.do("come_back", number)

    @rule(number=viewers)
    def stall(self, number: int) -> None:
        self.stalled.add(number)
        self.do("stall", number)

    @rule(number=viewers)
    def mute(self, number: int) -> None:
        self.stalled.add(number)
        self.do("mute_viewer", number)

    @rule(number=viewers, count=st.integers(1, 700))
    def read_some(self, number: int, count: int) -> None:
        self.do("read_some", number, count)

    @rule(number=viewers)
    def wake(self, number: int) -> None:
        self.do("wake", number)

    @rule(number=viewers, count=st.integers(0, 400), back=st.booleans())
    def cut(self, number: int, count: int, back: bool) -> None:
        self.do("cut_midway", number, count)
        if back:
            self.do("come_back", number)

    @rule(number=viewers, name=names, events=st.lists(happenings, max_size=6), anew=st.booleans())
    def miss(self, number: int, name: str, events: list[Any], anew: bool) -> None:
        """Let things happen while a viewer is away."""
        self.do("cut", number)
        self.capture(name, events, True)
        if anew:
            self.kill_producer(name, noticed=True, reconnect=True)
            self.capture(name, events, True)
        self.do("come_back", number)

    @rule(number=viewers, name=names)
    def flood_who_does_not_read(self, number: int, name: str) -> None:
        self.stall(number)
        for _ in range(60):
            for event in (Move(1, 1), Move(2, 2), Text("flood " * 50)):
                self.do("capture", name, event)
            self.do("push", name, 50)
            self.do("wait", 0.001)

    @rule(connect=st.booleans(), back=st.booleans())
    def restart_relay(self, connect: bool, back: bool) -> None:
        self.do("restart_relay")
        if connect:
            for name in NAMES:
                self.do("connect", name)
        if back:
            for number in range(len(self.world.watchers)):
                self.do("come_back", number)

    @rule(name=names, count=st.integers(1, 20))
    def restart_relay_that_catches_up_slowly(self, name: str, count: int) -> None:
        """So slowly that the source is announced before: returning viewers are ahead of it."""
        self.restart_relay(connect=True, back=True)
        for seconds in (6.0, 1.0):
            self.do("wait", seconds)
            for _ in range(count):
                self.do("push", name, 1)

    @rule()
    def rest(self) -> None:
        self.do("rest")

    @invariant()
    def holds(self) -> None:
        if self.schedule:
            self.judge.check()

    def teardown(self) -> None:
        try:
            if self.schedule:
                self.do("rest")
                self.judge.check()
                self._check_the_same_again()
                self._check_nobody_else_noticed()
        finally:
            self.patch.undo()

    def _check_the_same_again(self) -> None:
        again = World(self.cost)
        judge = Judge(again)
        for step in self.schedule:
            perform(again, judge, step)
        assert again.everything_written() == self.world.everything_written()

    def _check_nobody_else_noticed(self) -> None:
        """Run it again without the faults of one viewer: the prompt ones get the same.

        One that was ended has left its feed, and whether a feed exists may be noticed. In a crowd
        the turns of others may part what they get into other frames.
        """
        stayed = [w.number for w in self.world.watchers if not w.was_ended]
        slow = next((number for number in stayed if number in self.stalled), None)
        if self.cost or slow is None:
            return
        note(f"again, without the slowness of viewer {slow}")
        again = World(self.cost)
        judge = Judge(again)
        for step in self.schedule:
            if step[0] not in ("stall", "mute_viewer") or step[1][0] != slow:
                perform(again, judge, step)
        told = unparted if self.crowded else stripped
        was, now = self.world.everything_written(), again.everything_written()
        for number in set(range(len(was))) - self.stalled:
            assert list(map(told, was[number])) == list(map(told, now[number]))


def perform(world: World, judge: Judge, step: Step) -> None:
    name, arguments, options = step
    getattr(world, name)(*arguments, **options)
    if name == "rest":
        judge.check_rested()
    world.settle()


TestRelaying = Relaying.TestCase
TestRelaying.settings = PROFILE
