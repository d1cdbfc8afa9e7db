"""The fault lab: what it does for a viewer, what it tells it, and who is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from relay.lab import (
    LONGEST_PRODUCING,
    LONGEST_STALL,
    MOST_SAMPLES,
    SAMPLE_SECONDS,
    SLOWEST,
    Lab,
)
from tests.end_to_end.processes import ROOT
from tests.relay.rooms import Caller, Parlour, move


@dataclass
class Line:
    """A line that writes down what is done to it."""

    speed: int = 0
    done: list[object] = field(default_factory=list)

    def stall(self, seconds: float) -> None:
        self.done.append(seconds)

    def reset(self) -> None:
        self.done.append("reset")


@dataclass
class Simulation:
    left: float = 0.0

    def start(self, seconds: float) -> None:
        self.left = seconds

    def stop(self) -> None:
        self.left = 0.0


class LabParlour(Parlour):
    """A relay in memory that is a fault lab. All viewers have the one line."""

    def __init__(self) -> None:
        super().__init__()
        self.line = Line()
        self.simulation = Simulation()
        self.ended = 0
        self.room.lab = Lab(self.hub, lambda peer: self.line, self.simulation, self._end_all)

    def _end_all(self) -> None:
        self.ended += 1


@pytest.fixture
def lab() -> LabParlour:
    return LabParlour()


def ask(viewer: Caller, do: str, **more: Any) -> None:
    viewer.say(type="client", message="lab", do=do, **more)


def test_a_welcome_says_whether_the_relay_is_a_lab(lab: LabParlour) -> None:
    (welcome,) = lab.viewer().told("welcome")
    assert welcome["lab"] is True
    (welcome,) = Parlour().viewer().told("welcome")
    assert "lab" not in welcome


@pytest.mark.parametrize("do", ["watch", "speed", "stall", "reset", "produce", "end"])
def test_a_relay_that_is_no_lab_refuses_in_a_sentence(do: str) -> None:
    viewer = Parlour().viewer()
    ask(viewer, do, value=1)
    (error,) = viewer.told("error")
    assert error["reason"] == "no-lab"
    assert error["detail"] == "This relay is no fault lab: start it with --lab."


@pytest.mark.parametrize(
    "more", [{}, {"do": "burn"}, {"do": "speed", "value": -1}, {"do": "stall", "value": "long"}]
)
def test_what_a_lab_does_not_understand_is_refused(lab: LabParlour, more: dict[str, Any]) -> None:
    viewer = lab.viewer()
    viewer.say(type="client", message="lab", **more)
    assert [error["reason"] for error in viewer.told("error")] == ["bad-message"]


def test_a_producer_cannot_use_it(lab: LabParlour) -> None:
    producer = lab.producer()
    producer.say(type="hardware", message="lab", do="end")
    assert [error["reason"] for error in producer.told("error")] == ["unknown-message"]
    assert lab.ended == 0


def test_a_line_is_slowed_and_let_go_again(lab: LabParlour) -> None:
    viewer = lab.viewer()
    ask(viewer, "speed", value=12500)
    assert lab.line.speed == 12500
    ask(viewer, "speed", value=0.5)
    assert lab.line.speed == SLOWEST
    ask(viewer, "speed")
    assert lab.line.speed == 0


def test_a_line_is_dead_for_as_long_as_asked_and_never_for_good(lab: LabParlour) -> None:
    viewer = lab.viewer()
    ask(viewer, "stall", value=3)
    ask(viewer, "stall", value=1e6)
    ask(viewer, "reset")
    assert lab.line.done == [3.0, LONGEST_STALL, "reset"]


def test_a_producer_is_started_for_a_while_and_stopped(lab: LabParlour) -> None:
    viewer = lab.viewer()
    ask(viewer, "produce", value=1e6)
    assert lab.simulation.left == LONGEST_PRODUCING
    ask(viewer, "produce", value=0)
    assert lab.simulation.left == 0


def test_all_connections_are_ended(lab: LabParlour) -> None:
    ask(lab.viewer(), "end")
    assert lab.ended == 1


def test_only_who_watches_is_told_twice_a_second(lab: LabParlour) -> None:
    watching, other = lab.viewer(), lab.viewer()
    ask(watching, "watch", value=1)
    ask(watching, "watch", value=1)
    lab.simulation.left = 41.6
    lab.clock.advance(2.01)
    told = watching.told("lab")
    assert [len(state["samples"]) for state in told] == [5, 5, 5, 5]
    assert {state["producing"] for state in told} == {42}
    times = [sample[0] for state in told for sample in state["samples"]]
    assert times == sorted(times)
    assert times[-1] - times[0] == 1900
    assert other.told("lab") == []


def test_nothing_runs_when_nobody_watches_any_more(lab: LabParlour) -> None:
    viewer = lab.viewer()
    ask(viewer, "watch", value=1)
    ask(viewer, "watch", value=0)
    gone = lab.viewer()
    ask(gone, "watch", value=1)
    gone.session.lost()
    lab.clock.advance(2)
    assert viewer.told("lab") == []
    assert lab.clock.timers == 0


def test_a_sample_says_what_is_out_and_what_waits(lab: LabParlour) -> None:
    producer, viewer = lab.producer(), lab.viewer()
    viewer.answer()
    ask(viewer, "watch", value=1)
    for seq in range(1, 200):
        producer.send(move(seq))
        lab.clock.advance(0.01)
        lab.hub.flush_soon()
        if seq % 100 == 0:
            lab.hub.tick()
    samples = [sample for state in viewer.told("lab") for sample in state["samples"]]
    _, behind, out, window, waits, may_wait, outbox = samples[-1]
    assert behind
    assert out >= window > 0
    assert waits > may_wait
    assert outbox == 1  # the newest move, for all that came since


def test_who_does_not_answer_is_told_later_and_not_of_everything(lab: LabParlour) -> None:
    viewer = lab.viewer()
    viewer.answer()
    ask(viewer, "watch", value=1)
    lab.hub.tick()
    lab.clock.advance(20)
    heard = viewer.hear()
    (mark,) = [message["mark"] for message in heard if "mark" in message]
    assert sum(len(message.get("samples", [])) for message in heard) < 15
    viewer.say(type="client", message="seen", mark=mark)
    lab.clock.advance(0.11)
    (state,) = viewer.told("lab")
    assert len(state["samples"]) == MOST_SAMPLES


def test_what_it_tells_takes_as_little_of_the_line_as_the_document_says(lab: LabParlour) -> None:
    viewer = lab.viewer()
    viewer.answer()
    ask(viewer, "watch", value=1)
    lab.clock.advance(SAMPLE_SECONDS)
    before = len(viewer.line.written)
    lab.clock.advance(10)
    assert 400 < (len(viewer.line.written) - before) / 10 < 650
    assert "some 600 bytes a second" in (ROOT / "docs" / "lab.md").read_text(encoding="utf-8")


def test_the_numbers_of_the_document_are_those_of_the_program() -> None:
    document = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    assert (SLOWEST, LONGEST_STALL, LONGEST_PRODUCING) == (1_000, 60.0, 60.0)
    assert "| bytes per second, at least 1,000; 0: full |" in document
    assert document.count("| s, at most 60") == 2
    assert f"A sample is taken each {SAMPLE_SECONDS * 1000:.0f} ms" in document
    assert f"does not answer, up to {MOST_SAMPLES} samples" in document.replace("\n", " ")
