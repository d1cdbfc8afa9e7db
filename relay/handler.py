"""One function of a person's own: called safely, and told about when it fails or takes long.

Whatever it raises stays here. A coroutine function is called for one thing after the other, in
order, so that what it forwards stays in order too; what comes meanwhile waits, and not without end.
Complaints are made once: a handler that fails a thousand times a second fills no console.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from functools import partial
from types import TracebackType, coroutine
from typing import Any

Clock = Callable[[], float]
Work = Callable[[], Awaitable[None] | None]
Begun = Coroutine[Any, Any, object]

SLOW = 0.05
"""Seconds that a handler may take before the others, which wait for it, are to know its name."""

MOST_WAITING = 1000
"""Calls of a coroutine function that wait until it has ended; the oldest make room for others."""

MOST_KINDS = 8
"""Different failures of one handler that are told."""


class Handler:
    """A person's function. `left_out` counts the calls that it was too slow for."""

    def __init__(
        self, function: Callable[..., Any], complain: Callable[[str], None], clock: Clock
    ) -> None:
        """`complain` shows one line to a person; `clock` is monotonic, in s."""
        self.left_out = 0
        self._function = function
        self._complain = complain
        self._clock = clock
        self._busy = False
        self._since: float | None = None
        self._waiting: deque[tuple[object, ...]] = deque()
        self._told: set[object] = set()
        code = getattr(function, "__code__", None)
        self._file: str = code.co_filename if code else ""
        self.name = getattr(function, "__name__", repr(function))
        self._place = f" ({_short(self._file)}, line {code.co_firstlineno})" if code else ""

    def __len__(self) -> int:
        """Return how many calls wait."""
        return len(self._waiting)

    def call(self, *arguments: object) -> Awaitable[None] | None:
        """Call the function; return what is left to be awaited. Raises nothing."""
        self._waiting.append(arguments)
        if self._busy:
            self._make_room()
            return None
        begun = self._begin_next()
        if begun is None:
            return None
        self._busy = True
        return self._finish(begun)

    def _make_room(self) -> None:
        if len(self._waiting) > MOST_WAITING:
            self._waiting.popleft()
            self.left_out += 1
            self._tell_once(
                "behind",
                f"The handler {self.name}{self._place} is too slow: {MOST_WAITING} calls of it "
                "wait, and from now on the oldest are left out.",
            )

    def _begin_next(self) -> Begun | None:
        """Make the calls that wait, up to one that has to be awaited."""
        while self._waiting:
            call = partial(self._function, *self._waiting.popleft())
            result = self._step(call)
            if isinstance(result, Coroutine):
                return result
        return None

    @coroutine
    def _finish(self, begun: Begun | None) -> Generator[Any, Any, None]:
        """Await this call and those that wait behind it, one after the other."""
        try:
            while begun is not None:
                yield from self._steps(begun)
                begun = self._begin_next()
        finally:
            self._busy = False

    def _steps(self, begun: Begun) -> Generator[Any, Any, None]:
        """Do what `await` does, and look at each step between two waits."""
        step: Callable[[], Any] = partial(begun.send, None)
        thrown: BaseException | None = None
        while (wanted := self._step(partial(_until_it_waits, step), thrown)) is not _ENDED:
            thrown = None
            try:
                step = partial(begun.send, (yield wanted))
            except GeneratorExit:
                begun.close()
                raise
            except BaseException as error:
                thrown = error
                step = partial(begun.throw, error)

    def _step(self, work: Callable[[], Any], thrown: BaseException | None = None) -> Any:
        """Do a piece of work that holds up the others; return `_ENDED` where it raises.

        Only a cancellation that was `thrown` into it, and that it lets pass, is raised again.
        """
        self._since = self._clock()
        try:
            return work()
        except BaseException as error:  # a person's own code: it stays here
            if error is thrown and not isinstance(error, Exception):
                raise
            self._failed(error)
            return _ENDED
        finally:
            self.look()
            self._since = None

    def _failed(self, error: BaseException) -> None:
        line = _line_within(error.__traceback__, self._file)
        place = f" in {_short(self._file)}, line {line}" if line else self._place
        kind = (type(error), line)
        if len(self._told) < MOST_KINDS:
            self._tell_once(
                kind,
                f"The handler {self.name} failed{place}: {_words(error)}. "
                "The relay goes on, and does not say this again.",
            )

    def look(self) -> None:
        """Tell of a call that takes long, or that never ends. Any thread may call."""
        since = self._since
        seconds = 0.0 if since is None else self._clock() - since
        if seconds > SLOW:
            self._tell_once(
                "slow",
                f"The handler {self.name}{self._place} has taken {seconds * 1000:,.0f} ms, and "
                "the other handlers had to wait. Make it async, or let a thread do the work: "
                "docs/extending.md.",
            )

    def _tell_once(self, kind: object, sentence: str) -> None:
        if kind not in self._told:
            self._told.add(kind)
            self._complain(sentence)


_ENDED = object()


def _until_it_waits(step: Callable[[], Any]) -> Any:
    try:
        return step()
    except StopIteration:  # a coroutine has returned
        return _ENDED


def _words(error: BaseException) -> str:
    kind = type(error).__name__
    try:
        words = str(error)
    except Exception:  # a person's own class
        return kind
    return f"{kind}: {words}" if words else kind


def _short(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def _line_within(trace: TracebackType | None, file: str) -> int | None:
    """Return the last line of a file on the way to where an error was raised."""
    line = None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
