"""The command line says what it takes, and a mistake is one sentence and status 2."""

from __future__ import annotations

import pytest

from producer.options import TOKEN_VARIABLE, read
from producer.source_name import host_name


@pytest.fixture(autouse=True)
def _no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)


def test_without_a_word_it_is_this_machine_and_its_name() -> None:
    option = read([])
    assert vars(option) == {
        "url": "ws://localhost:3001",
        "source": host_name(),
        "token": None,
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


@pytest.mark.parametrize(
    "words",
    [
        ["--url", "http://localhost"],
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
    for word in ("never keys", "--source desk", "--simulate", TOKEN_VARIABLE, "Ctrl-C"):
        assert word in text
