"""The shortest sensor program: copy it, and measure something."""

from producer import Producer
from protocol.events import Reading

with Producer("ws://localhost:3001", source="greenhouse") as greenhouse:
    greenhouse.send(Reading("temperature", 21.5, "°C"))
