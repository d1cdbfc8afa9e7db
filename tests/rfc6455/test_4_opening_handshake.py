"""RFC 6455, section 4: the opening handshake, as the server has to read and to answer it."""

from __future__ import annotations

import base64
import hashlib

import pytest

from protocol.messages import SUBPROTOCOL
from tests.rfc6455.client import KEY, PING, PONG, Changes, Client, Frame, frame

VALID: dict[str, Changes] = {
    "4.2.1-1 header names in any case": {
        "Sec-WebSocket-Key": None,
        "SEC-WEBSOCKET-KEY": KEY,
        "Sec-WebSocket-Version": None,
        "sec-websocket-version": "13",
    },
    "4.2.1-3 Upgrade in small letters": {"Upgrade": "websocket"},
    "4.2.1-3 Upgrade in any case": {"Upgrade": "WebSOCKET"},
    "4.2.1-4 Connection in any case": {"Connection": "uPGRADE"},
    "4.2.1-4 Connection among other tokens": {"Connection": "keep-alive, Upgrade"},
    "4.2.1-4 Connection on two lines": {"Connection": ["keep-alive", "Upgrade"]},
    "4.2.1-7 the page's own Origin": {"Origin": "http://localhost:3000"},
    "4.2.1-8 a subprotocol that the relay does not speak": {"Sec-WebSocket-Protocol": "chat"},
    "4.2.1-9 an extension": {"Sec-WebSocket-Extensions": "permessage-deflate"},
    "4.2.1-10 cookies and unknown headers": {"Cookie": "a=b", "X-Unknown": "?", "Accept": "*/*"},
}

REFUSED: dict[str, tuple[int, Changes]] = {
    "4.2.1-2 no Host": (403, {"Host": None}),
    "4.2.1-2 two Hosts": (403, {"Host": ["localhost", "localhost"]}),
    "4.2.1-3 Upgrade to something longer": (426, {"Upgrade": "websockets"}),
    "4.2.1-3 Upgrade to one of several": (426, {"Upgrade": "h2c, websocket"}),
    "4.2.1-4 no Connection": (426, {"Connection": None}),
    "4.2.1-4 Connection without Upgrade": (426, {"Connection": "keep-alive, close"}),
    "4.2.1-4 Connection with a longer token": (426, {"Connection": "Upgrades"}),
    "4.2.1-5 no key": (400, {"Sec-WebSocket-Key": None}),
    "4.2.1-5 two keys": (400, {"Sec-WebSocket-Key": [KEY, KEY]}),
    "4.2.1-5 an empty key": (400, {"Sec-WebSocket-Key": ""}),
    "4.2.1-5 a key of 15 bytes": (400, {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAA"}),
    "4.2.1-5 a key of 17 bytes": (400, {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAAA="}),
    "4.2.1-5 a key that is not base64": (400, {"Sec-WebSocket-Key": "!" * 22 + "=="}),
    "4.2.1-6 no version": (400, {"Sec-WebSocket-Version": None}),
    "4.2.1-8 an empty subprotocol": (400, {"Sec-WebSocket-Protocol": ""}),
    "4.2.1-8 a subprotocol that is no token": (400, {"Sec-WebSocket-Protocol": "a b"}),
    "4.2.2-2 a foreign Origin": (403, {"Origin": "http://evil.example"}),
}

OTHER_VERSIONS: list[str | list[str]] = ["0", "8", "12", "14", "130", "x", "13, 8", ["13", "13"]]

OFFERS: list[tuple[str | list[str] | None, list[str] | None]] = [
    (None, None),
    (SUBPROTOCOL, [SUBPROTOCOL]),
    (f"chat, {SUBPROTOCOL}", [SUBPROTOCOL]),
    (["chat", SUBPROTOCOL], [SUBPROTOCOL]),
    (f"{SUBPROTOCOL}, {SUBPROTOCOL}", [SUBPROTOCOL]),
    ("chat, superchat", None),
    (SUBPROTOCOL.upper(), None),
    (SUBPROTOCOL + "1", None),
]


def accept(key: str) -> str:
    """Compute Sec-WebSocket-Accept (4.2.2-5.4)."""
    joined = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    return base64.b64encode(hashlib.sha1(joined.encode()).digest()).decode()


@pytest.mark.parametrize("changes", VALID.values(), ids=list(VALID))
def test_a_valid_request_becomes_a_websocket(client: Client, changes: Changes) -> None:
    assert client.shake(changes).status == 101
    client.send(frame(PING))
    assert client.read() == Frame(PONG)


@pytest.mark.parametrize("target", ["/", "/any/path?with=query", "http://localhost/absolute"])
def test_4_2_1_1_any_resource_name_becomes_a_websocket(client: Client, target: str) -> None:
    assert client.shake(request=f"GET {target} HTTP/1.1").status == 101


@pytest.mark.parametrize(("status", "changes"), REFUSED.values(), ids=list(REFUSED))
def test_4_2_1_a_request_that_breaks_a_rule_is_refused(
    client: Client, status: int, changes: Changes
) -> None:
    answer = client.shake(changes)
    assert answer.status == status
    assert "sec-websocket-accept" not in answer.headers


@pytest.mark.parametrize("changes", [{"Upgrade": None}, {"Upgrade": "h2c"}])
def test_4_2_1_3_a_request_for_no_websocket_gets_the_page(client: Client, changes: Changes) -> None:
    answer = client.shake(changes)
    assert answer.status == 200
    assert "upgrade" not in answer.headers


@pytest.mark.parametrize(
    ("request_line", "status"), [("POST / HTTP/1.1", 405), ("GET / HTTP/1.0", 505)]
)
def test_4_2_1_1_only_get_in_http_1_1_becomes_a_websocket(
    client: Client, request_line: str, status: int
) -> None:
    assert client.shake(request=request_line).status == status


@pytest.mark.parametrize("version", OTHER_VERSIONS, ids=str)
def test_4_2_2_4_and_4_4_another_version_is_told_which_one_is_spoken(
    client: Client, version: str | list[str]
) -> None:
    answer = client.shake({"Sec-WebSocket-Version": version})
    assert answer.status == 426
    assert answer.headers["sec-websocket-version"] == ["13"]
    assert answer.headers["upgrade"] == ["websocket"]  # RFC 9110, 15.5.22


def test_4_2_2_5_the_answer_has_what_it_must_have(client: Client) -> None:
    answer = client.shake()
    assert answer.status == 101
    assert [value.lower() for value in answer.headers["upgrade"]] == ["websocket"]
    assert [value.lower() for value in answer.headers["connection"]] == ["upgrade"]
    assert answer.headers["sec-websocket-accept"] == ["s3pPLMBiTxaQ9kYGzzhZRbK+xOo="]


@pytest.mark.parametrize("key", [KEY, "AAAAAAAAAAAAAAAAAAAAAA==", "/////////////////////w=="])
def test_4_2_2_5_4_the_answer_proves_that_the_key_was_read(client: Client, key: str) -> None:
    answer = client.shake({"Sec-WebSocket-Key": key})
    assert answer.headers["sec-websocket-accept"] == [accept(key)]


@pytest.mark.parametrize(("offered", "chosen"), OFFERS, ids=lambda value: str(value))
def test_4_2_2_5_5_the_one_subprotocol_that_the_relay_speaks_is_chosen_or_none(
    client: Client, offered: str | list[str] | None, chosen: list[str] | None
) -> None:
    answer = client.shake({"Sec-WebSocket-Protocol": offered})
    assert answer.status == 101
    assert answer.headers.get("sec-websocket-protocol") == chosen
