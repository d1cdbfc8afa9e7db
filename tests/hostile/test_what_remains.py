"""After every other case against it, the relay is as it was at the start.

This module comes last by its name. The events that the relay remembers on purpose are not counted:
they have a budget of their own (relay/hub.py), and `history_bytes` in /metrics tells how much of it
is used. What was got for histories that are forgotten since, Python keeps for the next ones.
"""

from __future__ import annotations

import pytest

from tests.hostile.siege import MEBIBYTE, Siege

pytestmark = pytest.mark.end_to_end

MOST_GROWTH = 16 * MEBIBYTE


def test_it_is_still_the_same_process(besieged: Siege) -> None:
    assert besieged.relay.is_running
    assert besieged.relay.process.pid == besieged.pid


def test_its_memory_is_back(besieged: Siege) -> None:
    before, now = besieged.memory_at_start, besieged.memory_beside_histories
    print(f"{before / MEBIBYTE:.1f} MiB at first, {now / MEBIBYTE:.1f} MiB and histories now")
    besieged.wait_for_memory_below(before + MOST_GROWTH)


def test_everything_that_was_captured_was_seen_once_and_in_order(besieged: Siege) -> None:
    besieged.settle()


def test_no_connection_has_ended_by_a_fault_of_the_relay(besieged: Siege) -> None:
    assert besieged.relay.faults() == []
    assert 1011 not in besieged.codes
    assert besieged.relay.printed("Traceback") == []
