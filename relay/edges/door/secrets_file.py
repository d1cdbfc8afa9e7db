"""Find the two tokens: in the environment, in a file that nobody else can read, or make them.

The file keeps them, so that links survive a restart. No sentence here tells anything of what is in
it.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path

from relay.access import CannotStart
from relay.tokens import FORM, Tokens, is_token

PRODUCER = "HARDWARE_RELAY_PRODUCER_TOKEN"
VIEWER = "HARDWARE_RELAY_VIEWER_TOKEN"
NAMES = (PRODUCER, VIEWER)
BYTES = 16
"""Random bytes in a token that is made here."""

LARGEST = 4096
"""Bytes that the file may have."""


def find_tokens(
    environment: Mapping[str, str], file: Path | None, *, make: bool, needed: bool
) -> Tokens | None:
    """Return the tokens; None where none are set and none are needed. Raises CannotStart.

    With `make`, those that the environment does not set come from the file (without one, from the
    usual place), and those that are not there either are made and kept there.
    """
    found = {name: environment[name] for name in NAMES if environment.get(name)}
    if make and len(found) < len(NAMES):
        found = _complete(found, file or default_file(environment))
    if not found and not needed:
        return None
    if len(found) < len(NAMES):
        raise CannotStart(
            "Other machines can reach this relay, so it asks for tokens, and there are none. Add"
            f" --lan, which makes them and shows the links, or set {PRODUCER} and {VIEWER}."
            if needed
            else f"Set {PRODUCER} and {VIEWER}, or neither: only one of them is set."
        )
    for name, token in found.items():
        if not is_token(token):
            raise CannotStart(f"{name} is not a token: those have {FORM}.")
    if found[PRODUCER] == found[VIEWER]:
        raise CannotStart(f"{PRODUCER} and {VIEWER} must differ: who views shall not produce.")
    return Tokens(found[PRODUCER], found[VIEWER])


def where_kept(environment: Mapping[str, str], file: Path | None) -> str:
    """Return where the tokens come from, for people."""
    if all(environment.get(name) for name in NAMES):
        return f"{PRODUCER} and {VIEWER}"
    return str(file or default_file(environment))


def default_file(environment: Mapping[str, str]) -> Path:
    """Return where tokens are kept (XDG Base Directory Specification)."""
    state = Path(environment.get("XDG_STATE_HOME") or "")
    try:
        folder = state if state.is_absolute() else Path.home() / ".local" / "state"
    except RuntimeError:
        raise CannotStart("There is no home for the tokens: name a --token-file.") from None
    return folder / "hardware-relay" / "tokens"


def _complete(found: dict[str, str], file: Path) -> dict[str, str]:
    """Add what the file has; make what is still missing, and keep it there."""
    try:
        kept = _read(file)
        missing = [name for name in NAMES if name not in kept and name not in found]
        kept |= {name: secrets.token_urlsafe(BYTES) for name in missing}
        if missing:
            _write(file, kept)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise CannotStart(f"The tokens cannot be kept in {file}: {reason}.") from None
    return kept | found


def _read(file: Path) -> dict[str, str]:
    """Read a file that only its owner, who is the user of this process, can read or write."""
    try:
        opened = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        return {}
    with os.fdopen(opened, "rb") as reader:
        status = os.fstat(opened)
        if not stat.S_ISREG(status.st_mode):
            raise CannotStart(f"{file} is not a file: name another one with --token-file.")
        if status.st_uid != os.geteuid() or stat.S_IMODE(status.st_mode) & 0o077:
            raise CannotStart(
                f"Others can get at the tokens in {file}. Remove it, and new ones are made; or, if"
                f" nobody has read it: chmod 600 {file}"
            )
        if status.st_size > LARGEST:
            raise CannotStart(f"{file} is too large to hold tokens: name another one.")
        lines = reader.read(LARGEST).decode("utf-8", "replace").splitlines()
    kept: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        name, _, token = line.strip().partition("=")
        if name in NAMES and is_token(token):
            kept[name] = token
        elif name and not name.startswith("#"):
            raise CannotStart(
                f"Line {number} of {file} cannot be used: it is to be {PRODUCER}= or {VIEWER}=, and"
                f" {FORM}."
            )
    return kept


def _write(file: Path, tokens: Mapping[str, str]) -> None:
    """Write the file anew, as a whole."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    opened = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(opened, "w", encoding="ascii") as writer:
            writer.writelines(f"{name}={token}\n" for name, token in tokens.items())
        fresh.replace(file)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
