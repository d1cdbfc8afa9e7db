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

from relay.access import Access

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

FOR_EVER = "public, max-age=31536000, immutable"
"""For files whose names tell their content."""


def read_files(folder: Path) -> Files:
    """Read everything that is served, by its path in the URL."""
    if not (folder / "index.html").is_file():
        return {"/": File(NOT_BUILT.encode(), "text/html; charset=utf-8")}
    files = {
        "/" + path.relative_to(folder).as_posix(): _read(
            path, lasting=folder / "assets" in path.parents
        )
        for path in folder.rglob("*")
        if path.is_file()
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

    def __init__(self, access: Access, page: Path, live: Mapping[str, Callable[[], File]]) -> None:
        """Read the built page from its folder; `live` makes the answer for its paths when asked."""
        self._access = access
        self._files = read_files(page)
        self._live = live

    def respond(self, request: Request) -> Response | None:
        """Refuse a request, answer it, or return None: it may become a WebSocket."""
        headers = request.headers
        refusal = self._access.refusal(headers.get_all("Host"), headers.get_all("Origin"))
        if refusal is not None:
            return say(HTTPStatus.FORBIDDEN, refusal)
        if "websocket" in ",".join(headers.get_all("Upgrade")).lower():
            return None
        return self._serve(request.method, request.path.partition("?")[0])

    def _serve(self, method: str, path: str) -> Response:
        """Answer as RFC 9110 says: GET, HEAD, 404, 405."""
        if method not in ("GET", "HEAD"):
            return say(HTTPStatus.METHOD_NOT_ALLOWED, "Only GET and HEAD work here.", "GET, HEAD")
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


def say(status: HTTPStatus, sentence: str, allow: str = "") -> Response:
    """Answer with a sentence."""
    body = (sentence + "\n").encode()
    headers = Headers(SECURITY)
    headers["Content-Type"] = "text/plain; charset=utf-8"
    headers["Content-Length"] = str(len(body))
    headers["Connection"] = "close"
    if allow:
        headers["Allow"] = allow
    return Response(status.value, status.phrase, headers, body)
