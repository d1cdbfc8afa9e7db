"""Ports are opened on several addresses alike, and files are kept for other uses."""

from __future__ import annotations

import errno
import resource
import socket

import pytest

from relay.edges.sockets.ports import MOST_FILES, most_connections, open_sockets


def test_a_free_port_is_the_same_on_both_addresses() -> None:
    opened = open_sockets(["127.0.0.1", "::1"], 0)
    try:
        names = [one.getsockname() for one in opened]
        assert [name[0] for name in names] == ["127.0.0.1", "::1"]
        assert names[0][1] == names[1][1] > 0
    finally:
        for one in opened:
            one.close()


def test_a_port_that_is_taken_is_an_error_and_leaves_nothing_open() -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use") as error:
            open_sockets(["127.0.0.1", "::1"], port)
        assert error.value.errno == errno.EADDRINUSE
        socket.create_server(("127.0.0.1", port)).close()  # it is free again


def test_a_machine_without_ipv6_is_served_over_ipv4(monkeypatch: pytest.MonkeyPatch) -> None:
    create = socket.create_server

    def without_ipv6(address: tuple[str, int], *, family: int, backlog: int) -> socket.socket:
        if family == socket.AF_INET6:
            raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")
        return create(address, family=family, backlog=backlog)

    monkeypatch.setattr(socket, "create_server", without_ipv6)
    (only,) = open_sockets(["127.0.0.1", "::1"], 0)
    assert only.family == socket.AF_INET
    only.close()


@pytest.mark.parametrize("absent", ["198.51.100.77", "2001:db8::77"])
def test_an_address_that_this_machine_does_not_have_is_an_error(absent: str) -> None:
    with pytest.raises(OSError, match=r"assign|support"):
        open_sockets(["127.0.0.1", absent], 0)


def test_there_is_room_for_fewer_connections_than_files() -> None:
    most = most_connections()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert soft == min(hard, MOST_FILES)
    assert 0 < most < soft


def test_without_a_limit_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, resource.RLIM_INFINITY))
    monkeypatch.setattr(resource, "setrlimit", lambda _, both: limits.append(both))
    assert MOST_FILES // 2 < most_connections() < MOST_FILES
    assert limits == [(MOST_FILES, resource.RLIM_INFINITY)]


def test_where_the_limit_cannot_be_raised_it_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ValueError("current limit exceeds maximum limit")

    monkeypatch.setattr(resource, "getrlimit", lambda _: (1024, resource.RLIM_INFINITY))
    monkeypatch.setattr(resource, "setrlimit", refuse)
    assert 512 < most_connections() < 1024
