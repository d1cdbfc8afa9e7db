"""Run a Python program whose clock of the day can be moved: SIGUSR1 an hour ahead, SIGUSR2 back.

    python -m tests.hostile.moved_clock PROGRAM [ARGUMENT …]

Clocks that do not jump are left alone, as the system leaves them alone when somebody sets the time.
"""

from __future__ import annotations

import runpy
import signal
import sys
import time

HOUR = 3600.0

_time, _time_ns = time.time, time.time_ns
_moved = 0.0


def _move(seconds: float) -> None:
    global _moved
    _moved += seconds
    print(f"The clock has moved by {_moved:.0f} s", flush=True)


def main() -> None:
    """Take the clock's place and run the program."""
    time.time = lambda: _time() + _moved
    time.time_ns = lambda: _time_ns() + int(_moved * 1e9)
    signal.signal(signal.SIGUSR1, lambda number, stack: _move(HOUR))
    signal.signal(signal.SIGUSR2, lambda number, stack: _move(-HOUR))
    sys.argv = sys.argv[1:]
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
