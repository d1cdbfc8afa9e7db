from collections.abc import Iterator

import pytest

from tests.end_to_end.processes import Relay, programs
from tests.rfc6455.client import Client


@pytest.fixture(scope="module")
def relay() -> Iterator[Relay]:
    """One relay for all cases of a clause: no case may leave it with a fault."""
    with programs() as started:
        yield started.relay()


@pytest.fixture
def client(relay: Relay) -> Iterator[Client]:
    with Client(relay.port) as connected:
        yield connected
