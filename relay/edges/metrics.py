"""Show what the relay counts, in the format of Prometheus (text exposition format 0.0.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from relay.hub import Hub

PREFIX = "hardware_relay_"
WINDOW_BOUNDS = (1_024, 2_048, 4_096, 8_192, 16_384, 65_536, 262_144)
OUTBOX_BOUNDS = (0, 1, 10, 100, 1_000, 8_192)

LeftOut = Callable[[], dict[str, int]]

COUNTERS = {
    "events_in": "Events accepted from producers",
    "repeated_in": "Events that producers sent again and the relay had already",
    "lost_in": "Events that never reached the relay, by the chain of their numbers",
    "events_out": "Events written to viewers",
    "merged_out": "Events that other events stood for when they were written to viewers behind",
    "frames_out": "Writes to viewers",
    "bytes_out": "Bytes written to viewers",
    "flushes": "Flushes",
    "flush_seconds": "Time spent in flushes, in seconds",
    "marks": "Marks sent to feeds",
    "answers": "Answers to marks",
    "fell_behind": "Times that a viewer fell behind",
    "caught_up": "Times that a viewer came back in step",
    "resumes": "Times that a viewer was served from a cursor",
}


class _RelayCollector(Collector):
    """Read the hub's numbers when somebody asks for them; nothing is counted twice."""

    def __init__(self, hub: Hub, left_out: LeftOut) -> None:
        self._hub = hub
        self._left_out = left_out

    def collect(self) -> Iterator[Metric]:
        tally = self._hub.tally
        for name, sentence in COUNTERS.items():
            yield CounterMetricFamily(PREFIX + name, sentence, value=getattr(tally, name))
        yield _labelled(
            "endings",
            "Connections that ended, by the code of the relay",
            "code",
            tally.endings.items(),
        )
        yield _labelled("errors", "Input that could not be used", "reason", tally.errors.items())
        yield _labelled(
            "handler_calls_left_out",
            "Calls that a handler was too slow for",
            "handler",
            self._left_out().items(),
        )
        yield from self._gauges()
        yield from self._viewers()

    def _gauges(self) -> Iterator[Metric]:
        hub = self._hub
        sources = hub.sources.values()
        yield _gauge("sources_online", "Sources with a producer", sum(s.online for s in sources))
        yield _gauge("sources", "Sources that are known", len(sources))
        yield _gauge("history_bytes", "Size of all histories", sum(s.size for s in sources))
        yield _gauge("feeds", "Groups of viewers with the same interest", len(hub.feeds))
        yield _gauge("flush_cost_seconds", "What the last flush took", hub.cost)
        yield _gauge("pace_seconds", "How long it was rested from", hub.rest)

    def _viewers(self) -> Iterator[Metric]:
        feeds = self._hub.feeds.values()
        behind = [viewer for feed in feeds for viewer in feed.behind]
        everybody = [*behind, *(viewer for feed in feeds for viewer in feed.in_step)]
        family = GaugeMetricFamily(PREFIX + "viewers", "Viewers", labels=["state"])
        family.add_metric(["in_step"], len(everybody) - len(behind))
        family.add_metric(["behind"], len(behind))
        yield family
        limits = [viewer.window.limit for viewer in everybody]
        yield _histogram("window_bytes", "What may be out to a viewer", limits, WINDOW_BOUNDS)
        out = [viewer.window.out for viewer in everybody]
        yield _histogram("out_bytes", "What is out to a viewer, unseen", out, WINDOW_BOUNDS)
        waiting = [viewer.waiting for viewer in behind]
        yield _histogram("outbox_events", "What waits for a viewer behind", waiting, OUTBOX_BOUNDS)


def _gauge(name: str, sentence: str, value: float) -> Metric:
    return GaugeMetricFamily(PREFIX + name, sentence, value=value)


def _labelled(name: str, sentence: str, label: str, counts: Iterable[tuple[str, int]]) -> Metric:
    family = CounterMetricFamily(PREFIX + name, sentence, labels=[label])
    for value, count in counts:
        family.add_metric([value], count)
    return family


def _histogram(
    name: str, sentence: str, values: list[float] | list[int], bounds: tuple[int, ...]
) -> Metric:
    buckets = [(str(bound), float(sum(v <= bound for v in values))) for bound in bounds]
    buckets.append(("+Inf", float(len(values))))
    return HistogramMetricFamily(PREFIX + name, sentence, buckets=buckets, sum_value=sum(values))


class Metrics:
    """The numbers of one relay as a page of text."""

    KIND = "text/plain; version=0.0.4; charset=utf-8"

    def __init__(self, hub: Hub, left_out: LeftOut) -> None:
        """`left_out` returns how many calls of each handler it was too slow for."""
        self._registry = CollectorRegistry()
        self._registry.register(_RelayCollector(hub, left_out))

    def page(self) -> bytes:
        """Return all numbers as they are now."""
        return generate_latest(self._registry)
