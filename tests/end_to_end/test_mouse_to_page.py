"""A mouse on one side, a live page on the other, and real processes between them."""

from __future__ import annotations

import signal

import pytest
from websockets.sync.client import connect

from tests.end_to_end.browser import Viewer, closeness
from tests.end_to_end.conftest import Open, capture
from tests.end_to_end.desktop import HEIGHT, WIDTH, Desktop, desktop
from tests.end_to_end.processes import Program, Programs, Relay, wait_until

pytestmark = pytest.mark.end_to_end


def card(source: str) -> str:
    """Where the page tells about a source."""
    return f"article.card:has(h3:text-is('{source}'))"


def wait_for_pointer(viewer: Viewer, x: int, y: int) -> None:
    """Wait until the page shows it there, and says so."""
    wait_until(lambda: viewer.source("desk")["pointer"] == {"x": x, "y": y}, "the pointer is there")
    wait_until(lambda: viewer.text(f"{card('desk')} .point") == f"{x}, {y}", "the card says so")


def assert_everything_is_accounted_for(viewer: Viewer, source: str = "desk") -> None:
    numbers = viewer.source(source)
    assert numbers["captured"] == numbers["received"] + numbers["merged"] + numbers["lost"]
    assert numbers["captured"] <= numbers["seq"]  # less on a page that came later
    assert (numbers["lost"], numbers["repeated"]) == (0, 0)


def test_the_pointer_is_where_the_hand_put_it(
    hardware: Program, desk: Desktop, viewer: Viewer
) -> None:
    for x, y in [(0, 0), (WIDTH - 1, HEIGHT - 1), (640, 400)]:
        desk.move(x, y)
        wait_for_pointer(viewer, x, y)
    assert_everything_is_accounted_for(viewer)


def test_each_press_is_shown_once_and_in_order(
    hardware: Program, desk: Desktop, viewer: Viewer
) -> None:
    expected = [
        (button, 100 + 97 * number, 700 - 53 * number)
        for number, button in enumerate(["left", "middle", "right", "right", "left", "middle"] * 2)
    ]
    for button, x, y in expected:
        desk.click(x, y, button)
    viewer.wait_for_presses("desk", expected)
    lines = [f"{button} pressed at ({x}, {y})" for button, x, y in expected]
    viewer.search(" pressed ")

    def presses() -> list[str]:
        return [row for row in viewer.rows() if " pressed " in row]

    wait_until(lambda: presses() == viewer.rows(), "only presses are in the list")
    wait_until(lambda: len(presses()) >= len(lines), "all presses are in the list")
    assert all(line in row for line, row in zip(lines, presses(), strict=True))
    hardware.wait_for("Pressed at", times=len(expected))
    assert hardware.printed("Pressed at") == [f"Pressed at ({x}, {y})" for _, x, y in expected]
    assert_everything_is_accounted_for(viewer)


@pytest.mark.parametrize("button", ["left", "middle", "right"])
def test_a_press_makes_a_ripple_in_its_colour_at_its_place(
    hardware: Program, desk: Desktop, viewer: Viewer, button: str
) -> None:
    x, y = 400, 300
    desk.move(x + 200, y + 200)  # the trail and the arrow shall not lie where the test looks
    desk.move(x, y)
    left, top = viewer.place_of(x, y)
    beside = (left - 6, top - 1)
    ground, ink = viewer.ink("stage-screen"), viewer.ink(f"button-{button}")
    assert viewer.colors([beside]) == [ground]
    viewer.watch(*beside)
    desk.press(button)
    desk.release(button)
    wait_until(
        lambda: any(closeness(color, ground, ink) > 0.2 for color in viewer.watched()),
        "a ripple is drawn",
    )
    viewer.wait_for_presses("desk", [(button, x, y)])
    (press,) = viewer.summary["presses"]
    assert press["drawn"] == pytest.approx({"x": left, "y": top})

    inside, outside = (left - 2, top - 1), (left - 12, top - 1)
    wait_until(
        lambda: viewer.colors([beside, outside]) == [ground, ground], "the ripple has faded away"
    )
    (footprint,) = viewer.colors([inside])
    assert closeness(footprint, ground, ink) > 0.2, "what stays is at the place of the press"


def test_the_picture_is_to_scale_with_the_screen(hardware: Program, viewer: Viewer) -> None:
    (left, top), (right, bottom) = viewer.place_of(0, 0), viewer.place_of(WIDTH, HEIGHT)
    assert (right - left) / (bottom - top) == pytest.approx(WIDTH / HEIGHT)
    middle = ((left + right) / 2, (top + bottom) / 2)
    corners = [(left + 12, top + 12), (right - 12, top + 12), (right - 12, bottom - 12)]
    assert set(viewer.colors([middle, *corners])) == {viewer.ink("stage-screen")}
    assert viewer.colors([(left - 5, middle[1])]) != [viewer.ink("stage-screen")]


def test_a_drag_holds_its_button_all_the_way(
    hardware: Program, desk: Desktop, viewer: Viewer
) -> None:
    desk.move(200, 200)
    desk.press("left")
    desk.move(600, 500)
    wait_for_pointer(viewer, 600, 500)
    assert viewer.source("desk")["held"] == ["left"]
    wait_until(lambda: "left" in viewer.text(f"{card('desk')} .held"), "the card says what is held")
    desk.press("right")
    wait_until(lambda: viewer.source("desk")["held"] == ["left", "right"], "both are held")
    desk.release("left")
    desk.release("right")
    wait_until(lambda: viewer.source("desk")["held"] == [], "nothing is held")
    hardware.wait_for("Released at", times=2)
    assert hardware.printed("Released at") == ["Released at (600, 500)"] * 2
    desk.drag((600, 500), (100, 100), "middle")
    viewer.wait_for_presses("desk", [("left", 200, 200), ("right", 600, 500), ("middle", 600, 500)])
    assert_everything_is_accounted_for(viewer)


