"""The command line: `python -m bench.page CASE`; each case prints a line of JSON."""

from __future__ import annotations

import argparse
import json
import sys

import bench.page
from bench.page import hidden, latency, load


def parser() -> argparse.ArgumentParser:
    """Build the parser."""
    main = argparse.ArgumentParser(
        prog="python -m bench.page",
        description=bench.page.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    main.add_argument("case", choices=["load", "hidden", "latency"])
    main.add_argument("--seconds", type=float, default=60.0, help="how long, without the warm-up")
    main.add_argument("--sources", type=int, default=1, help="producers (load)")
    main.add_argument("--rate", type=float, default=1000.0, help="events a second of each")
    main.add_argument("--open", choices=load.DO, default="plain", help="what is open (load)")
    return main


def main() -> int:
    """Measure, and print the numbers."""
    given = parser().parse_args()
    if given.case == "load":
        found = load.measure(given.seconds, given.sources, given.rate, given.open)
    elif given.case == "hidden":
        found = hidden.measure(given.seconds, given.rate)
    else:
        found = latency.measure(given.seconds)
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
