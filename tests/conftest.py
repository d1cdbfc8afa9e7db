"""Make a run fail when a test was skipped or is expected to fail: nothing goes in silence."""

from __future__ import annotations

import signal

import hypothesis
import pytest

_left_out: list[str] = []


def pytest_configure() -> None:
    """Listen to Ctrl-C, as must the programs that the tests start and end by it: a shell lets what
    it starts in the background ignore it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


# How long an example takes says nothing about the product: a machine may have much else to do.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")


def _note(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped:
        _left_out.append(report.nodeid)


pytest_runtest_logreport = _note
pytest_collectreport = _note


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _left_out and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _left_out:
        terminalreporter.write_line(f"The run fails: {len(_left_out)} left out.", red=True)
