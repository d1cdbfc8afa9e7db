"""Turn the figures of a run into documents: medians, ratios, tables, sentences and plots.

Nothing here measures. `python -m bench.paper` writes the documents anew from bench/baseline.json.
"""
