"""A peer that does what no library does: raw bytes over TCP."""

from __future__ import annotations

from tests.line_to_relay import LineToRelay

TEXT, CLOSE, PING = 1, 8, 9


def frame(opcode: int, payload: bytes = b"") -> bytes:
    """Build a client's frame, masked with zeros (RFC 6455, 5.2)."""
    assert len(payload) < 126
    return bytes([0x80 | opcode, 0x80 | len(payload), 0, 0, 0, 0]) + payload


class RawPeer(LineToRelay):
    """One TCP connection to the relay."""

    def upgrade(self, subprotocol: str = "hardware-relay.v1") -> None:
        """Become a WebSocket."""
        host, port = self.socket.getpeername()
        lines = [
            "GET / HTTP/1.1",
            f"Host: {host}:{port}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            f"Sec-WebSocket-Protocol: {subprotocol}",
        ]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += self.socket.recv(1)
        assert answer.startswith(b"HTTP/1.1 101 "), answer

    def flood(self, data: bytes, most: int) -> int:
        """Send the same again and again until nobody takes it; return how many bytes went out."""
        self.socket.settimeout(1)
        block = data * (64 * 1024 // len(data))
        sent = 0
        try:
            while sent < most:
                sent += self.socket.send(block)
        except OSError:  # not taken, or ended
            pass
        self.socket.settimeout(20)
        return sent

    def read_all(self) -> bytes:
        """Read until the other end closes."""
        received = b""
        try:
            while data := self.socket.recv(1 << 16):
                received += data
        except ConnectionResetError:
            pass
        return received


def close_code(received: bytes) -> int:
    """Return the code of the close frame that is the last of what was received."""
    start = max(received.rfind(b"\x88" + bytes([length])) for length in range(2, 126))
    assert start >= 0, "there is no close frame"
    return int.from_bytes(received[start + 2 : start + 4], "big")
