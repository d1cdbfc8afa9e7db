"""What every producer shares: the link to the relay, and one file per kind of capture.

`Producer` is all that a sensor program needs. `link`, `retention`, `snapshot`, `backoff`, `clock`
and `news` are pure; the other modules touch the world.
"""

from producer.producer import Producer, ProducerEnded

__all__ = ["Producer", "ProducerEnded"]
