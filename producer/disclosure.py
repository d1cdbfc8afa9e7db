"""What hardware.py says of itself at its start: what it captures, where that goes, how to end it.

Pure: it makes the sentences, and prints none.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence

from producer.address import Address, parse
from protocol.messages import Screen


def sentences(option: Namespace, *, simulated: bool, ways_to_pause: Sequence[str]) -> Iterator[str]:
    """Yield them all, for the options of `options.read`."""
    yield of_capture(simulated=simulated)
    yield from of_limits(option.region, option.grid)
    yield from of_way(parse(option.url), option.source, has_token=option.token is not None)
    yield of_controls(ways_to_pause)


def of_capture(*, simulated: bool) -> str:
    """Say what is captured."""
    if simulated:
        return "Simulating a mouse: nothing of this machine is captured."
    return "Capturing the mouse of this display: moves, clicks and the wheel, never keys."


def of_limits(region: Screen | None, grid: int) -> Iterator[str]:
    """Say what of it leaves, if not all of it does."""
    if region is not None:
        yield (
            f"Only what happens in {region.width} x {region.height} pixels "
            f"from ({region.x}, {region.y}) on is sent."
        )
    if grid > 1:
        yield f"Places are rounded to {grid} pixels before they are sent."


def of_way(address: Address, source: str, *, has_token: bool) -> Iterator[str]:
    """Say where it goes, and who might read along."""
    readable = not address.secure and not address.is_loopback
    if address.secure:
        how = "encrypted"
    elif readable:
        how = "not encrypted: whoever is on the way can read it"
    else:
        how = "on this machine, not encrypted"
    yield f"Sending it to {address.url} as '{source}' ({how})."
    if readable and has_token:
        yield "Warning: the token is not encrypted either. Only wss:// keeps it secret on the way."


def of_controls(ways_to_pause: Sequence[str]) -> str:
    """Say how to end it, and how to pause it."""
    pausing = ", or ".join(ways_to_pause)
    return "Ctrl-C ends this." + (f" To pause and resume it: {pausing}." if pausing else "")
