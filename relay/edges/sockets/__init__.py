"""WebSocket connections: where they come in, and what carries bytes between a peer and its session.

What the bytes mean is none of this package's business.
"""
