"""Why a connection ended: a name, a code, and whether to come back.

One table for relay, producer and page. 4000–4499 mean "come back", 4500–4999 "do not" (RFC 6455,
7.4.2, leaves both ranges to the application).
"""

from __future__ import annotations

from enum import Enum


class Ending(Enum):
    """A reason for which a connection ends: its code and a sentence for people."""

    FELL_BEHIND = 4000, "More events were waiting for you than the relay keeps. Come back to go on."
    NO_ANSWER = 4001, "You did not answer the relay for too long."
    NO_HELLO = 4002, "No hello came in time."
    NAME_IN_USE = 4003, "Another producer uses this source name."
    SILENT = 4004, "Nothing was heard from you for too long."
    FULL = 4005, "The relay has no room for another connection."
    CUT = 4006, "The connection was cut on purpose."
    TOO_MANY_TRIES = 4007, "Too many wrong tokens came from your address. Try again in a minute."

    REPLACED = 4500, "A newer connection of the same producer took over."
    BAD_HELLO = 4501, "The hello was not understood."
    WRONG_TOKEN = 4502, "The token is missing or wrong."
    TOO_MANY_ERRORS = 4503, "Too many messages could not be used."
    NOT_ALLOWED = 4504, "This role may not do that."

    def __init__(self, code: int, sentence: str) -> None:
        self.code = code
        self.sentence = sentence

    @property
    def label(self) -> str:
        """Return the name as it travels in the close frame: `name-in-use`."""
        return self.name.lower().replace("_", "-")


NORMAL = 1000
GOING_AWAY = 1001

FATAL_PROTOCOL_CODES = frozenset({1002, 1003, 1007, 1008, 1009, 1010})
"""RFC 6455, 7.4.1: the peer did something that it would do again."""


def come_back(code: int | None) -> bool:
    """Tell whether an ending with this code (None: the line broke) asks to connect again."""
    if code is None:
        return True
    if 4500 <= code <= 4999:
        return False
    return code != NORMAL and code not in FATAL_PROTOCOL_CODES
