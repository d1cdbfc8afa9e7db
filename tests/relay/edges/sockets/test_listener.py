"""Whoever connects is let in, read in turns, and told when the relay goes away."""

from __future__ import annotations

import pytest
from websockets.exceptions import InvalidStatus

from protocol.close_codes import GOING_AWAY, Ending
from relay.edges.sockets import listener
from relay.session import MOST_ERRORS
from tests.relay.edges.room import ending, hear, hear_message, house, join, say, until


async def test_who_says_no_hello_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "HELLO_SECONDS", 0.2)
    async with house() as home:
        v1, plain = await home.call(), await home.call(None)
        await say(plain, type="client", message="no hello")
        assert await ending(v1) == Ending.NO_HELLO.code
        assert await ending(plain) == Ending.NO_HELLO.code


async def test_who_has_said_hello_may_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "HELLO_SECONDS", 0.1)
    async with house() as home:
        viewer, silent = await join(home), await home.call()
        assert await ending(silent) == Ending.NO_HELLO.code
        await say(viewer, type="client", message="still here")
        await until(lambda: home.said == ["still here"], "the viewer is heard")


async def test_a_v1_hello_that_is_not_understood_ends_the_connection() -> None:
    async with house() as home:
        viewer = await home.call()
        await say(viewer, type="nobody", message="first connection")
        assert (await hear(viewer))["reason"] == "bad-hello"
        assert await ending(viewer) == Ending.BAD_HELLO.code


async def test_a_binary_frame_is_an_error_and_the_connection_lives() -> None:
    async with house() as home:
        viewer = await join(home)
        await viewer.send(b'{"type":"client","message":"in bytes"}')
        error = await hear_message(viewer, "error")
        assert error["reason"] == "bad-message"
        assert "text frames" in error["detail"]
        await say(viewer, type="client", message="in text")
        await until(lambda: home.said == ["in text"], "only the text is heard")


async def test_too_many_errors_end_the_connection() -> None:
    async with house() as home:
        viewer = await join(home)
        for _ in range(MOST_ERRORS + 1):
            await viewer.send("not JSON")
        assert await ending(viewer) == Ending.TOO_MANY_ERRORS.code
        assert home.hub.tally.errors["bad-json"] == MOST_ERRORS + 1


async def test_errors_of_one_peer_are_not_held_against_another() -> None:
    async with house() as home:
        good, bad = await join(home), await join(home)
        for _ in range(MOST_ERRORS + 1):
            await bad.send("[]")
        assert await ending(bad) == Ending.TOO_MANY_ERRORS.code
        await say(good, type="client", message="hello")
        await until(lambda: home.said == ["hello"], "the other is heard")


async def test_there_is_room_for_so_many_and_no_more() -> None:
    async with house(most=2) as home:
        first, _ = await join(home), await join(home)
        with pytest.raises(InvalidStatus) as refused:
            await home.call()
        assert refused.value.response.status_code == 503
        await first.close()
        await until(lambda: home.hub.viewers == 1, "the first has gone")
        await join(home)


async def test_stopping_tells_everybody_that_the_relay_goes_away() -> None:
    async with house() as home:
        viewers = [await join(home), await home.call(), await home.call(None)]
        await home.listener.stop()
        assert [await ending(viewer) for viewer in viewers] == [GOING_AWAY] * 3
        with pytest.raises(ConnectionRefusedError):
            await home.call()


async def test_a_fault_of_the_relay_itself_ends_one_connection_and_is_seen(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with house() as home:
        viewer, other = await join(home), await join(home)
        known = home.hub.seen

        def seen(viewer: object, mark: int) -> bool:
            if mark == 404:
                raise ZeroDivisionError
            return known(viewer, mark)  # type: ignore[arg-type]

        monkeypatch.setattr(home.hub, "seen", seen)
        await say(viewer, type="client", message="seen", mark=404)
        assert await ending(viewer) == 1011
        assert "ZeroDivisionError" in caplog.text
        await say(other, type="client", message="hello")
        await until(lambda: home.said == ["hello"], "the other is heard")
