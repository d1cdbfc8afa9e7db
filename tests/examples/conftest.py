from collections.abc import Iterator

import pytest

from tests.end_to_end.processes import Programs, Relay, free_port
from tests.end_to_end.processes import programs as start_programs


@pytest.fixture
def programs() -> Iterator[Programs]:
    with start_programs() as started:
        yield started


@pytest.fixture
def relay(programs: Programs) -> Relay:
    return programs.relay(free_port())  # a test may start it there again
