"""The command line of `make bench` and `make bench-quick`."""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bench import RESULTS
from bench.check import faults
from bench.measure import alone, await_quiet, pin
from bench.paper.comparing import AGAIN
from bench.paper.machine import describe
from bench.paper.summary import summarize
from bench.paper.write import to_documents, to_terminal
from bench.session import Failed
from bench.suite import plan
from bench.targets import TARGETS, Unavailable

ROUNDS, QUICK_ROUNDS = 5, 2
LONGEST = 14.5 * 60
"""After so many seconds no more trials are begun, and the document says which are missing."""

Run = dict[str, Any]


def main() -> int:
    """Check the servers, run everything, write the document; return the exit status."""
    options = _options()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    pin()
    began = time.monotonic()
    trials = plan.quick() if options.quick else plan.everything()
    with alone():
        wrong = faults(sorted({trial.target.removesuffix(AGAIN) for trial in trials}))
        for name, fault in wrong.items():
            print(f"{TARGETS[name].title} is left out: {fault}", file=sys.stderr)
        await_quiet(patience=10.0)
        able = [t for t in trials if t.target.removesuffix(AGAIN) not in wrong]
        done = _rounds(able, options.rounds, began + LONGEST)
        runs = list(_keep(done, "quick" if options.quick else "suite"))
    about = describe() | {"rounds": options.rounds, "seconds": round(time.monotonic() - began)}
    summary = summarize(runs, about, wrong)
    to_terminal(summary) if options.quick else to_documents(summary)
    print(f"{len(runs)} figures in {about['seconds']} s", file=sys.stderr)
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.suite", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few cells, printed, not written")
    parser.add_argument("--rounds", type=int, help="how often each trial is run")
    options = parser.parse_args()
    options.rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
    return options


def _rounds(trials: Sequence[plan.Trial], rounds: int, deadline: float) -> Iterator[Run]:
    """Run all trials in turn, over and over, so that noise meets all of them alike."""
    for number in range(1, rounds + 1):
        for at, trial in enumerate(trials, 1):
            if trial.only_first and number > 1:
                continue
            if time.monotonic() > deadline:
                print("The time is over; the rest is left out.", file=sys.stderr)
                return
            place = f"round {number} of {rounds}, {at} of {len(trials)}"
            print(f"{place}: {trial.workload}, {trial.target}", end="", file=sys.stderr, flush=True)
            began = time.monotonic()
            yield from _run(trial, number)
            print(f" ({time.monotonic() - began:.1f} s)", file=sys.stderr)


def _run(trial: plan.Trial, number: int) -> Iterator[Run]:
    names = {"workload": trial.workload, "target": trial.target, "round": number}
    try:
        for figures in trial.run():
            yield {**figures, **names}
    except (Unavailable, Failed) as error:
        print(f"  {error}", file=sys.stderr)
    except Exception:
        # One trial that breaks must not cost the figures of all others.
        traceback.print_exc()


def _keep(runs: Iterable[Run], name: str) -> Iterator[Run]:
    """Write each run down as it comes."""
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / f"{name}.jsonl").open("w", encoding="utf-8", buffering=1) as file:
        for run in runs:
            file.write(json.dumps(run) + "\n")
            yield run


if __name__ == "__main__":
    sys.exit(main())
