"""There is room for so many who have not said hello; the oldest of them goes first."""

from __future__ import annotations

from relay.strangers import Strangers


def test_there_is_room_for_so_many() -> None:
    strangers = Strangers[str](2)
    assert [strangers.admit(name) for name in "ab"] == [None, None]
    assert len(strangers) == 2


def test_the_oldest_goes_for_the_newest() -> None:
    strangers = Strangers[str](2)
    assert [strangers.admit(name) for name in "abcd"] == [None, None, "a", "b"]
    assert [strangers.knows(name) for name in "abcd"] == [False, False, True, True]


def test_who_has_said_hello_takes_no_room() -> None:
    strangers = Strangers[str](2)
    for name in "ab":
        strangers.admit(name)
    strangers.discard("a")
    assert strangers.admit("c") is None
    assert strangers.admit("d") == "b"


def test_who_is_not_known_can_be_forgotten() -> None:
    strangers = Strangers[str](1)
    strangers.discard("a")
    assert strangers.admit("b") is None
