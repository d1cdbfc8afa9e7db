"""Plain HTTP requests get the page, a number, or a sentence that says why not."""

from __future__ import annotations

from pathlib import Path

import pytest
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from relay.access import Arrival, of_loopback
from relay.edges.answers import FOR_EVER, SECURITY, Answers, File, read_files
from relay.guard import Guard
from relay.guesses import TRIES
from relay.tokens import Tokens

PORT = 3001
FILES = {
    "index.html": "<!doctype html><title>The page</title>",
    "assets/index-1a2b.js": "let a = 1",
    "assets/index-1a2b.css": "a { color: red }",
    "favicon.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
}


@pytest.fixture
def page(tmp_path: Path) -> Path:
    folder = tmp_path / "assets" / "dist"  # a folder of that name above must make no difference
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "assets" / "secret").write_text("not for the world")
    return folder


@pytest.fixture
def answers(page: Path) -> Answers:
    return Answers(of_loopback(PORT), Guard(), page, {"/live": lambda: File(b"now", "text/plain")})


def ask(
    answers: Answers,
    path: str = "/",
    method: str = "GET",
    host: str = f"localhost:{PORT}",
    **headers: str,
) -> Response | None:
    named = [("Host", host), *((name.replace("_", "-"), text) for name, text in headers.items())]
    return answers.respond(Request(path, Headers(named), method=method), Arrival())


def ask_for_page(answers: Answers, path: str = "/", method: str = "GET") -> Response:
    response = ask(answers, path, method)
    assert response is not None
    return response


@pytest.mark.parametrize("path", ["/", "/index.html", "/?a=b", "/index.html?"])
def test_the_page_is_served(answers: Answers, path: str) -> None:
    response = ask_for_page(answers, path)
    assert response.status_code == 200
    assert response.body == FILES["index.html"].encode()
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/assets/index-1a2b.js", "text/javascript; charset=utf-8"),
        ("/assets/index-1a2b.css", "text/css; charset=utf-8"),
        ("/favicon.svg", "image/svg+xml; charset=utf-8"),
    ],
)
def test_files_have_their_types(answers: Answers, path: str, kind: str) -> None:
    response = ask_for_page(answers, path)
    assert response.headers["Content-Type"] == kind
    assert response.headers["Content-Length"] == str(len(response.body))


def test_only_files_whose_names_tell_their_content_are_kept_for_ever(answers: Answers) -> None:
    kept = {path: ask_for_page(answers, path).headers["Cache-Control"] for path in ("/", *LINKS)}
    assert kept == {
        "/": "no-cache",
        "/assets/index-1a2b.js": FOR_EVER,
        "/assets/index-1a2b.css": FOR_EVER,
        "/favicon.svg": "no-cache",
    }


LINKS = [f"/{name}" for name in FILES if name != "index.html"]


def test_head_is_answered_like_get_without_the_body(answers: Answers) -> None:
    head, get = (ask_for_page(answers, "/", method) for method in ("HEAD", "GET"))
    assert (head.status_code, head.body) == (200, b"")
    assert head.headers == get.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "BREW"])
def test_other_methods_get_405_and_learn_which_work(answers: Answers, method: str) -> None:
    response = ask_for_page(answers, "/", method)
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "path",
    [
        "/secret",
        "/../secret",
        "/assets/../../secret",
        "/%2e%2e/secret",
        "//etc/passwd",
        "/assets",
        "/assets/",
        "\\..\\secret",
        "http://localhost:3001/",
        "/index.html%00.js",
        "*",
    ],
)
def test_what_was_not_read_at_the_start_is_not_there(answers: Answers, path: str) -> None:
    response = ask_for_page(answers, path)
    assert response.status_code == 404
    assert response.body == b"There is nothing here. The page is at /.\n"


def test_a_link_that_leads_out_of_the_folder_is_not_served(page: Path) -> None:
    (page / "out.txt").symlink_to(page.parent / "assets" / "secret")
    (page / "out").symlink_to(page.parent / "assets")
    (page / "assets" / "within.js").symlink_to(page / "index.html")
    files = read_files(page)
    assert "/assets/within.js" in files
    assert not [path for path in files if path.startswith("/out")]


def test_a_file_that_is_made_later_is_not_served(answers: Answers, page: Path) -> None:
    (page / "later.html").write_text("later")
    assert ask_for_page(answers, "/later.html").status_code == 404


@pytest.mark.parametrize(
    ("path", "method"), [("/", "GET"), ("/favicon.svg", "HEAD"), ("/no", "GET"), ("/", "POST")]
)
def test_every_answer_carries_the_security_headers(
    answers: Answers, path: str, method: str
) -> None:
    headers = ask_for_page(answers, path, method).headers
    assert {name: headers[name] for name in SECURITY} == SECURITY


