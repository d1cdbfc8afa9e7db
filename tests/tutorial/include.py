"""Put the code of the tutorial's files into its pages:

python -m tests.tutorial.include
"""

from __future__ import annotations

from tests.tutorial.pages import STEPS, with_code


def main() -> None:
    """Rewrite each page whose listings are not what the files are now."""
    for folder in STEPS:
        page = folder / "README.md"
        text = page.read_text(encoding="utf-8")
        new = with_code(text, folder)
        if new != text:
            page.write_text(new, encoding="utf-8")
            print(f"{page.parent.name}/{page.name}")


if __name__ == "__main__":
    main()
