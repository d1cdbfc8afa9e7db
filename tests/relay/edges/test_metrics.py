"""/metrics tells every number that the relay counts, in the format of Prometheus."""

from __future__ import annotations

from dataclasses import fields

from prometheus_client.parser import text_string_to_metric_families

from protocol.messages import ViewerHello
from relay.edges.metrics import PREFIX, Metrics
from relay.hub import Hub
from relay.interest import Interest
from relay.tally import Tally
from relay.viewer import Viewer
from tests.relay.edges.room import SilentPeer


def a_hub() -> Hub:
    return Hub(lambda: 0.0, lambda *_: None, 0.0)


def numbers(hub: Hub, **left_out: int) -> dict[str, float]:
    """Return every sample by its name and labels, without the prefix."""
    page = Metrics(hub, lambda: left_out).page().decode()
    return {
        ",".join([sample.name.removeprefix(PREFIX), *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


def test_every_counter_of_the_tally_is_shown() -> None:
    hub = a_hub()
    names = [field.name for field in fields(Tally) if field.name not in ("endings", "errors")]
    for number, name in enumerate(names, start=1):
        setattr(hub.tally, name, number)
    shown = numbers(hub)
    assert [shown[f"{name}_total"] for name in names] == list(range(1, len(names) + 1))


def test_calls_that_a_handler_was_too_slow_for_are_told_by_its_name() -> None:
    assert numbers(a_hub(), show_click=3)["handler_calls_left_out_total,show_click"] == 3


def test_endings_are_told_by_code_and_errors_by_reason() -> None:
    hub = a_hub()
    hub.tally.endings.update({"1001": 2, "4002": 1})
    hub.tally.errors["bad-json"] = 3
    shown = numbers(hub)
    assert shown["endings_total,1001"] == 2
    assert shown["endings_total,4002"] == 1
    assert shown["errors_total,bad-json"] == 3


def test_viewers_are_told_by_whether_they_keep_up() -> None:
    hub = a_hub()
    for _ in range(3):
        hub.join(Viewer(SilentPeer(), Interest(), 0.0), ViewerHello())
    shown = numbers(hub)
    assert shown["viewers,in_step"] + shown["viewers,behind"] == 3


def test_a_relay_on_which_nothing_has_happened_shows_zeros() -> None:
    shown = numbers(a_hub())
    assert shown["events_in_total"] == shown["sources"] == shown["viewers,in_step"] == 0
