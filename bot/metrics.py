"""The figures that operators watch, for Prometheus."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)


class Metrics:
    """Counts of what came and what became of it."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self.deliveries = Counter(
            "callboard_deliveries_total", "What Slack delivered.", ["kind"], registry=self.registry
        )
        self.duplicates = Counter(
            "callboard_duplicate_deliveries_total",
            "What Slack delivered again, without a second effect.",
            registry=self.registry,
        )
        self.unexpected = Counter(
            "callboard_unexpected_errors_total", "Errors that nobody foresaw.", registry=self.registry
        )
        self.outbox = OutboxMetrics(self.registry)


class OutboxMetrics:
    """How messages get to Slack. The gauges are read from the database, and the same in every process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, words: str, *labels: str) -> Gauge:
            return Gauge(f"callboard_outbox_{name}", words, labels, registry=registry)

        self.waiting = gauge("waiting", "Messages that wait to be posted or edited.")
        self.oldest = gauge("oldest_seconds", "Age of the oldest waiting message.")
        self.parked = gauge("parked", "Messages that are kept until somebody mends their channel.")
        self.dead = gauge("dead", "Messages that Slack refused for good, or that were dropped.")
        place = ("team", "channel")
        self.channel_waiting = gauge("channel_waiting", "Those that wait, by channel.", *place)
        self.channel_parked = gauge("channel_parked", "Those that are kept, by channel.", *place)
        self.channel_oldest = gauge("channel_oldest_seconds", "Age of the oldest waiting one.", *place)
        self.outcomes = Counter(
            "callboard_outbox_outcomes_total",
            "How the attempts of this process ended.",
            ["outcome"],
            registry=registry,
        )
        self.delay = Histogram(
            "callboard_outbox_delay_seconds",
            "From being written to being posted or edited, by this process.",
            buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800),
            registry=registry,
        )
