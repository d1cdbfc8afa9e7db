"""A thread with an event loop of its own, in which a person's handlers are called.

So whatever they do, the relay goes on: one that sleeps holds up the other handlers and no viewer.
The calls are made in the order in which things happened. What a handler does wrong is not known
here.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Awaitable, Callable

from relay.handler import Work

MOST_WAITING = 10_000
"""Calls that wait for the thread; while so many do, others are left out."""

AT_A_TIME = 100
"""Calls after which coroutines that wait for the thread have their turn."""

LAST_WORDS = 0.3
"""Seconds that the last calls get at the end, and again what they await."""


class HandlerThread:
    """Do pieces of work beside the relay. `left_out` counts those that found no room."""

    def __init__(self, complain: Callable[[str], None]) -> None:
        """Start the thread; it ends with the program, whatever a handler does. `complain` shows one
        line to a person."""
        self.left_out = 0
        self._complain = complain
        self._waiting: deque[Work] = deque()
        self._woken = False
        self._closing = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="handlers", daemon=True)
        self._thread.start()

    def __len__(self) -> int:
        """Return how many calls wait."""
        return len(self._waiting)

    def run(self, work: Work) -> None:
        """Do it soon, and await what it returns. Never waits; only the relay's thread calls."""
        if self._closing:
            return
        if len(self._waiting) >= MOST_WAITING:
            self._leave_out()
            return
        self._waiting.append(work)
        self._wake()

    def close(self) -> None:
        """Do what waits, as far as that is quickly done, and end."""
        if not self._closing:
            self._closing = True
            self._wake()
        self._thread.join(2 * LAST_WORDS)

    def _leave_out(self) -> None:
        self.left_out += 1
        if self.left_out == 1:
            self._complain(
                f"The handlers cannot keep up: {MOST_WAITING} calls wait, and from now on new ones "
                "are left out."
            )

    def _wake(self) -> None:
        if not self._woken:
            self._woken = True
            self._loop.call_soon_threadsafe(self._work)

    def _work(self) -> None:
        self._woken = False  # before the list is looked at: what comes from now on wakes again
        for _ in range(min(len(self._waiting), AT_A_TIME)):
            rest = self._waiting.popleft()()
            if rest is not None:
                task = self._loop.create_task(_await(rest))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        if self._waiting:
            self._loop.call_soon(self._work)
        elif self._closing:
            self._loop.stop()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
            self._loop.run_until_complete(self._end_tasks())
        finally:
            self._loop.close()

    async def _end_tasks(self) -> None:
        tasks = set(self._tasks)
        if tasks:
            await asyncio.wait(tasks, timeout=LAST_WORDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _await(rest: Awaitable[None]) -> None:
    await rest
