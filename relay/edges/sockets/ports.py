"""Bind to ports, and find out how many connections the system has room for."""

from __future__ import annotations

import errno
import resource
import socket
from contextlib import suppress

MOST_WAITING = 1024
"""Connections that may wait to be accepted."""

MOST_FILES = 65_536
"""File descriptors that are used, even where the system has no limit."""

SPARE_FILES = 64
"""File descriptors that are kept for other uses than connections."""

TRIES = 10
"""How often a free port is looked for: one that is free on one host may be taken on another."""

OPTIONAL = ("::1", "::")
NO_IPV6 = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}


def most_connections() -> int:
    """Raise the limit of file descriptors as far as it goes; return how many connections fit,
    beside a quarter as many strangers."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, files), hard))
    except (ValueError, OSError):  # macOS has a lower one of which it does not tell
        files = soft
    return max(1, (files - SPARE_FILES) * 4 // 5)


def open_sockets(hosts: list[str], port: int) -> list[socket.socket]:
    """Bind to the same port of each host; 0: any that is free on all of them. Raises OSError.

    A machine without IPv6 is served over IPv4 alone.
    """
    for _ in range(TRIES if port == 0 else 0):
        with suppress(OSError):
            return _open_sockets(hosts, 0)
    return _open_sockets(hosts, port)


def _open_sockets(hosts: list[str], port: int) -> list[socket.socket]:
    sockets: list[socket.socket] = []
    for host in hosts:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            opened = socket.create_server((host, port), family=family, backlog=MOST_WAITING)
        except OSError as error:
            if sockets and host in OPTIONAL and error.errno in NO_IPV6:
                continue
            for other in sockets:
                other.close()
            raise
        sockets.append(opened)
        port = opened.getsockname()[1]
    return sockets
