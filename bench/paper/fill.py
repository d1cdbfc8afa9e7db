"""Fill the generated parts into a document that is otherwise written by hand. Pure.

A part stands between `<!-- made: NAME -->` and `<!-- end -->`, each on a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_PART = re.compile(r"^(<!-- made: (.+?) -->\n)(.*?)(^<!-- end -->$)", re.MULTILINE | re.DOTALL)


def names(document: str) -> list[str]:
    """Return the names of the parts of a document."""
    return [match[2] for match in _PART.finditer(document)]


def fill(document: str, parts: Mapping[str, str]) -> str:
    """Put each part in its place. Raises KeyError if there is none of that name."""
    return _PART.sub(lambda match: f"{match[1]}\n{parts[match[2]]}\n\n{match[4]}", document)