def test_scripts_run_from_files_of_the_page_only() -> None:
    policy = dict(part.strip().split(" ", 1) for part in csp().split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in csp()


def csp() -> str:
    return SECURITY["Content-Security-Policy"]


def test_live_pages_are_made_when_they_are_asked_for(page: Path) -> None:
    numbers = iter([b"1", b"2"])
    live = {"/number": lambda: File(next(numbers), "text/plain")}
    answers = Answers(of_loopback(PORT), Guard(), page, live)
    assert [ask_for_page(answers, "/number").body for _ in range(2)] == [b"1", b"2"]


TOKENS = Tokens(producer="producer-0123456789", viewer="viewer-0123456789")


def ask_for_numbers(page: Path, guard: Guard, **headers: str) -> Response:
    numbers = {"/numbers": lambda: File(b"42", "text/plain")}
    response = ask(Answers(of_loopback(PORT), guard, page, {}, numbers), "/numbers", **headers)
    assert response is not None
    assert {name: response.headers[name] for name in SECURITY} == SECURITY
    return response


def test_what_is_private_is_shown_to_this_machine(page: Path) -> None:
    assert ask_for_numbers(page, Guard()).body == b"42"


@pytest.mark.parametrize("header", ["X_Forwarded_For", "Forwarded", "Via", "X_Real_IP"])
def test_what_is_private_is_not_shown_through_a_proxy(page: Path, header: str) -> None:
    response = ask_for_numbers(page, Guard(), **{header: "10.0.0.1"})
    assert response.status_code == 403
    assert response.body == b"This is not shown through a proxy.\n"


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer a-guess"},
        {"Authorization": f"Bearer {TOKENS.viewer}"},
        {"Authorization": f"Basic {TOKENS.producer}"},
        {"Authorization": TOKENS.producer},
    ],
)
def test_where_tokens_are_asked_for_what_is_private_wants_the_producers(
    page: Path, shown: dict[str, str]
) -> None:
    response = ask_for_numbers(page, Guard(TOKENS), **shown)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.body == b"Show the producer's token: Authorization: Bearer TOKEN.\n"


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER "])
def test_the_producers_token_shows_what_is_private(page: Path, scheme: str) -> None:
    shown = f"{scheme} {TOKENS.producer}"
    assert ask_for_numbers(page, Guard(TOKENS), Authorization=shown).body == b"42"


def test_guesses_are_slowed_down_here_too(page: Path) -> None:
    guard = Guard(TOKENS)
    for _ in range(TRIES):
        ask_for_numbers(page, guard, Authorization="Bearer a-guess")
    right = f"Bearer {TOKENS.producer}"
    assert ask_for_numbers(page, guard, Authorization=right).status_code == 429


def test_a_page_that_was_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    response = ask_for_page(Answers(of_loopback(PORT), Guard(), tmp_path, {}))
    assert response.status_code == 200
    assert b"make page" in response.body
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("upgrade", ["websocket", "WebSocket", "h2c, websocket"])
def test_a_request_for_a_websocket_may_become_one(answers: Answers, upgrade: str) -> None:
    assert ask(answers, Connection="Upgrade", Upgrade=upgrade) is None


def test_another_version_of_websocket_is_told_which_one_works(answers: Answers) -> None:
    assert ask(answers, Upgrade="websocket", Sec_WebSocket_Version="13") is None
    response = ask(answers, Upgrade="websocket", Sec_WebSocket_Version="8")
    assert response is not None
    assert response.status_code == 426
    assert response.headers["Sec-WebSocket-Version"] == "13"


def test_an_upgrade_to_something_else_is_ignored(answers: Answers) -> None:
    response = ask(answers, Connection="Upgrade, HTTP2-Settings", Upgrade="h2c")
    assert response is not None
    assert response.status_code == 200


def test_headers_that_come_twice_do_no_harm(answers: Answers) -> None:
    twice = Headers([("Host", f"localhost:{PORT}"), *[("Connection", "close")] * 2])
    response = answers.respond(Request("/", twice, method="GET"), Arrival())
    assert response is not None
    assert response.status_code == 200


REFUSED = [
    {"host": "evil.example"},
    {"host": f"evil.example:{PORT}"},
    {"host": f"localhost:{PORT}.evil.example"},
    {"host": f"localhost.evil.example:{PORT}"},
    {"host": "localhost:3002"},
    {"host": ""},
    {"host": f"evil.example:{PORT}", "Origin": f"http://evil.example:{PORT}"},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://localhost"},
    {"Origin": f"https://localhost:{PORT}"},
    {"Origin": f"http://localhost:{PORT}.evil.example"},
    {"Origin": f"http://evil-localhost:{PORT}"},
    {"Origin": f"http://localhost:{PORT}/"},
    {"Origin": "file://"},
]


@pytest.mark.parametrize("headers", REFUSED)
@pytest.mark.parametrize("upgrade", [{}, {"Connection": "Upgrade", "Upgrade": "websocket"}])
def test_strange_hosts_and_origins_get_403_and_a_sentence(
    answers: Answers, headers: dict[str, str], upgrade: dict[str, str]
) -> None:
    response = ask(answers, **headers, **upgrade)
    assert response is not None
    assert response.status_code == 403
    assert response.body.endswith(b".\n")


@pytest.mark.parametrize(
    "origin",
    [
        *(f"http://{host}:{PORT}" for host in ("localhost", "127.0.0.1", "[::1]", "LocalHost")),
        "http://localhost:3000",
    ],
)
def test_the_relays_own_pages_are_let_in(answers: Answers, origin: str) -> None:
    assert ask(answers, Connection="Upgrade", Upgrade="websocket", Origin=origin) is None


def test_two_hosts_or_none_are_refused(answers: Answers) -> None:
    host = ("Host", f"localhost:{PORT}")
    for hosts in ([], [host, host]):
        response = answers.respond(Request("/", Headers(hosts), method="GET"), Arrival())
        assert response is not None
        assert response.status_code == 403
