"""Messages come out as they were before somebody cut them into frames."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import CloseCode, Frame, Opcode

from relay.edges.sockets.assembly import MOST_FRAGMENTS, Assembly, Unreadable

MESSAGES = st.lists(
    st.tuples(st.text(max_size=8) | st.binary(max_size=8), st.sets(st.integers(0, 8)))
)


def frames(message: str | bytes, cuts: set[int]) -> list[Frame]:
    """Cut a message into frames, also within a character."""
    data = message.encode() if isinstance(message, str) else message
    kind = Opcode.TEXT if isinstance(message, str) else Opcode.BINARY
    edges = [0, *sorted(cut for cut in cuts if cut <= len(data)), len(data)]
    return [
        Frame(Opcode.CONT if at else kind, data[start:end], fin=at == len(edges) - 2)
        for at, (start, end) in enumerate(pairwise(edges))
    ]


@given(MESSAGES)
def test_however_they_are_cut_messages_come_out_whole(
    messages: list[tuple[str | bytes, set[int]]],
) -> None:
    assembly = Assembly()
    for message, cuts in messages:
        *most, last = frames(message, cuts)
        assert [assembly.add(frame) for frame in most] == [None] * len(most)
        assert assembly.add(last) == message
        assert assembly.size == len(message.encode() if isinstance(message, str) else message)


def test_text_that_is_no_utf_8_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="at position 2") as caught:
        Assembly().add(Frame(Opcode.TEXT, b"ab\xff"))
    assert caught.value.code is CloseCode.INVALID_DATA


def test_a_message_of_empty_frames_has_an_end() -> None:
    assembly = Assembly()
    assembly.add(Frame(Opcode.TEXT, b"", fin=False))
    for _ in range(MOST_FRAGMENTS - 1):
        assembly.add(Frame(Opcode.CONT, b"", fin=False))
    with pytest.raises(Unreadable) as caught:
        assembly.add(Frame(Opcode.CONT, b"", fin=False))
    assert caught.value.code is CloseCode.MESSAGE_TOO_BIG
