"""A timer that epoll can wait for, finer than the whole milliseconds of its own timeout.

Python 3.11 has no `os.timerfd_create`, so the C library is asked (timerfd_create(2), Linux).
"""

from __future__ import annotations

import contextlib
import ctypes
import os

_MONOTONIC, _NONBLOCK, _ABSOLUTE = 1, 0o4000, 1
_libc = ctypes.CDLL(None, use_errno=True)


class _Timespec(ctypes.Structure):
    _fields_ = [("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long)]


class _Timer(ctypes.Structure):
    _fields_ = [("interval", _Timespec), ("value", _Timespec)]


def open_ticks() -> int:
    """Return a descriptor of a timer that has not been set. Raises OSError."""
    fd: int = _libc.timerfd_create(_MONOTONIC, _NONBLOCK)
    if fd < 0:
        raise OSError(ctypes.get_errno(), "timerfd_create")
    return fd


def set_ticks(fd: int, interval: float, first: float) -> None:
    """Make the descriptor readable every `interval` seconds from the moment `first` on.

    `first` is in seconds of the monotonic clock, which `time.perf_counter` is on Linux. Raises
    OSError.
    """
    timer = _Timer(_span(interval), _span(first))
    if _libc.timerfd_settime(fd, _ABSOLUTE, ctypes.byref(timer), None) < 0:
        raise OSError(ctypes.get_errno(), "timerfd_settime")


def _span(seconds: float) -> _Timespec:
    return _Timespec(int(seconds), int(seconds % 1 * 1e9))


def take(fd: int) -> None:
    """Take the ticks that have passed, so that the descriptor waits for the next."""
    with contextlib.suppress(BlockingIOError):
        os.read(fd, 8)
