"""The loop runs what it is asked to, in its own thread, and sleeps when there is nothing."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator

import pytest
from rel import registrar

import producer.dispatcher
from producer.dispatcher import Dispatcher
from tests.producer.loops import Loop, open_descriptors
from tests.producer.scripted_relay import PATIENCE, wait_until


@pytest.fixture
def loop() -> Iterator[Loop]:
    with Loop() as running:
        yield running


def test_a_call_from_any_thread_runs_in_the_loop(loop: Loop) -> None:
    assert loop.do(threading.current_thread) is not threading.current_thread()


def test_calls_run_in_their_order(loop: Loop) -> None:
    ran: list[int] = []
    for n in range(1000):
        loop.dispatcher.call(lambda n=n: ran.append(n))  # type: ignore[misc]
    loop.do(lambda: None)
    assert ran == list(range(1000))


def test_every_wake_is_answered_by_a_look_that_comes_after_it(loop: Loop) -> None:
    seen = wanted = 0

    def look() -> None:
        nonlocal seen
        seen = wanted

    loop.dispatcher.when_woken(look)
    for n in range(1, 3000):
        wanted = n
        loop.dispatcher.wake()
        if n % 100 == 0:
            wait_until(lambda n=n: seen == n, "the look after the last wake")  # type: ignore[misc]


def test_a_timer_runs_once_or_as_long_as_it_says_so(loop: Loop) -> None:
    once: list[str] = []
    often: list[str] = []

    def again() -> bool:
        often.append("often")
        return len(often) < 3

    loop.do(lambda: loop.dispatcher.later(0.0, lambda: once.append("once")))
    loop.do(lambda: loop.dispatcher.later(0.0, again))
    wait_until(lambda: len(often) == 3, "three times")
    wait_until(lambda: loop.do(loop.dispatcher.registrations)["timers"] == 0, "no timer is left")
    assert (once, len(often)) == (["once"], 3)


def test_a_timer_that_was_deleted_does_not_run(loop: Loop) -> None:
    ran: list[str] = []
    timer = loop.do(lambda: loop.dispatcher.later(0.0, lambda: ran.append("early")))
    loop.do(lambda: loop.dispatcher.later(0.3, lambda: ran.append("late")))
    loop.do(timer.delete)
    wait_until(lambda: "late" in ran, "the other timer")
    assert ran in (["late"], ["early", "late"])


def test_sockets_are_watched_until_they_are_not(loop: Loop) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        got: list[bytes] = []

        def read() -> bool:
            got.append(ours.recv(9))
            return True

        watch = loop.do(lambda: loop.dispatcher.readable(ours, read))
        theirs.send(b"one")
        wait_until(lambda: got == [b"one"], "what was sent")
        loop.do(watch.delete)
        theirs.send(b"two")
        loop.do(lambda: None)
        assert got == [b"one"]
        assert ours.recv(9) == b"two"


def test_it_sleeps_in_the_kernel_while_there_is_nothing_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turns = 0
    turn = registrar.Registrar.loop

    def count(self: registrar.Registrar) -> object:
        nonlocal turns
        turns += 1
        return turn(self)

    monkeypatch.setattr(registrar.Registrar, "loop", count)
    with Loop() as loop:
        passed = threading.Event()
        loop.do(lambda: loop.dispatcher.later(1.0, passed.set))
        assert passed.wait(20)
    assert turns < 50  # a loop that polls makes a thousand


def test_a_stop_that_comes_before_the_loop_runs_ends_it() -> None:
    dispatcher = Dispatcher()
    dispatcher.stop()
    dispatcher.run()
    dispatcher.close()


def test_each_dispatcher_has_a_loop_of_its_own() -> None:
    with Loop() as one, Loop() as other:
        assert one.do(threading.current_thread) is not other.do(threading.current_thread)


def test_a_signal_wakes_the_loop_and_its_handler_is_given_back() -> None:
    before = signal.getsignal(signal.SIGUSR1)
    dispatcher = Dispatcher()
    handler = dispatcher.on_signal(signal.SIGUSR1, dispatcher.stop)
    threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGUSR1)).start()
    dispatcher.run()
    handler.delete()
    dispatcher.close()
    assert signal.getsignal(signal.SIGUSR1) is before


def test_a_signal_that_another_thread_is_given_wakes_the_loop_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(producer.dispatcher, "RESOLUTION", 4 * PATIENCE)
    dispatcher = Dispatcher()
    gave_up = threading.Event()
    handler = dispatcher.on_signal(signal.SIGUSR1, dispatcher.stop)

    def give_up() -> None:
        gave_up.set()
        dispatcher.stop()

    dispatcher.punctually(PATIENCE, give_up)
    threading.Timer(
        0.05, lambda: signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
    ).start()
    dispatcher.run()
    handler.delete()
    dispatcher.close()
    assert not gave_up.is_set()


def test_what_shall_be_punctual_does_not_wait_for_the_next_look_at_the_timers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(producer.dispatcher, "RESOLUTION", 4 * PATIENCE)
    with Loop() as loop:
        passed = threading.Event()
        loop.dispatcher.punctually(0.05, passed.set)
        assert passed.wait(PATIENCE)


def test_a_wake_after_the_end_is_harmless() -> None:
    dispatcher = Dispatcher()
    dispatcher.close()
    dispatcher.wake()
    dispatcher.call(lambda: None)


def test_it_gives_back_what_it_held_of_the_system() -> None:
    def run_one() -> None:
        with Loop() as loop:
            loop.do(lambda: None)

    run_one()
    before = open_descriptors()
    for _ in range(30):
        run_one()
    assert open_descriptors() <= before
