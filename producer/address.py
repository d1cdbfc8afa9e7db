"""Where the relay is: check a URL, and tell whether it is on this machine. Opens nothing."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

_PORTS = {"ws": 80, "wss": 443}
_SECRET_PLACES = frozenset("@?#")


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of a relay's URL that connecting needs."""

    url: str
    host: str
    port: int
    secure: bool
    ca: str | None = None
    """A file of certificates to trust instead of the system's."""

    @property
    def is_loopback(self) -> bool:
        """Tell whether it never leaves this machine (RFC 6761, section 6.3; RFC 6890)."""
        name = self.host.lower().rstrip(".")
        if name == "localhost" or name.endswith(".localhost"):
            return True
        try:
            return ipaddress.ip_address(name).is_loopback
        except ValueError:
            return False


def parse(url: str, ca: str | None = None) -> Address:
    """Read the URL of a relay. Raises ValueError with a sentence that says what is wrong."""
    if not _SECRET_PLACES.isdisjoint(url):  # such a URL is not repeated: it may hold a token
        raise ValueError(
            "The address of a relay has no '@', '?' or '#' in it; a token has an option of its own."
        )
    no_address = f"{url!r} is no address of a relay; it looks like ws://localhost:3001."
    no_port = f"The port in {url!r} is not a number from 1 to 65535."
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ValueError(no_address) from None
    if parts.scheme not in _PORTS or not parts.hostname or not url.isprintable() or " " in url:
        raise ValueError(no_address)
    try:
        port = _PORTS[parts.scheme] if parts.port is None else parts.port
    except ValueError:
        raise ValueError(no_port) from None
    if port == 0:
        raise ValueError(no_port)
    secure = parts.scheme == "wss"
    if ca is not None and not secure:
        raise ValueError("A CA file is for an address that begins with wss://.")
    return Address(url, parts.hostname, port, secure, ca)
