"""People are told what happens to the link, each thing once."""

from __future__ import annotations

import pytest

from producer.news import LONGEST_REST, News
from protocol.messages import Error

URL = "ws://localhost:3001"


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def news(told: list[str]) -> News:
    return News(told.append, URL)


def test_a_relay_that_is_there_is_told_once(news: News, told: list[str]) -> None:
    news.connected(0)
    assert told == [f"Connected to {URL}."]


def test_a_relay_that_is_not_there_yet_is_told_once(news: News, told: list[str]) -> None:
    for _ in range(3):
        news.disconnected("nothing listens there", refused=False)
    assert told == [
        f"No connection to {URL} yet: nothing listens there. Trying until there is one."
    ]


def test_a_relay_that_comes_later_is_not_there_again(news: News, told: list[str]) -> None:
    news.disconnected("nothing listens there", refused=False)
    news.connected(0)
    assert told[-1] == f"Connected to {URL}."


def test_a_lost_connection_and_its_return_are_told_once_each(news: News, told: list[str]) -> None:
    news.connected(0)
    told.clear()
    for _ in range(3):
        news.disconnected("the connection broke", refused=False)
    news.connected(0)
    assert told == [
        "The connection is lost: the connection broke. Capture goes on, and so do the attempts.",
        f"Connected to {URL} again.",
    ]


def test_a_refusal_is_told_even_if_the_relay_was_not_there_before(
    news: News, told: list[str]
) -> None:
    news.disconnected("nothing listens there", refused=False)
    told.clear()
    for _ in range(3):
        news.disconnected("Another producer uses this source name.", refused=True)
    assert told == [
        f"No connection to {URL} yet: Another producer uses this source name. "
        "Trying until there is one."
    ]


def tell_again_and_again(news: News, seconds: int = 2 * LONGEST_REST) -> None:
    """Let time pass in which nothing happens."""
    for _ in range(seconds):
        news.tell()


def test_viewers_are_told_when_their_number_has_changed(news: News, told: list[str]) -> None:
    news.connected(0)
    told.clear()
    for count in (0, 1, 7, 3, 0, 0):
        news.viewers(count)
        news.tell()
        tell_again_and_again(news)
    assert told == [
        "1 viewer is watching.",
        "7 viewers are watching.",
        "3 viewers are watching.",
        "Nobody is watching any more.",
    ]


def test_viewers_who_come_and_go_at_once_are_no_news(news: News, told: list[str]) -> None:
    for count in (1, 0) * 100:
        news.viewers(count)
    news.tell()
    assert told == []


def test_the_first_change_after_a_rest_is_told_at_once(news: News, told: list[str]) -> None:
    for count in range(1, 100):
        news.viewers(count)
        news.tell()
    tell_again_and_again(news)
    told.clear()
    news.viewers(0)
    news.tell()
    assert told == ["Nobody is watching any more."]


def test_a_number_that_changes_all_the_time_makes_few_lines_and_the_last_one_is_told(
    news: News, told: list[str]
) -> None:
    for second in range(600):
        news.viewers(second % 2)
        news.tell()
    assert len(told) < 30
    news.viewers(5)
    tell_again_and_again(news)
    assert told[-1] == "5 viewers are watching."


def test_viewers_who_were_there_before_us_are_told(news: News, told: list[str]) -> None:
    news.connected(2)
    news.tell()
    assert told[-1] == "2 viewers are watching."


def test_errors_are_told_with_their_number_and_cannot_steer_a_terminal(
    news: News, told: list[str]
) -> None:
    news.error(Error(reason="bad-event", detail="No\x1b."))
    news.tell()
    for _ in range(3):
        news.error(Error(reason="bad-event", detail="Never."))
    news.tell()
    news.tell()
    assert told == [
        "The relay could not use something: No?.",
        "The relay could not use something (3 times): Never.",
    ]


def test_a_loss_is_told_when_it_begins_and_counted_when_the_relay_is_back(
    news: News, told: list[str]
) -> None:
    news.connected(0)
    news.disconnected("the connection broke", refused=False)
    told.clear()
    for count in (0, 5, 8):
        news.lost(count)
    news.connected(0)
    news.lost(8)
    news.lost(8)
    assert told == [
        "The relay has been away for too long: the oldest events are given up.",
        f"Connected to {URL} again.",
        "8 events were given up and are lost.",
    ]


def test_another_loss_counts_what_is_new(news: News, told: list[str]) -> None:
    news.connected(0)
    news.lost(8)
    told.clear()
    news.lost(10)
    assert told == ["2 events were given up and are lost."]
