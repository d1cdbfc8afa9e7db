"""Build WebSocket frames as the bytes that travel (RFC 6455, 5.2), so that one frame serves many
viewers."""

from __future__ import annotations

_TEXT = 0x81  # FIN and opcode 1


def text_frame(payload: bytes) -> bytes:
    """Return an unfragmented, unmasked text frame around UTF-8 `payload`."""
    length = len(payload)
    if length < 126:
        return bytes((_TEXT, length)) + payload
    if length < 65536:
        return bytes((_TEXT, 126)) + length.to_bytes(2, "big") + payload
    return bytes((_TEXT, 127)) + length.to_bytes(8, "big") + payload
