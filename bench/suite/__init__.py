"""`make bench`: every workload against every server that can do it, in one run.

`python -m bench.suite` measures and writes docs/; what is run, and in which order, is in plan.py.
"""
