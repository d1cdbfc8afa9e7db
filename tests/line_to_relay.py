"""One TCP connection to a relay, for tests that write its bytes themselves."""

from __future__ import annotations

import socket
from types import TracebackType
from typing import Self

PATIENCE = 20.0
"""Seconds after which a read that waits has failed."""


class LineToRelay:
    """A socket that is closed at the end of its `with`."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.socket.close()
