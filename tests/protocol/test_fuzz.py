"""Nearly right frames and rubbish: every decoder takes them or complains, and does nothing else.

The strategies are in mutations.py; what must hold is in roundtrip.py.
"""

from __future__ import annotations

import pytest
from hypothesis import Phase, find, given, settings

from tests.protocol.mutations import frames, texts, with_other_values
from tests.protocol.roundtrip import DECODERS, Decode, check


@settings(deadline=None, max_examples=1_500)
@given(frame=frames)
def test_a_frame_is_accepted_and_comes_back_or_is_bad_input(frame: str | bytes) -> None:
    for decode in DECODERS.values():
        check(decode, frame)


@settings(deadline=None, max_examples=300)
@given(text=texts)
def test_text_and_its_bytes_mean_the_same(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    for decode in DECODERS.values():
        assert check(decode, text) == check(decode, data)


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # a frame may be large
@pytest.mark.parametrize("decode", DECODERS.values(), ids=list(DECODERS))
def test_each_decoder_accepts_some_of_the_changed_samples(decode: Decode) -> None:
    """Else the tests above would prove nothing about what is accepted."""
    few = settings(max_examples=2_000, database=None, phases=[Phase.generate])
    find(with_other_values(), lambda frame: check(decode, frame), settings=few)
