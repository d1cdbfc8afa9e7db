"""Let libFuzzer look for frames that break a parser, guided by the lines of the relay they reach.

    python -m tests.fuzz.guided --seconds 300

It begins with the samples of the wire, and goes on with what earlier runs have found. What must
hold is what the tests with hypothesis check too: see tests/protocol/roundtrip.py and
tests/relay/intruder.py. On a fault it prints the exception, keeps the input in .fuzz/ and exits
with a status that is not 0; `--again FILE` repeats one.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["protocol", "relay"]):
    from tests.protocol.mutations import FRAMES
    from tests.protocol.roundtrip import DECODERS, check
    from tests.relay.intruder import DISGUISES, intrude

CORPUS = Path(__file__).parents[2] / ".fuzz" / "corpus"
LONGEST = 4096
"""Bytes of an input. Larger frames do not reach more lines."""


def try_input(data: bytes) -> None:
    """Try an input: its first byte says on what, the others are one frame, or one on each line."""
    decoders = list(DECODERS.values())
    which = data[0] % (len(decoders) + len(DISGUISES)) if data else 0
    if which < len(decoders):
        check(decoders[which], data[1:])
    else:
        intrude(DISGUISES[which - len(decoders)], map(as_received, data[1:].split(b"\n")))


def as_received(frame: bytes) -> str | bytes:
    """Return what a session is given: text if it can be, else a binary frame."""
    try:
        return frame.decode()
    except UnicodeDecodeError:
        return frame


def sow() -> None:
    """Write every sample of the wire once for each thing that is tried."""
    CORPUS.mkdir(parents=True, exist_ok=True)
    for which in range(len(DECODERS) + len(DISGUISES)):
        for name, frame in FRAMES.items():
            (CORPUS / f"{which}-{name}").write_bytes(bytes([which]) + frame.encode())


def main() -> None:
    """Look for so many seconds."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--again", metavar="FILE", help="an input of .fuzz/ to try once more")
    options = parser.parse_args()
    sow()
    limits = [f"-max_total_time={options.seconds}", f"-max_len={LONGEST}", "-timeout=20"]
    what = [options.again] if options.again else [*limits, str(CORPUS)]
    found = f"-artifact_prefix={CORPUS.parent}/"
    atheris.Setup([sys.argv[0], found, "-print_final_stats=1", *what], try_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
