"""A certificate that cannot be used is told in one sentence; one that can is shown to everybody."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from relay.access import CannotStart
from relay.edges.door.tls import read_certificate
from tests.relay.edges.door.certificates import Certified, certify


@pytest.fixture
def mine(tmp_path: Path) -> Certified:
    return certify(tmp_path / "mine")


def refusal(certificate: Path, key: Path) -> str:
    with pytest.raises(CannotStart) as refused:
        read_certificate(certificate, key)
    return str(refused.value)


def test_nothing_older_than_tls_1_2_is_spoken(mine: Certified) -> None:
    assert read_certificate(mine.certificate, mine.key).minimum_version is ssl.TLSVersion.TLSv1_2


def test_the_key_of_another_certificate_is_noticed(mine: Certified, tmp_path: Path) -> None:
    other = certify(tmp_path / "other")
    assert refusal(mine.certificate, other.key) == (
        f"The key in {other.key} is not the one of the certificate in {mine.certificate}."
    )


def test_a_file_that_is_not_there_is_named(mine: Certified, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere.pem"
    assert refusal(nowhere, mine.key) == f"{nowhere} cannot be read: No such file or directory."
    assert refusal(mine.certificate, tmp_path) == f"{tmp_path} cannot be read: Is a directory."


def test_what_is_no_certificate_is_told(mine: Certified, tmp_path: Path) -> None:
    garbage = tmp_path / "garbage.pem"
    garbage.write_text("-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n")
    for certificate, key in (
        (garbage, mine.key),
        (mine.certificate, garbage),
        (mine.key, mine.certificate),
    ):
        assert "are not a certificate and its key" in refusal(certificate, key)


def test_a_key_with_a_passphrase_is_refused_and_nobody_is_asked(
    mine: Certified, tmp_path: Path
) -> None:
    key = load_pem_private_key(mine.key.read_bytes(), None)
    locked = tmp_path / "locked.pem"
    locked.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"word"))
    )
    assert "passphrase" in refusal(mine.certificate, locked)