def test_the_wheel_adds_up(hardware: Program, desk: Desktop, viewer: Viewer) -> None:
    for dx, dy, times in [(0, 1, 7), (0, -1, 12), (1, 0, 5), (-1, 0, 3), (0, 1, 2)]:
        desk.scroll(dx, dy, times)
    wait_until(lambda: viewer.source("desk")["wheel"] == {"dx": 2, "dy": -3}, "the sum is there")
    desk.click(50, 60)
    viewer.wait_for_presses("desk", [("left", 50, 60)])
    assert viewer.source("desk")["wheel"] == {"dx": 2, "dy": -3}
    assert_everything_is_accounted_for(viewer)


def test_a_relay_that_is_killed_and_comes_back_loses_no_press(
    programs: Programs, relay: Relay, hardware: Program, desk: Desktop, viewer: Viewer
) -> None:
    desk.click(100, 100)
    viewer.wait_for_presses("desk", [("left", 100, 100)])
    epoch = viewer.source("desk")["epoch"]

    relay.end(signal.SIGKILL)
    wait_until(
        lambda: "Live" not in viewer.text(".connection"), "the page says that it is not live"
    )
    assert "not live" in viewer.text(".frozen").lower()
    away = [("right", 200, 110), ("left", 210, 120), ("middle", 220, 130)]
    for button, x, y in away:
        desk.click(x, y, button)
    hardware.wait_for("Pressed at", times=4)
    assert viewer.presses("desk") == [("left", 100, 100)]

    programs.relay(relay.port)
    viewer.wait_until_live()
    viewer.wait_for_presses("desk", [("left", 100, 100), *away])
    desk.click(300, 140)
    viewer.wait_for_presses("desk", [("left", 100, 100), *away, ("left", 300, 140)])
    wait_until(lambda: "Live" in viewer.text(".connection"), "the page says that it is live")
    assert viewer.source("desk")["epoch"] == epoch
    assert_everything_is_accounted_for(viewer)


def test_a_producer_that_is_killed_lets_go_of_what_it_held(
    programs: Programs, relay: Relay, hardware: Program, desk: Desktop, viewer: Viewer
) -> None:
    desk.move(150, 160)
    desk.press("left")
    viewer.wait_for_presses("desk", [("left", 150, 160)])
    epoch = viewer.source("desk")["epoch"]
    assert viewer.source("desk")["held"] == ["left"]

    hardware.end(signal.SIGKILL)
    wait_until(lambda: viewer.source("desk")["presence"] == "offline", "the source is offline")
    wait_until(lambda: viewer.source("desk")["held"] == [], "nothing is held")
    wait_until(lambda: "offline" in viewer.text(card("desk")), "the card says so")
    released = "left released (synthetic): the source went away"
    wait_until(lambda: any(released in row for row in viewer.rows()), "the list says so")
    assert sum(released in row for row in viewer.rows()) == 1
    desk.release("left")

    capture(programs, relay, desk, viewer)
    assert viewer.source("desk")["epoch"] != epoch
    desk.click(170, 180, "right")
    viewer.wait_for_presses("desk", [("left", 150, 160), ("right", 170, 180)])
    wait_until(lambda: viewer.source("desk")["held"] == [], "nothing is held again")


def test_two_mice_and_two_pages_at_once(
    programs: Programs,
    relay: Relay,
    hardware: Program,
    desk: Desktop,
    viewer: Viewer,
    open_page: Open,
) -> None:
    second = open_page(relay)
    with desktop() as attic:
        capture(programs, relay, attic, second, "attic")
        for number in range(5):
            desk.click(100 + number, 200)
            attic.click(700 + number, 300, "right")
        for page in (viewer, second):
            page.wait_for_presses("desk", [("left", 100 + number, 200) for number in range(5)])
            page.wait_for_presses("attic", [("right", 700 + number, 300) for number in range(5)])
            assert_everything_is_accounted_for(page)
        wait_until(lambda: "2 watching" in viewer.text(".viewers"), "both pages are counted")


def test_a_plain_viewer_that_disconnects_ends_nobody_else(
    relay: Relay, hardware: Program, desk: Desktop, viewer: Viewer
) -> None:
    with connect(relay.url, proxy=None) as leaving, connect(relay.url, proxy=None) as staying:
        for plain in (leaving, staying):
            plain.send('{"type":"client","message":"first connection"}')
        relay.wait_for("client has connected", times=3)
        leaving.send('{"type":"client","message":"disconnect"}')
        relay.wait_for("client has disconnected")
        desk.click(240, 250)
        viewer.wait_for_presses("desk", [("left", 240, 250)])
        assert '"Pressed at (240, 250)"' in str(staying.recv(20))
        assert len(relay.printed("client has disconnected")) == 1


def test_the_line_works_both_ways(relay: Relay, viewer: Viewer) -> None:
    viewer.page.get_by_role("button", name="Send a message to the relay").click()
    relay.wait_for("From Client: this is from client")
    wait_until(
        lambda: any("sent to the relay: this is from client" in row for row in viewer.rows()),
        "the page says what it sent",
    )


def test_the_consoles_say_what_happens(
    relay: Relay, hardware: Program, desk: Desktop, viewer: Viewer
) -> None:
    desk.click(800, 790)
    relay.wait_for("From Hardware: Pressed at (800, 790)")
    assert len(relay.printed("hardware has connected")) == 1
    hardware.wait_for("Released at")
    assert hardware.printed("at (800, 790)") == ["Pressed at (800, 790)", "Released at (800, 790)"]
    assert hardware.end(signal.SIGINT) == 0
    relay.wait_for("hardware has disconnected")
