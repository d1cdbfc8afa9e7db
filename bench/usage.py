"""What a process uses, from /proc: processor time and memory. Linux only."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_TICK = 1 / os.sysconf("SC_CLK_TCK")
_PEAK_RESET = "5"
"""Written to clear_refs, this makes VmHWM begin anew (proc(5))."""


@dataclass(frozen=True)
class Cpu:
    """Seconds of processor time since the process began."""

    total: float
    user: float
    system: float

    def since(self, before: Cpu) -> Cpu:
        """Return what was used since an earlier look."""
        return Cpu(self.total - before.total, self.user - before.user, self.system - before.system)


def cpu(pid: int) -> Cpu:
    """Read the time of all threads; `total` to the nanosecond, the parts to 10 ms."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    total = sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return Cpu(total, int(fields[11]) * _TICK, int(fields[12]) * _TICK)


@dataclass(frozen=True)
class Memory:
    """KiB of a process: resident, its share of what is shared, and the most that was resident."""

    rss: int
    pss: int
    peak: int


def memory(pid: int) -> Memory:
    """Read the memory of a process. Buffers of sockets, which are the kernel's, are not in it."""
    rollup = _fields(f"/proc/{pid}/smaps_rollup")
    return Memory(rollup["Rss"], rollup["Pss"], _fields(f"/proc/{pid}/status")["VmHWM"])


def reset_peak(pid: int) -> None:
    """Let the peak begin anew."""
    Path(f"/proc/{pid}/clear_refs").write_text(_PEAK_RESET)


def _fields(path: str) -> dict[str, int]:
    lines = (line.split() for line in Path(path).read_text().splitlines())
    return {line[0].rstrip(":"): int(line[1]) for line in lines if line[-1] == "kB"}


def core_busy(core: int) -> float:
    """Return the seconds for which a core was not idle since boot, whoever used it."""
    for line in Path("/proc/stat").read_text().splitlines():
        name, *values = line.split()
        if name == f"cpu{core}":
            numbers = [int(value) for value in values[:8]]
            return (sum(numbers) - numbers[3] - numbers[4]) * _TICK
    raise LookupError(f"There is no core {core}.")
