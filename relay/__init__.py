"""The relay between producers and viewers.

Everything directly in this package is pure: no asyncio, sockets, files, clocks or randomness. What
touches the world is in `relay/edges/`.
"""
