"""A source has a name that the relay takes; the host's name is made into one."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from producer.source_name import host_name, made_valid, valid
from protocol.messages import Name


@pytest.mark.parametrize("name", ["desk", "Desk-2", "a", "0", "a.b_c-d", "x" * 64])
def test_a_valid_name_stays_as_it_is(name: str) -> None:
    assert valid(name) == made_valid(name) == name


@pytest.mark.parametrize("name", ["", "-desk", ".x", "a b", "büro", "x" * 65, "a\n", "a/b"])
def test_a_name_that_the_relay_would_refuse_is_told_with_the_rule(name: str) -> None:
    with pytest.raises(ValueError, match="letters, digits"):
        valid(name)


def test_a_host_name_becomes_the_valid_name_that_is_nearest() -> None:
    assert made_valid("Anna's Laptop") == "Anna-s-Laptop"
    assert made_valid("_-x") == "x"
    assert made_valid("") == made_valid("---") == made_valid("ü") == "hardware"


@given(st.text())
def test_whatever_a_host_is_called_its_name_becomes_valid(name: str) -> None:
    assert msgspec.convert(made_valid(name), Name)


def test_this_machine_has_a_valid_name() -> None:
    assert valid(host_name())
