"""Make the pictures of the tutorial, by following its pages:

python -m tests.tutorial.pictures
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.end_to_end.browser import chromium
from tests.tutorial.pages import STEPS, Deed, acts
from tests.tutorial.walk import Walk


def has_pictures(step: Path) -> bool:
    """Tell whether the page of a step shows one."""
    told = acts((step / "README.md").read_text(encoding="utf-8"))
    return any(isinstance(act, Deed) and act.text.startswith("picture ") for act in told)


def main() -> None:
    """Follow every page that shows a picture."""
    with chromium() as browser:
        for step in filter(has_pictures, STEPS):
            with (
                tempfile.TemporaryDirectory() as folder,
                Walk(step, Path(folder) / step.name, browser, keep_pictures=True) as walk,
            ):
                walk.follow()
                print(step.name)


if __name__ == "__main__":
    main()
