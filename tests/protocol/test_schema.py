"""What the page is told about the protocol: complete, and true for what a viewer gets."""

from __future__ import annotations

import json
from typing import get_args

from protocol.close_codes import Ending, come_back
from protocol.events import AnyEvent
from protocol.messages import FROM_VIEWER, RelayToViewer
from protocol.schema import describe


def test_every_event_and_message_of_a_viewer_is_described() -> None:
    document = describe()
    assert set(document["events"].values()) == {kind.__name__ for kind in get_args(AnyEvent)}
    assert set(document["fromRelay"].values()) == {m.__name__ for m in get_args(RelayToViewer)}
    assert set(document["fromViewer"]) == set(FROM_VIEWER)
    named = [*document["events"].values(), *document["fromRelay"].values()]
    assert set(named) <= set(document["$defs"])


def test_a_viewer_can_rely_on_the_number_time_and_source_of_an_event() -> None:
    document = describe()
    for name in document["events"].values():
        event = document["$defs"][name]
        assert {"event", "seq", "t", "source"} <= set(event["required"])
        assert event["properties"]["seq"]["minimum"] == 1
        assert "default" not in event["properties"]["source"]


def test_every_message_says_who_speaks() -> None:
    document = describe()
    for name in [*document["fromRelay"].values(), *document["fromViewer"].values()]:
        assert "type" in document["$defs"][name]["required"]


def test_every_ending_is_described_with_what_to_do() -> None:
    endings = {each["name"]: each for each in describe()["closeCodes"]["endings"]}
    assert set(endings) == {ending.label for ending in Ending}
    for ending in Ending:
        assert endings[ending.label]["comeBack"] == come_back(ending.code)
        assert endings[ending.label]["sentence"] == ending.sentence


def test_the_document_is_the_same_each_time() -> None:
    assert json.dumps(describe()) == json.dumps(describe())
