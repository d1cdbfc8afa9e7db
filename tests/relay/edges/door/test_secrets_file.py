"""Tokens come from the environment, from a file that nobody else can read, or are made."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from relay.access import CannotStart
from relay.edges.door.secrets_file import (
    PRODUCER,
    VIEWER,
    default_file,
    find_tokens,
    where_kept,
)
from relay.tokens import Tokens, is_token

SET = {PRODUCER: "producer-0123456789", VIEWER: "viewer-0123456789"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "tokens"


def made(file: Path, environment: dict[str, str] | None = None) -> Tokens:
    tokens = find_tokens(environment or {}, file, make=True, needed=True)
    assert tokens is not None
    return tokens


def refusal(environment: dict[str, str], file: Path | None, make: bool, needed: bool) -> str:
    with pytest.raises(CannotStart) as refused:
        find_tokens(environment, file, make=make, needed=needed)
    return str(refused.value)


def test_tokens_are_made_and_kept_where_nobody_else_can_read_them(file: Path) -> None:
    before = os.umask(0)
    try:
        tokens = made(file)
    finally:
        os.umask(before)
    assert is_token(tokens.producer)
    assert is_token(tokens.viewer)
    assert tokens.producer != tokens.viewer
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["tokens"]


def test_links_survive_a_restart(file: Path) -> None:
    first, second = made(file), made(file)
    assert (first.producer, first.viewer) == (second.producer, second.viewer)


def test_every_file_has_tokens_of_its_own(file: Path, tmp_path: Path) -> None:
    assert made(file).viewer != made(tmp_path / "other").viewer


def test_the_environment_comes_first_and_leaves_no_trace(file: Path) -> None:
    tokens = made(file, SET)
    assert (tokens.producer, tokens.viewer) == (SET[PRODUCER], SET[VIEWER])
    assert not file.exists()


def test_each_token_is_looked_for_by_itself(file: Path) -> None:
    file.parent.mkdir()
    file.write_text(f"# what I chose\n\n{VIEWER}={SET[VIEWER]}\n")
    file.chmod(0o600)
    tokens = made(file, {PRODUCER: SET[PRODUCER]})
    assert (tokens.producer, tokens.viewer) == (SET[PRODUCER], SET[VIEWER])
    assert made(file).viewer == SET[VIEWER]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o620, 0o602, 0o644, 0o666])
def test_a_file_that_others_can_get_at_is_refused(file: Path, mode: int) -> None:
    tokens = made(file)
    file.chmod(mode)
    sentence = refusal({}, file, make=True, needed=True)
    assert f"chmod 600 {file}" in sentence
    assert tokens.viewer not in sentence


def test_a_file_of_somebody_else_is_refused_behind_a_link_too(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = made(file)
    link = file.with_name("link")
    link.symlink_to(file)
    assert made(link) == tokens
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 1)
    for path in (file, link):
        assert "Others can get at the tokens" in refusal({}, path, make=True, needed=True)


def test_tokens_are_put_into_an_empty_file(file: Path) -> None:
    file.parent.mkdir()
    file.touch(mode=0o600)
    assert made(file) == made(file)


def test_a_file_that_is_too_large_is_refused_and_stays(file: Path) -> None:
    """Tokens at its end would not be read, and new ones would take its place."""
    tokens = made(file)
    text = "# what I chose\n" * 1000 + file.read_text()
    file.write_text(text)
    sentence = refusal({}, file, make=True, needed=True)
    assert "too large" in sentence
    assert tokens.viewer not in sentence
    assert file.read_text() == text


def test_what_is_not_a_file_is_refused(tmp_path: Path) -> None:
    assert "Is a directory" in refusal({}, tmp_path, make=True, needed=True)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert "is not a file" in refusal({}, pipe, make=True, needed=True)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "wall").write_text("")
    sentence = refusal({}, tmp_path / "wall" / "tokens", make=True, needed=True)
    assert sentence.startswith(f"The tokens cannot be kept in {tmp_path}/wall/tokens: ")


@pytest.mark.parametrize("line", ["secret-secret-secret", f"{VIEWER}=short", "OTHER=" + "x" * 20])
def test_a_line_that_cannot_be_used_is_named_but_not_quoted(file: Path, line: str) -> None:
    file.parent.mkdir()
    file.write_text(f"{PRODUCER}={SET[PRODUCER]}\n{line}\n")
    file.chmod(0o600)
    sentence = refusal({}, file, make=True, needed=True)
    assert sentence.startswith(f"Line 2 of {file} cannot be used")
    assert "secret" not in sentence
    assert "short" not in sentence


def test_a_relay_of_this_machine_alone_asks_for_none() -> None:
    assert find_tokens({}, None, make=False, needed=False) is None


def test_tokens_that_are_set_are_asked_for_on_this_machine_too() -> None:
    assert find_tokens(SET, None, make=False, needed=False) is not None


def test_who_opens_the_relay_without_tokens_is_told_what_to_do() -> None:
    for environment in ({}, {VIEWER: SET[VIEWER]}):
        sentence = refusal(environment, None, make=False, needed=True)
        assert "--lan" in sentence
        assert PRODUCER in sentence
        assert VIEWER in sentence
        assert SET[VIEWER] not in sentence


def test_one_token_alone_is_a_mistake() -> None:
    assert "only one of them" in refusal({PRODUCER: SET[PRODUCER]}, None, make=False, needed=False)


def test_a_token_that_could_be_guessed_is_refused() -> None:
    sentence = refusal(SET | {VIEWER: "1234"}, None, make=False, needed=True)
    assert sentence.startswith(f"{VIEWER} is not a token")
    assert "1234" not in sentence


def test_one_token_for_both_is_refused(file: Path) -> None:
    same = dict.fromkeys(SET, SET[VIEWER])
    sentence = refusal(same, file, make=True, needed=True)
    assert "must differ" in sentence
    assert SET[VIEWER] not in sentence


def test_tokens_live_in_the_state_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    usual = Path("/home/me/.local/state/hardware-relay/tokens")
    assert default_file({}) == default_file({"XDG_STATE_HOME": "relative"}) == usual
    assert default_file({"XDG_STATE_HOME": "/s"}) == Path("/s/hardware-relay/tokens")


def test_people_are_told_where_tokens_come_from() -> None:
    assert where_kept({}, Path("/a")) == "/a"
    assert where_kept(SET, Path("/a")) == f"{PRODUCER} and {VIEWER}"
