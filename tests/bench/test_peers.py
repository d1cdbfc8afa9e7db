"""Every server that needs no more than the checks do passes on exactly what it is sent.

The others are checked in the same way when `make bench` begins.
"""

from __future__ import annotations

import pytest

from bench.check import check
from bench.targets import TARGETS

pytestmark = pytest.mark.end_to_end


@pytest.mark.parametrize("name", ["relay", "floor", "article", "broadcast"])
def test_a_server_passes_on_exactly_what_it_is_sent(name: str) -> None:
    assert check(TARGETS[name]) is None
