"""What the relay says when it starts: where its page is, and how others come in.

The tokens are shown here and nowhere else, and only to somebody who sits at a terminal: what is not
a terminal may be a log.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from relay.access import Access
from relay.tokens import Tokens


def viewers_link(page: str, tokens: Tokens) -> str:
    """Return the page's address with the token behind `#`: the part that no browser sends."""
    return f"{page.rstrip('/')}/#token={tokens.viewer}"


def invite(
    access: Access,
    also: Sequence[str],
    tokens: Tokens | None,
    kept_in: str,
    *,
    at_terminal: bool,
    draw: Callable[[str], list[str]],
) -> list[str]:
    """Return the lines; `also` are further addresses of the page, `draw` turns a link into a
    picture."""
    lines = [f"The relay is running. The page: {access.page}"]
    if tokens is None:
        return lines
    if also:
        lines.append(f"Also at: {'  '.join(also)}")
    if not at_terminal:
        told = (
            "Whoever comes in has to show a token. Tokens are shown at a terminal only; these are"
            f" in {kept_in}."
        )
        return [*lines, told]
    link = viewers_link(access.page, tokens)
    relay = "ws" + access.page.removeprefix("http").rstrip("/")
    lines += [
        "",
        f"To view:  {link}",
        f"To send:  HARDWARE_TOKEN={tokens.producer} python hardware.py --url {relay}",
        "",
        *draw(link),
    ]
    if access.page.startswith("http:"):
        lines.append(
            "The line is not encrypted: whoever can listen on it reads along. See docs/lan.md."
        )
    return lines
