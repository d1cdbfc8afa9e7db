from collections.abc import Callable, Iterator
from itertools import cycle

import pytest
from playwright.sync_api import Browser

from tests.end_to_end.browser import Viewer, chromium
from tests.end_to_end.desktop import Desktop, desktop
from tests.end_to_end.processes import Program, Programs, Relay, free_port, wait_until
from tests.end_to_end.processes import programs as start_programs

Open = Callable[[Relay], Viewer]


@pytest.fixture
def programs() -> Iterator[Programs]:
    with start_programs() as started:
        yield started


@pytest.fixture
def relay(programs: Programs) -> Relay:
    return programs.relay(free_port())  # a test may start it there again


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


@pytest.fixture
def viewer(relay: Relay, open_page: Open) -> Viewer:
    return open_page(relay)


def capture(
    programs: Programs, relay: Relay, desk: Desktop, viewer: Viewer, source: str = "desk"
) -> Program:
    """Start hardware.py, and wait until the page follows the mouse."""
    hardware = programs.hardware(relay, "--source", source, display=desk.display)
    wait_until(lambda: viewer.source(source).get("presence") == "online", f"{source} is online")
    places = cycle([(30, 40), (35, 45)])

    def follows() -> bool:
        x, y = next(places)
        desk.move(x, y)
        return bool(viewer.source(source)["pointer"] == {"x": x, "y": y})

    wait_until(follows, f"the page follows the mouse of {source}")
    return hardware


@pytest.fixture
def hardware(programs: Programs, relay: Relay, desk: Desktop, viewer: Viewer) -> Program:
    return capture(programs, relay, desk, viewer)
