"""The relay's command line says what it takes, and what is wrong with what it was given."""

from __future__ import annotations

import pytest

from relay.edges.options import PORT, read_options


def test_without_options_the_port_is_the_one_that_the_page_expects() -> None:
    assert read_options([]).port == PORT == 3001


@pytest.mark.parametrize("port", ["0", "80", "65535"])
def test_any_port_can_be_chosen(port: str) -> None:
    assert read_options(["--port", port]).port == int(port)


@pytest.mark.parametrize("port", ["-1", "65536", "http", "", "1.5"])
def test_what_is_no_port_is_refused_with_a_sentence(
    port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        read_options([f"--port={port}"])
    assert end.value.code == 2
    assert "a port is a number from 0 to 65535" in capsys.readouterr().err


def test_the_help_teaches_the_next_step(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        read_options(["--help"])
    assert end.value.code == 0
    assert "python hardware.py" in capsys.readouterr().out
