"""The two secrets of a relay that other machines can reach: one to produce, one to view.

Neither opens what the other does. Where they come from is not known here.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

_FORM = re.compile(r"[A-Za-z0-9._~-]{16,128}")
FORM = "16 to 128 letters, digits and characters of . _ ~ -"
"""What a token is made of: it stands in links and shells as it is (RFC 3986, 2.3), and is too long
to be guessed."""


def is_token(text: str) -> bool:
    """Tell whether a text has the form of a token."""
    return _FORM.fullmatch(text) is not None


@dataclass(frozen=True, slots=True, repr=False)
class Tokens:
    """What a producer and a viewer have to show."""

    producer: str
    viewer: str

    def fits(self, side: str, shown: str) -> bool:
        """Compare what was shown by a side ("hardware" or "client"), in a time that tells
        nothing."""
        expected = self.producer if side == "hardware" else self.viewer
        return hmac.compare_digest(_digest(shown), _digest(expected))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
