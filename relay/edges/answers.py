"""Answer HTTP requests on the relay's own port: who is let in, and the built page.

The files of the page are read once, at the start; nothing of a request ever reaches the file
system.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from mimetypes import guess_type
from pathlib import Path

from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from protocol.close_codes import Ending
from relay.access import Access, Arrival
from relay.guard import Guard, NotAdmitted

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Headers of every answer (W3C CSP level 3; Fetch). What comes over the wire is text to the
page."""

NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Hardware Relay</title>
<h1>The page has not been built yet</h1>
<p>The relay is running. Build its page with <code>make page</code>, or with
<code>npm install &amp;&amp; npm run build</code> in <code>frontend/</code>, and start it again.</p>
<p>While you work on the page, <code>npm start</code> in <code>frontend/</code> serves it at
http://localhost:3000.</p>
</html>
"""


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is served."""

    body: bytes
    kind: str
    lasting: bool = False


Files = dict[str, File]

VERSION = "13"
"""The version of WebSocket that is spoken here (RFC 6455, 4.1)."""

ALLOWED = {"Allow": "GET, HEAD"}
NO_MORE: Mapping[str, str] = {}
OF_PROXIES = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
"""Headers that say that a proxy has passed a request on."""

Live = Mapping[str, Callable[[], File]]
"""Paths, and what makes the answer for each."""

NOTHING: Live = {}

FOR_EVER = "public, max-age=31536000, immutable"
"""For files whose names tell their content."""


def read_files(folder: Path) -> Files:
    """Read everything that is served, by its path in the URL; what a link leads to outside of the
    folder is not."""
    if not (folder / "index.html").is_file():
        return {"/": File(NOT_BUILT.encode(), "text/html; charset=utf-8")}
    files = {
        "/" + path.relative_to(folder).as_posix(): _read(
            path, lasting=folder / "assets" in path.parents
        )
        for path in folder.rglob("*")
        if path.is_file() and path.resolve().is_relative_to(folder.resolve())
    }
    files["/"] = files["/index.html"]
    return files


def _read(path: Path, *, lasting: bool) -> File:
    kind = guess_type(path.name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind.endswith(("javascript", "json", "xml")):
        kind += "; charset=utf-8"
    return File(path.read_bytes(), kind, lasting)


class Answers:
    """What the relay says to a request before it becomes a WebSocket."""

    def __init__(
        self, access: Access, guard: Guard, page: Path, live: Live, private: Live = NOTHING
    ) -> None:
        """Read the built page from its folder.

        `live` and `private` make the answers for their paths when asked; what is private is for who
        shows the producer's token, or for this machine alone where none is asked for.
        """
        self._access = access
        self._guard = guard
        self._files = read_files(page)
        self._live = {**live, **private}
        self._private = frozenset(private)

    def respond(self, request: Request, arrival: Arrival) -> Response | None:
        """Refuse a request, answer it, or return None: it may become a WebSocket."""
        headers = request.headers
        refusal = self._access.refusal(headers.get_all("Host"), headers.get_all("Origin"), arrival)
        if refusal is not None:
            return say(HTTPStatus.FORBIDDEN, refusal)
        if "websocket" in ",".join(headers.get_all("Upgrade")).lower():
            versions = headers.get_all("Sec-WebSocket-Version")
            return None if versions in ([], [VERSION]) else ask_for_version()
        path = request.path.partition("?")[0]
        hidden = self._hide(headers, arrival) if path in self._private else None
        return hidden or self._serve(request.method, path)

    def _hide(self, headers: Headers, arrival: Arrival) -> Response | None:
        """Refuse what is private, or return None: it may be shown."""
        if not self._guard.asks:
            if any(headers.get_all(name) for name in OF_PROXIES):
                return say(HTTPStatus.FORBIDDEN, "This is not shown through a proxy.")
            return None
        scheme, _, token = ",".join(headers.get_all("Authorization")).partition(" ")
        shown = token.strip() if scheme.lower() == "bearer" else None
        try:
            self._guard.admit("hardware", shown, arrival.visitor)
        except NotAdmitted as refusal:
            if refusal.ending is Ending.TOO_MANY_TRIES:
                return say(HTTPStatus.TOO_MANY_REQUESTS, refusal.detail)
            sentence = "Show the producer's token: Authorization: Bearer TOKEN."
            return say(HTTPStatus.UNAUTHORIZED, sentence, {"WWW-Authenticate": "Bearer"})
        return None

    def _serve(self, method: str, path: str) -> Response:
        """Answer as RFC 9110 says: GET, HEAD, 404, 405."""
        if method not in ("GET", "HEAD"):
            return say(HTTPStatus.METHOD_NOT_ALLOWED, "Only GET and HEAD work here.", ALLOWED)
        make = self._live.get(path)
        file = self._files.get(path) if make is None else make()
        if file is None:
            return say(HTTPStatus.NOT_FOUND, "There is nothing here. The page is at /.")
        headers = Headers(SECURITY)
        headers["Content-Type"] = file.kind
        headers["Content-Length"] = str(len(file.body))
        headers["Cache-Control"] = FOR_EVER if file.lasting else "no-cache"
        headers["Connection"] = "close"
        return Response(200, "OK", headers, b"" if method == "HEAD" else file.body)


def say(status: HTTPStatus, sentence: str, more: Mapping[str, str] = NO_MORE) -> Response:
    """Answer with a sentence, and perhaps more headers."""
    body = (sentence + "\n").encode()
    headers = Headers({**SECURITY, **more})
    headers["Content-Type"] = "text/plain; charset=utf-8"
    headers["Content-Length"] = str(len(body))
    headers["Connection"] = "close"
    return Response(status.value, status.phrase, headers, body)


def ask_for_version() -> Response:
    """Tell which version of WebSocket is spoken here (RFC 6455, 4.4; RFC 9110, 15.5.22)."""
    answer = say(HTTPStatus.UPGRADE_REQUIRED, f"Only version {VERSION} of WebSocket works here.")
    answer.headers["Upgrade"] = "websocket"
    answer.headers["Sec-WebSocket-Version"] = VERSION
    return answer
