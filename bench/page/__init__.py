"""What the page costs its browser, and how long it takes from a hand to a picture.

python -m bench.page load       the page while 1,000 events a second arrive
python -m bench.page hidden     the page when it is shown again after it was hidden
python -m bench.page latency    from a hand to the presented frame, leg by leg

Each case runs real processes: a relay, producers, Chromium. Nothing here is shared with the other
benches, which measure servers.
"""
