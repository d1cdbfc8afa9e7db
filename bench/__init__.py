"""Measure the relay beside other programs that do the same job.

`python -m bench --help` lists the cases. Nothing here is part of the product, and nothing of the
product imports it.
"""

from pathlib import Path

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results"
