"""Start a program that may open only a few files.

python -m tests.hostile.few_files NUMBER PROGRAM [ARGUMENT …]
"""

from __future__ import annotations

import os
import resource
import sys


def main() -> None:
    """Set the limit and become the program."""
    number = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_NOFILE, (number, number))
    os.execv(sys.executable, [sys.executable, *sys.argv[2:]])


if __name__ == "__main__":
    main()
