"""Draw a link as a QR code in the terminal, for the camera of a phone."""

from __future__ import annotations

import io

import segno

WHITE_ON_BLACK = "\x1b[97;40m"
AS_BEFORE = "\x1b[0m"
"""Fixed colours (ECMA-48, 8.3.117): on a bright terminal the code would be inverted else."""


def draw(link: str, encoding: str) -> list[str]:
    """Return the lines of the picture; none where the terminal's encoding has no blocks."""
    picture = io.StringIO()
    segno.make_qr(link).terminal(picture, compact=True)
    try:
        picture.getvalue().encode(encoding)
    except UnicodeEncodeError:
        return []
    return [f"{WHITE_ON_BLACK}{line}{AS_BEFORE}" for line in picture.getvalue().splitlines()]
