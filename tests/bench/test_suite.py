"""What `make bench` runs, and when it stops asking a server for more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bench import guard
from bench.paper.comparing import AGAIN
from bench.scenario import Scenario
from bench.suite import ladder, plan
from bench.suite.ladder import Step, climb
from bench.targets import TARGETS


def test_every_server_is_measured() -> None:
    measured = {trial.target.removesuffix(AGAIN) for trial in plan.everything()}
    assert measured == set(TARGETS)


def test_the_noise_is_measured_too() -> None:
    assert any(trial.target.endswith(AGAIN) for trial in plan.everything())


def shares(monkeypatch: pytest.MonkeyPatch, given: dict[str, float]) -> list[list[str]]:
    """Let each step give the share named here; return which steps each server process got."""
    servers: list[list[str]] = []

    def one_server(_: object, steps: list[Step], __: object) -> Iterator[tuple[Step, Any]]:
        servers.append([])
        for step in list(steps):
            servers[-1].append(step.cell)
            figures = {"cell": step.cell, "delivered_share": given[step.cell]}
            yield step, {**figures, "deliveries": 10, "seconds": 1.0}

    monkeypatch.setattr(ladder, "_with_one_server", one_server)
    return servers


STEPS = [Step(10, 50), Step(10, 500), Step(20, 50)]


def test_one_process_takes_all_steps_while_it_keeps_up(monkeypatch: pytest.MonkeyPatch) -> None:
    servers = shares(monkeypatch, dict.fromkeys(("10x50", "10x500", "20x50"), 1.0))
    list(climb(TARGETS["uws"], STEPS, Scenario((), 1.0)))
    assert servers == [["10x50", "10x500", "20x50"]]


def test_who_fell_behind_gets_a_new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    servers = shares(monkeypatch, {"10x50": 0.8, "10x500": 1.0, "20x50": 1.0})
    list(climb(TARGETS["uws"], STEPS, Scenario((), 1.0)))
    assert servers == [["10x50"], ["10x500", "20x50"]]


def test_who_is_hopeless_is_not_asked_for_more_of_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    servers = shares(monkeypatch, {"10x50": 0.3, "20x50": 1.0})
    found = list(climb(TARGETS["uws"], STEPS, Scenario((), 1.0)))
    assert servers == [["10x50"], ["20x50"]]
    assert [run["cell"] for run in found] == ["10x50", "10x500", "20x50"]
    assert found[1]["cannot"] == "gave 10 of 500 events a second before"


def test_the_guard_passes_what_costs_as_before_and_stops_what_is_dearer() -> None:
    assert guard.verdict("100x500", [1.6, 1.5, 1.7], 1.55)[0]
    passes, line = guard.verdict("100x500", [1.9, 1.8, 2.0], 1.55)
    assert not passes
    assert line.endswith("DEARER")
