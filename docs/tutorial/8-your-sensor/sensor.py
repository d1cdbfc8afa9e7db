"""Measure how late this computer wakes up a program that wants to sleep for 0.1 s."""

import time
from contextlib import suppress

from events import Reading

from producer import Producer

with Producer("laptop") as laptop, suppress(KeyboardInterrupt):
    while True:
        began = time.perf_counter()
        time.sleep(0.1)  # what is measured
        late = 1000 * (time.perf_counter() - began - 0.1)
        laptop.send(Reading(name="wakes up late by", value=round(late, 2), unit="ms"))
