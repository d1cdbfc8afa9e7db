"""Make anything that came over the wire fit to stand in one line of a console or a log."""

from __future__ import annotations

import unicodedata

LONGEST_LINE = 240

_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def one_line(text: str) -> str:
    """Escape control, format and bidirectional characters (Unicode categories C and Z), and
    shorten."""
    shortened = text if len(text) <= LONGEST_LINE else text[:LONGEST_LINE] + "…"
    return "".join(c if unicodedata.category(c) not in _UNSAFE else _escape(c) for c in shortened)


def _escape(character: str) -> str:
    return (
        character.encode("unicode_escape").decode("ascii")
        if ord(character) < 0xD800 or ord(character) > 0xDFFF
        else f"\\u{ord(character):04x}"
    )


class LineLimit:
    """Let some tens of lines a second through, and say how many were held back. Times are in
    seconds."""

    def __init__(self, per_second: int = 40) -> None:
        self._per_second = per_second
        self._second = -1
        self._shown = 0
        self._held_back = 0

    def admit(self, now: float) -> bool:
        """Tell whether another line may be shown now."""
        if int(now) != self._second:
            self._second = int(now)
            self._shown = 0
        if self._shown >= self._per_second:
            self._held_back += 1
            return False
        self._shown += 1
        return True

    def take_held_back(self) -> int:
        """Return how many lines were held back since the last time."""
        held_back, self._held_back = self._held_back, 0
        return held_back
