"""What producer, relay and viewer agree on: events, messages, the outbox, the chain and the close
codes.

Everything in this package is pure: no asyncio, sockets, files, clocks or randomness.
"""
