"""A viewer as a process of its own, which writes down all that it sees as it comes.

    python -m tests.faults.watching --url URL --seed N --ledger FILE --patience SECONDS

Each line of the ledger is one frame, or the end of a connection. A line that is there whole has
been handled; so a viewer that was killed goes on where its ledger ends.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import time
from contextlib import suppress
from pathlib import Path
from random import Random

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage
from websockets.typing import Subprotocol

from tests.faults.account import Account
from tests.faults.ledgers import whole_lines

SUBPROTOCOL = Subprotocol("hardware-relay.v1")
FATAL = {1000, 1002, 1003, 1007, 1008, 1009, 1010, *range(4500, 5000)}
FIRST_DELAY, LONGEST_DELAY = 0.1, 2.0
SECOND_LOOK = 0.1


class Watch:
    """Watch everything at a relay, and come back after each ending that asks for it."""

    def __init__(self, url: str, seed: int, ledger: Path, patience: float) -> None:
        self._url = url
        self._random = Random(seed)
        self._patience = patience
        self._account = Account()
        kept = ledger.read_bytes() if ledger.exists() else b""
        lines = whole_lines(kept)
        for line in lines:
            self._account.take(json.loads(line))
        self._ledger = os.open(ledger, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.ftruncate(self._ledger, sum(map(len, lines)))

    async def run(self) -> None:
        """Watch until the relay says not to come back."""
        ceiling, code = FIRST_DELAY, None
        while code not in FATAL:
            welcomes = len(self._account.welcomes)
            code = await self._stay()
            self._note(f'"ended":{json.dumps(code)}')
            ceiling = min(ceiling * 2, LONGEST_DELAY)
            if len(self._account.welcomes) > welcomes:
                ceiling = FIRST_DELAY
            await asyncio.sleep(self._random.random() * ceiling)

    async def _stay(self) -> int | None:
        """Watch over one connection; return the code with which it ended."""
        try:
            async with asyncio.timeout(self._patience):
                connection = await connect(
                    self._url,
                    subprotocols=[SUBPROTOCOL],
                    proxy=None,
                    compression=None,
                    ping_interval=None,
                    close_timeout=0.2,
                )
        except (OSError, TimeoutError, InvalidHandshake, InvalidMessage):
            return None
        try:
            await self._watch(connection)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None
        except TimeoutError:
            connection.transport.abort()
        return None

    async def _watch(self, connection: ClientConnection) -> None:
        hello = {"type": "client", "message": "first connection", "cursors": self._account.cursors}
        await connection.send(json.dumps(hello))
        while True:
            frame = await self._next(connection)
            message = json.loads(frame, parse_constant=_refuse)
            if isinstance(message, list) or message["message"] in ("welcome", "sources"):
                self._note(f'"frame":{frame}')
            assert isinstance(message, list) or message["message"] != "error", frame
            if isinstance(message, dict) and "mark" in message:
                seen = {"type": "client", "message": "seen", "mark": message["mark"]}
                await connection.send(json.dumps(seen))

    async def _next(self, connection: ClientConnection) -> str:
        """Wait for a frame; who was stopped meanwhile looks once more before giving up."""
        for patience in (self._patience, SECOND_LOOK):
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    return await connection.recv(decode=True)
        raise TimeoutError

    def _note(self, what: str) -> None:
        """Handle something: write it down, whole."""
        line = f'{{"at":{time.monotonic():.6f},{what}}}'
        self._account.take(json.loads(line))
        os.write(self._ledger, f"{line}\n".encode())


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--patience", type=float, required=True)
    options = parser.parse_args()
    asyncio.run(Watch(options.url, options.seed, options.ledger, options.patience).run())


if __name__ == "__main__":
    main()
