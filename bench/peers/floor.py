"""The floor that the kernel sets: a bare loop of `send()`, one for each event and viewer.

It reads no more of WebSocket than it must, builds each frame once and never waits: what a slow
viewer's buffer does not take is dropped. So no server that makes one system call for each delivery
can be much cheaper.

Usage: python floor.py PORT
"""

import base64
import hashlib
import select
import socket
import sys

ACCEPT = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3
WELCOME = b'{"type":"relay","message":"welcome"}'


def upgrade(connection: socket.socket) -> bool:
    """Answer the opening handshake; tell whether there was one."""
    request = b""
    while b"\r\n\r\n" not in request:
        if not (chunk := connection.recv(4096)):
            return False
        request += chunk
    key = request.lower().split(b"sec-websocket-key:")[1].split(b"\r\n")[0]
    start = request.lower().index(key)
    key = request[start : start + len(key)].strip()
    accept = base64.b64encode(hashlib.sha1(key + ACCEPT).digest())
    connection.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )
    return True


def messages(data: bytearray) -> list[bytes]:
    """Take the whole masked frames off the front of `data` and return what they say."""
    found = []
    while len(data) >= 8:
        size, at = data[1] & 127, 2
        if size == 126:
            size, at = int.from_bytes(data[2:4]), 4
        if len(data) < at + 4 + size:
            break
        key, body = data[at : at + 4], data[at + 4 : at + 4 + size]
        mask = (key * (size // 4 + 1))[:size]
        found.append((int.from_bytes(body) ^ int.from_bytes(mask)).to_bytes(size))
        del data[: at + 4 + size]
    return found


def frame(message: bytes) -> bytes:
    """Build an unmasked text frame of less than 64 KiB."""
    if len(message) < 126:
        return b"\x81" + bytes([len(message)]) + message
    return b"\x81\x7e" + len(message).to_bytes(2) + message


class Floor:
    """The server: who is connected, and as what."""

    def __init__(self, port: int) -> None:
        self.listener = socket.create_server(("127.0.0.1", port), backlog=1024)
        self.poll = select.epoll()
        self.poll.register(self.listener, select.EPOLLIN)
        self.connections: dict[int, tuple[socket.socket, bytearray]] = {}
        self.producers: set[int] = set()
        self.viewers: dict[int, socket.socket] = {}

    def serve(self) -> None:
        """Serve until the process is ended."""
        while True:
            for fd, _ in self.poll.poll():
                if fd == self.listener.fileno():
                    self.accept()
                else:
                    self.read(fd)

    def accept(self) -> None:
        """Let somebody in."""
        connection, _ = self.listener.accept()
        if upgrade(connection):
            connection.setblocking(False)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections[connection.fileno()] = connection, bytearray()
            self.poll.register(connection, select.EPOLLIN)

    def read(self, fd: int) -> None:
        """Read from a connection, and pass on what a producer says."""
        connection, data = self.connections[fd]
        try:
            chunk = connection.recv(65536)
        except OSError:
            chunk = b""
        if not chunk:
            self.forget(fd)
        data += chunk
        for message in messages(data):
            if fd in self.producers:
                self.publish(frame(message))
            elif fd not in self.viewers:
                self.greet(connection, message)

    def greet(self, connection: socket.socket, hello: bytes) -> None:
        """Take a first message, which says who it is from."""
        if b'"hardware"' in hello:
            self.producers.add(connection.fileno())
        else:
            self.viewers[connection.fileno()] = connection
        connection.send(frame(WELCOME))

    def publish(self, event: bytes) -> None:
        """Send a frame to every viewer."""
        for viewer in self.viewers.values():
            try:
                whole = viewer.send(event) == len(event)
            except OSError:
                continue
            if not whole:
                viewer.shutdown(socket.SHUT_RDWR)

    def forget(self, fd: int) -> None:
        """Close a connection."""
        self.poll.unregister(fd)
        self.viewers.pop(fd, None)
        self.producers.discard(fd)
        self.connections.pop(fd)[0].close()


floor = Floor(int(sys.argv[1]))
print("ready", flush=True)
floor.serve()
