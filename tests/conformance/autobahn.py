"""Run Autobahn's cases against the relay and its echo: `make conformance`.

    python -m tests.conformance.autobahn

The test suite needs Python 2.7, for which it is installed into .conformance/ from PyPI at the first
run; the report is there too. Exit status: 0, all passed; 1, a case failed; 3, nothing was run, and
the last lines say why. Left out are compression (12 and 13), which the relay never agrees to, and
messages above the relay's limit of 64 KiB (most of 9).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.end_to_end.processes import ROOT, Program, Relay, wait_until

HOME = ROOT / ".conformance"
PACKAGES = HOME / "packages"
REPORT = HOME / "report"
SUITE = "autobahntestsuite==25.10.1"
PYTHON = "PYTHON27"

CASES: dict[str, list[str]] = json.loads(Path(__file__).with_name("cases.json").read_text())
"""For the relay those in which a server has nothing to send back; for the echo all of them."""

PASSED = {"OK", "NON-STRICT", "INFORMATIONAL"}
EXPECTED_TO_FAIL = {"7.1.5"}
"""A close frame within a message: websockets answers it with 1002, where 1000 would do."""

RUN_IT = (
    "import site, sys; site.addsitedir(sys.argv.pop(1));"
    "from autobahntestsuite.wstest import run; run()"
)


class NotRun(Exception):
    """The suite cannot be run here: why, and what would help."""


def find_python() -> str:
    """Return a Python 2.7 that works: $PYTHON27, one on the path, or one of pyenv."""
    for program in candidates():
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
        if "Python 2.7" in told.stdout + told.stderr and not told.returncode:
            return program
    raise NotRun(
        "there is no Python 2.7, for which the suite is written. Install one (`pyenv install 2.7`,"
        f" or PyPy 2.7) and name it in ${PYTHON}"
    )


def candidates() -> Iterator[str]:
    """Go through the programs that may be a Python 2.7."""
    names = (os.environ.get(PYTHON, ""), "python2.7", "pypy", "python2")
    yield from filter(None, map(shutil.which, names))
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    yield from map(str, sorted(versions.glob("*2.7*/bin/python2.7")))


def install(python: str) -> None:
    """Install the suite for this Python, once."""
    if (PACKAGES / "autobahntestsuite").is_dir():
        return
    print(f"Installing {SUITE} for {python}", flush=True)
    command = [python, "-m", "pip", "install", "--quiet", "--target", str(PACKAGES), SUITE]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    if told.returncode:
        shutil.rmtree(PACKAGES, ignore_errors=True)
        raise NotRun(f"{SUITE} cannot be installed for {python}:\n{told.stderr.strip()}")


def run_cases(python: str, agent: str, port: int, cases: list[str]) -> None:
    """Run cases against one server, and write the report."""
    spec = HOME / f"{agent}.json"
    wanted = {
        "outdir": str(REPORT / agent),
        "servers": [{"agent": agent, "url": f"ws://127.0.0.1:{port}"}],
        "cases": cases,
        "exclude-cases": [],
        "exclude-agent-cases": {},
    }
    spec.write_text(json.dumps(wanted))
    command = [python, "-c", RUN_IT, str(PACKAGES), "-m", "fuzzingclient", "-s", str(spec)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    if told.returncode or not (REPORT / agent / "index.json").exists():
        raise NotRun(f"the suite itself has failed:\n{told.stderr.strip()}")


def judge(agent: str) -> bool:
    """Print what came of the cases of one server; tell whether that is as it should be."""
    found: dict[str, Any] = json.loads((REPORT / agent / "index.json").read_text())[agent]
    failed = {
        case
        for case, result in found.items()
        if not {result["behavior"], result["behaviorClose"]} <= PASSED
    }
    bad = sorted(failed - EXPECTED_TO_FAIL)
    told = f"{len(found) - len(failed)} passed, {len(bad)} failed"
    if failed & EXPECTED_TO_FAIL:
        told += f", {', '.join(failed & EXPECTED_TO_FAIL)} failed as expected"
    print(f"{agent}: {told}" + "".join(f"\n  failed: {case}" for case in bad), flush=True)
    return bool(found) and not bad


def run() -> bool:
    """Run everything; tell whether all is as it should be."""
    python = find_python()
    HOME.mkdir(exist_ok=True)
    install(python)
    shutil.rmtree(REPORT, ignore_errors=True)
    with ExitStack() as stack:
        echo = Program("echo", [sys.executable, "-m", "tests.conformance.echo"])
        stack.callback(echo.close)
        relay = Relay()
        stack.callback(Program.close, relay)  # its peers end with 1011, which here is no fault
        wait_until(lambda: echo.lines, "the echo tells its port")
        relay.wait_until_ready()
        run_cases(python, "relay", relay.port, CASES["relay"])
        run_cases(python, "echo", int(echo.lines[0]), CASES["echo"])
    print(f"The report of each case is in {REPORT.relative_to(ROOT)}/.")
    return all([judge("relay"), judge("echo")])


def main() -> int:
    """Run everything, and tell how it went by the exit status."""
    try:
        return 0 if run() else 1
    except NotRun as reason:
        print(f"\nNOT RUN: Autobahn's cases, because {reason}.", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
