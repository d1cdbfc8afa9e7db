"""The client's half of RFC 6455, as far as a load generator needs it.

Pure: bytes in, bytes out. It builds masked frames and walks the headers of frames that came from a
server, which are never masked. Fragmented messages are refused: none of the servers sends any.
"""

from __future__ import annotations

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA
_FIN = 0x80


class BadFrame(ValueError):
    """The server sent something that this client does not read."""


def upgrade(port: int, path: str, subprotocol: str | None) -> bytes:
    """Build the request that opens a WebSocket (RFC 6455, 4.1). The key is always the same."""
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
    ]
    if subprotocol:
        lines.append(f"Sec-WebSocket-Protocol: {subprotocol}")
    return "\r\n".join([*lines, "", ""]).encode()


def build(payload: bytes, key: bytes, opcode: int = TEXT) -> bytes:
    """Build a masked frame of less than 64 KiB; `key` has four bytes."""
    size = len(payload)
    if size < 126:
        head = bytes((_FIN | opcode, 0x80 | size))
    else:
        head = bytes((_FIN | opcode, 0xFE)) + size.to_bytes(2)
    mask = (key * (size // 4 + 1))[:size]
    return head + key + (int.from_bytes(payload) ^ int.from_bytes(mask)).to_bytes(size)


def find(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Return opcode, start and end of the payload of the frame at `at`; None if it is not whole.

    Raises BadFrame.
    """
    have = len(data) - at
    if have < 2:
        return None
    first, size = data[at], data[at + 1]
    if not first & _FIN or size > 127:
        raise BadFrame(f"A frame begins with {data[at : at + 2].hex()}.")
    start = at + 2
    if size == 126:
        start += 2
        size = int.from_bytes(data[at + 2 : start])
    elif size == 127:
        start += 8
        size = int.from_bytes(data[at + 2 : start])
    end = start + size
    return (first & 0x0F, start, end) if len(data) >= max(end, start) else None
