from __future__ import annotations

from typing import Any

import pytest

from bench.paper.comparing import AGAIN, noise, standing
from bench.paper.summary import Summary, ratios, summarize

ABOUT = {"date": "2026-01-01", "machine": "m", "rounds": 3, "seconds": 1, "versions": {"Node": "1"}}


def run(target: str, number: int, cpu: float, **more: Any) -> dict[str, Any]:
    accounts = {"captured": 100, "received": 100, "merged": 0, "lost": 0, "missing": 0}
    watching = {**accounts, **more.pop("seen", {}), "latency_ms": {"p99": more.pop("p99", 1.0)}}
    names = {"workload": "fanout", "cell": "100x500", "target": target, "round": number}
    figures = {"cpu_us_per_delivery": cpu, "groups": {"watching": watching}}
    return {**names, **figures, **more}


def summary(*runs: dict[str, Any]) -> Summary:
    return summarize(runs, ABOUT, {})


def cells(*runs: dict[str, Any]) -> Any:
    return summary(*runs).targets("fanout", "100x500")


def test_a_ratio_is_taken_within_each_round() -> None:
    found = cells(
        *(run("relay", at, cpu) for at, cpu in enumerate((2.0, 40.0, 6.0), 1)),
        *(run("uws", at, cpu) for at, cpu in enumerate((1.0, 20.0, 3.0), 1)),
    )
    assert ratios(found["relay"], found["uws"], "cpu") == [2.0, 2.0, 2.0]
    assert found["relay"].median("cpu") == 6.0


def test_a_run_with_doubts_is_left_out_and_counted() -> None:
    found = cells(
        run("uws", 1, 1.0), run("uws", 2, 9.0, doubts=["generator busy"]), run("uws", 3, 2.0)
    )["uws"]
    assert found.figures["cpu"] == [1.0, None, 2.0]
    assert (found.runs, found.trusted, found.doubts) == (3, 2, {"generator busy": 1})


def test_where_all_runs_are_doubtful_they_are_shown_but_never_compared() -> None:
    found = cells(run("relay", 1, 1.0), run("uws", 1, 9.0, doubts=["noise"]))
    assert found["uws"].median("cpu") == 9.0
    assert standing(found, "cpu", 0.1) == ([], [])


def test_who_does_not_keep_up_is_not_compared() -> None:
    found = cells(run("relay", 1, 1.0), run("uws", 1, 0.1, seen={"missing": 50}))
    assert standing(found, "cpu", 0.1) == ([], [])


@pytest.mark.parametrize(
    ("cpu", "wanted"),
    [(0.5, (["uws"], [])), (0.95, ([], [])), (1.05, ([], [])), (2.0, ([], ["uws"]))],
)
def test_a_difference_within_the_noise_is_none(
    cpu: float, wanted: tuple[list[str], list[str]]
) -> None:
    found = cells(run("relay", 1, 1.0), run("uws", 1, cpu))
    assert standing(found, "cpu", 0.1) == wanted


def test_noise_is_how_far_a_server_is_from_itself() -> None:
    found = summary(run("relay", 1, 1.0), run("relay" + AGAIN, 1, 0.8))
    assert noise(found, "cpu", "100x500") == pytest.approx(0.25)


def test_a_percentile_of_too_few_deliveries_is_left_out() -> None:
    few = run("uws", 1, 1.0, deliveries=999)
    few["groups"]["watching"]["latency_ms"]["p99.9"] = 5.0
    assert cells(few)["uws"].median("p99.9") is None
    assert cells({**few, "deliveries": 1000})["uws"].median("p99.9") == 5.0


def test_who_was_not_asked_says_why() -> None:
    names = {"workload": "fanout", "cell": "100x500", "target": "article", "round": 1}
    found = summary({**names, "cannot": "gave 5 of 9"}).cell("fanout", "100x500", "article")
    assert found is not None
    assert (found.cannot, found.runs) == ("gave 5 of 9", 0)
