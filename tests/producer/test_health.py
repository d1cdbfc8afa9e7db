"""What can be wrong is said in one sentence, with the cure, that a relay takes."""

from __future__ import annotations

import pytest

from producer import health
from protocol.messages import About, AboutChanged
from protocol.wire import decode_from_producer, encode

SENTENCES = [
    health.NO_DISPLAY,
    health.DISPLAY_GONE,
    health.NO_RECORDING,
    health.WAYLAND,
    health.NO_PERMISSION,
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_it_is_one_sentence_that_fits_into_about(sentence: str) -> None:
    assert sentence.endswith(".")
    assert ". " not in sentence
    message = AboutChanged(about=About(health=sentence))
    assert decode_from_producer(encode(message)) == message


@pytest.mark.parametrize(
    "environ", [{"WAYLAND_DISPLAY": "wayland-0"}, {"XDG_SESSION_TYPE": "wayland", "DISPLAY": ":0"}]
)
def test_wayland_is_known_by_its_variables(environ: dict[str, str]) -> None:
    assert health.of_session(environ) == health.WAYLAND


@pytest.mark.parametrize("environ", [{}, {"DISPLAY": ":0"}, {"XDG_SESSION_TYPE": "x11"}])
def test_any_other_session_limits_nothing(environ: dict[str, str]) -> None:
    assert health.of_session(environ) == health.OK == About().health
