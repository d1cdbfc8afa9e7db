from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.end_to_end.browser import Viewer, chromium
from tests.end_to_end.desktop import Desktop, desktop
from tests.end_to_end.processes import Programs, Relay
from tests.end_to_end.processes import programs as start_programs

Open = Callable[[Relay], Viewer]


@pytest.fixture
def programs() -> Iterator[Programs]:
    with start_programs() as started:
        yield started


@pytest.fixture
def desk() -> Iterator[Desktop]:
    with desktop() as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Open the page of a relay, as often as it is called."""
    opened: list[Viewer] = []

    def open_one(relay: Relay) -> Viewer:
        opened.append(Viewer(browser, relay.page))
        opened[-1].wait_until_live()
        return opened[-1]

    yield open_one
    for viewer in opened:
        viewer.close()
