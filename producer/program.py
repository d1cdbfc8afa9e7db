"""What every sensor program does around its own work: connect, end when it is asked to, complain.

hardware.py does not: it has the mouse of a person, who must be able to end and pause it at once.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from producer.producer import Producer, ProducerEnded


@contextmanager
def connected(option: argparse.Namespace) -> Iterator[Producer]:
    """Run a producer within this, for the options of a `RelayParser`.

    Ctrl-C and SIGTERM end the block, and then what was sent has two seconds to arrive. If it does
    not, or the relay says not to come back, the program ends with a sentence and status 1.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    producer = Producer(option.url, option.source, token=option.token, ca=option.ca, say=say)
    try:
        with producer, suppress(KeyboardInterrupt):
            yield producer
    except ProducerEnded as error:
        sys.exit(str(error))
    except KeyboardInterrupt:  # it came for the second time
        sys.exit(1)


def say(sentence: str) -> None:
    """Print for people, in one piece, since two threads do; stdout is left alone."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()
