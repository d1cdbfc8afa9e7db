"""Run what the Procfile names with honcho, and leave with status 0 when asked to end.

In a terminal honcho gets it for itself for as long as it runs: Ctrl-C then reaches honcho alone and
not make, which would report an error. What runs, and with which options, is deliberately not known
here.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from honcho.command import main as honcho

ENDED_ON_REQUEST = {128 + signal.SIGINT, 128 + signal.SIGTERM}


@contextmanager
def terminal_of_its_own() -> Iterator[None]:
    """Take the terminal over from make, and give it back; do nothing where there is none."""
    group = os.getpgrp()
    if not (os.isatty(0) and os.tcgetpgrp(0) == group):
        yield
        return
    # A stopped process could not be continued from the shell: it waits for make, which goes on.
    signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, end_in_silence)
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpgrp())
    try:
        yield
    finally:
        os.tcsetpgrp(0, group)


def end_in_silence(*_: object) -> None:
    """End although the terminal is closed, where honcho would fail at its first word about it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> int | str | None:
    """Run honcho and return the exit status that make shall see."""
    with terminal_of_its_own():
        try:
            honcho(["start"])
        except KeyboardInterrupt:
            return 0
        except SystemExit as end:
            return 0 if end.code in ENDED_ON_REQUEST else end.code
    return 0


if __name__ == "__main__":
    sys.exit(main())
