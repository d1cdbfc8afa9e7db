"""The relay's command line says what it takes, and what is wrong with what it was given."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import pytest

from relay.edges.door.options import PORT, read_options
from relay.guesses import SECONDS_PER_TRY, TRIES
from relay.tokens import FORM
from tests.end_to_end.processes import ROOT


def test_without_options_it_is_for_this_machine_at_the_port_that_the_page_expects() -> None:
    options = read_options([])
    assert options.port == PORT == 3001
    assert options.listen_at == ["127.0.0.1", "::1"]
    assert not options.opens_to_others
    assert not options.makes_tokens


@pytest.mark.parametrize("port", ["0", "80", "65535"])
def test_any_port_can_be_chosen(port: str) -> None:
    assert read_options(["--port", port]).port == int(port)


def test_lan_listens_everywhere_and_makes_tokens() -> None:
    options = read_options(["--lan"])
    assert options.listen_at == ["0.0.0.0", "::"]
    assert options.opens_to_others
    assert options.makes_tokens


@pytest.mark.parametrize(
    ("arguments", "opens"),
    [
        (["--host", "127.0.0.1"], False),
        (["--host", "127.0.0.2", "--host", "::1"], False),
        (["--host", "0.0.0.0"], True),
        (["--host", "::"], True),
        (["--host", "192.168.1.20"], True),
        (["--host", "127.0.0.1", "--host", "fd00::1"], True),
        (["--lan", "--host", "127.0.0.1"], True),
        (["--proxy", "127.0.0.1"], True),
        (["--page", "https://relay.example.org"], True),
    ],
)
def test_it_is_known_what_lets_others_in(arguments: list[str], opens: bool) -> None:
    options = read_options(arguments)
    assert options.opens_to_others is opens
    assert options.makes_tokens is ("--lan" in arguments)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1"])
def test_a_lab_is_for_this_machine(host: str) -> None:
    assert read_options(["--lab", "--port", "0", "--host", host]).lab
    assert not read_options(["--host", host]).lab


def test_hosts_are_listened_at_instead_of_everywhere() -> None:
    options = read_options(["--lan", "--host", "FD00::0:1", "--host", "127.0.0.1"])
    assert options.listen_at == ["fd00::1", "127.0.0.1"]
    assert not options.listens_everywhere


def test_a_page_is_kept_as_browsers_show_it() -> None:
    pages = read_options(["--page", "https://Relay.example.org:8443/desk/"]).pages
    assert pages == ["https://relay.example.org:8443/desk/"]


def test_a_certificate_has_a_key() -> None:
    options = read_options(["--tls-cert", "a.pem", "--tls-key", "b.pem"])
    assert (options.certificate, options.key) == (Path("a.pem"), Path("b.pem"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        *(([f"--port={p}"], "from 0 to 65535") for p in ("-1", "65536", "http", "", "1.5")),
        *(([f"--host={h}"], "an address is one like") for h in ("desk", "", "1.2.3", "1.2.3.4:5")),
        (["--proxy", "10.0.0.0/8"], "an address is one like"),
        *(
            ([f"--page={page}"], "a page's address is one like")
            for page in (
                "relay.example.org",
                "ftp://a.example",
                "https://",
                "https://a.example/#b",
                "https://me:secret@a.example",
                "https://a.example:99999",
                "https://[::1",
            )
        ),
        *(
            (["--lab", *with_it], "--lab is for this machine alone")
            for with_it in (
                ["--lan"],
                ["--host", "0.0.0.0"],
                ["--host", "127.0.0.1", "--host", "192.168.1.20"],
                ["--page", "https://relay.example.org"],
                ["--proxy", "127.0.0.1"],
                ["--token-file", "tokens"],
                ["--tls-cert", "a.pem", "--tls-key", "b.pem"],
            )
        ),
        (["--tls-cert", "a.pem"], "go together"),
        (["--tls-key", "a.pem"], "go together"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        read_options(arguments)
    assert end.value.code == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("number", "cure"),
    [
        (errno.EADDRINUSE, "Is another one running?"),
        (errno.EADDRNOTAVAIL, "--host takes an address that this machine has."),
        (errno.EACCES, "Choose a port from 1024"),
    ],
)
def test_why_it_cannot_listen_is_said_with_the_cure(number: int, cure: str) -> None:
    sentence = read_options(["--port", "80"]).why_not(OSError(number, ""))
    assert sentence.startswith("The relay cannot listen on port 80: ")
    assert cure in sentence


def test_the_help_teaches_the_next_step(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        read_options(["--help"])
    assert end.value.code == 0
    told = capsys.readouterr().out
    assert "python hardware.py" in told
    assert "--lan" in told


LAN = (ROOT / "docs" / "lan.md").read_text()


@pytest.mark.parametrize("command", re.findall(r"^    python server\.py (.*)$", LAN, re.MULTILINE))
def test_every_command_of_the_document_is_understood(command: str) -> None:
    options = read_options(command.split())
    assert options.opens_to_others
    assert options.makes_tokens


def test_the_numbers_of_the_document_are_those_of_the_program() -> None:
    assert (TRIES, SECONDS_PER_TRY) == (10, 10.0)
    assert "after ten of them an address may try one every ten seconds" in LAN
    assert FORM in LAN.replace("\n", " ").replace("`", "")
