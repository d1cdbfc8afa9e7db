"""The command line says what it takes, and a mistake is one sentence and status 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from producer.options import TOKEN_VARIABLE, read
from producer.source_name import host_name
from protocol.messages import Screen
from tests.producer.certificates import make_certificate


@pytest.fixture(autouse=True)
def _no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)


def test_without_a_word_it_is_this_machine_and_its_name() -> None:
    option = read([])
    assert vars(option) == {
        "url": "ws://localhost:3001",
        "source": host_name(),
        "token": None,
        "ca": None,
        "region": None,
        "grid": 1,
        "simulate": "never",
    }


@pytest.mark.parametrize(
    ("words", "when"),
    [
        (["--simulate"], "always"),
        (["--simulate", "always"], "always"),
        (["--simulate", "auto"], "auto"),
        (["--simulate", "never"], "never"),
    ],
)
def test_simulate_may_say_when(words: list[str], when: str) -> None:
    assert read(words).simulate == when


def test_the_token_comes_from_the_environment_unless_it_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, "from-environment")
    assert read([]).token == "from-environment"
    assert read(["--token", "given"]).token == "given"


def test_a_variable_that_is_empty_is_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, "")
    assert read([]).token is None


@pytest.mark.parametrize(
    ("words", "region"),
    [
        (["--region", "10,20,300,400"], Screen(10, 20, 300, 400)),
        (["--region=-1920,-5,1,1"], Screen(-1920, -5, 1, 1)),
    ],
)
def test_a_region_is_a_place_and_a_size(words: list[str], region: Screen) -> None:
    assert read(words).region == region


def test_a_grid_is_a_number_of_pixels() -> None:
    assert read(["--grid", "20"]).grid == 20


def test_a_ca_file_is_looked_at_before_it_is_needed(tmp_path: Path) -> None:
    ca = make_certificate(tmp_path).ca
    assert read(["--url", "wss://localhost", "--ca", ca]).ca == ca


@pytest.mark.parametrize("token", ["sesame\n", "s\udce9same", "sesame" * 50])
def test_a_token_that_cannot_be_is_refused_and_not_repeated(
    token: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, token)
    for words in ([], ["--token", token]):
        with pytest.raises(SystemExit):
            read(words)
    assert "same" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["--url", "http://localhost"],
        ["--url", "ws://localhost/?token=sesame"],
        ["--ca", "ca.pem"],
        ["--url", "wss://localhost", "--ca", "/nowhere/ca.pem"],
        *(["--region", region] for region in ("", "1,2,3", "1,2,3,4,5", "0,0,0,5", "0,0,5,-5")),
        *(["--region", region] for region in ("a,b,c,d", "0,0,1.5,2", f"0,0,{2**40},1")),
        *(["--grid", grid] for grid in ("0", "-5", "1.5", "x", "10001", "")),
        ["--token", ""],
        ["--url", "ws://localhost:70000"],
        ["--source", "my desk"],
        ["--simulate", "sometimes"],
        ["--unknown"],
        ["extra"],
    ],
)
def test_a_mistake_is_one_sentence_and_status_2(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        read(words)
    assert caught.value.code == 2
    error = capsys.readouterr().err
    assert error.startswith("hardware.py: ")
    assert error.count("\n") == 1


def test_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        read(["--help"])
    assert caught.value.code == 0
    text = capsys.readouterr().out
    for word in (
        "never keys",
        "--source desk",
        "--simulate",
        "--region",
        "--grid",
        "SIGUSR1",
        TOKEN_VARIABLE,
        "Ctrl-C",
    ):
        assert word in text
