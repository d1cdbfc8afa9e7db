"""The command line: `python -m bench CASE`."""

from __future__ import annotations

import argparse
import os
import resource
import sys
from collections.abc import Callable

from bench import cases
from bench.measure import alone, await_quiet, pin
from bench.report import keep, table
from bench.session import Failed
from bench.targets import TARGETS, Unavailable

BOTH = ["relay", "uws"]


def parser() -> argparse.ArgumentParser:
    """Build the parser: a command for each case, with the defaults that the case is about."""
    main = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    commands = main.add_subparsers(dest="case", required=True)
    _add(commands, "fanout", cases.fanout, viewers=1000, rate=1000.0)
    _add(commands, "one", cases.one, ["relay", "floor", "uws"], rate=50.0, every=2)
    command = _add(commands, "slow", cases.slow, ["relay"], rate=1050.0, every=21, seconds=20.0)
    _slow_options(command)
    command = _add(commands, "beside", cases.beside, ["relay"], 100, 1050.0, 21, 15.0)
    _slow_options(command)
    _add(commands, "idle", cases.idle, viewers=5000)
    command = _add(commands, "storm", cases.storm, ["relay"], 1000)
    command.add_argument("--away", type=float, default=2.0, help="seconds for which they are cut")
    command = _add(commands, "growth", cases.growth, ["relay"], 100)
    command.add_argument("--of", choices=("viewers", "sources", "history"), default="viewers")
    command.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000, 2000])
    return main


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    case: Callable[[argparse.Namespace], cases.Case],
    targets: list[str] = BOTH,
    viewers: int = 1,
    rate: float = 1000.0,
    every: int = 20,
    seconds: float = 5.0,
) -> argparse.ArgumentParser:
    command = commands.add_parser(
        name,
        help=case.__doc__,
        description=case.__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    command.set_defaults(make=case)
    add = command.add_argument
    add("--targets", nargs="+", choices=TARGETS, default=targets, help="servers to measure")
    add("--viewers", type=int, default=viewers, help="viewers that read all they can")
    add("--rate", type=float, default=rate, help="events a second")
    add("--press-every", type=int, default=every, help="every so many events is a press (0: none)")
    add("--seconds", type=float, default=seconds, help="measured time of a run")
    add(
        "--settle", type=float, default=1.0, help="time between the last viewer and the first event"
    )
    add("--nice", type=int, default=0, help="priority of generator and servers; below 0 needs root")
    add("--runs", type=int, default=5, help="runs of each row, in turn")
    add("--patience", type=float, default=30.0, help="how long to wait for a quiet machine, s")
    return command


def _slow_options(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--slow", type=int, default=1, help="how many slow viewers")
    add("--reading", choices=("trickle", "never", "stop-and-go"), default="trickle")
    add("--bytes-per-second", type=float, default=12_500.0, help="what a trickle reads")
    add(
        "--receive-buffer", type=int, help="SO_RCVBUF of slow viewers; the kernel's own if left out"
    )


def main() -> int:
    """Run a case and print its table; return the exit status."""
    options = parser().parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    pin()
    os.nice(options.nice)
    case: cases.Case = options.make(options)
    runs = []
    for number in range(options.runs):
        for trial in case.trials:
            print(f"run {number + 1} of {options.runs}: {trial.label}", file=sys.stderr, flush=True)
            try:
                with alone():
                    await_quiet(options.patience)
                    figures = {"label": trial.label, **trial.run()}
            except (Unavailable, Failed) as error:
                print(f"  {error}", file=sys.stderr)
                continue
            keep(options.case, figures)
            runs.append(figures)
    print(table(runs, case.columns, case.base))
    return 0 if runs else 1


if __name__ == "__main__":
    sys.exit(main())
