"""The name of a source: how it may look, and one to begin with."""

from __future__ import annotations

import re
import socket

import msgspec

from protocol.messages import Name

LONGEST = 64


def valid(name: str) -> str:
    """Return the name. Raises ValueError with a sentence when the relay would not take it."""
    try:
        return msgspec.convert(name, Name)
    except msgspec.ValidationError:
        raise ValueError(
            f"{name!r} cannot name a source: letters, digits, '.', '_' and '-' can, "
            f"at most {LONGEST}, beginning with a letter or digit."
        ) from None


def host_name() -> str:
    """Return the name of this machine, made valid."""
    return made_valid(socket.gethostname().partition(".")[0])


def made_valid(name: str) -> str:
    """Return the valid name that is nearest; `hardware` if nothing of it is left."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", name).lstrip("._-")
    return name[:LONGEST] or "hardware"
