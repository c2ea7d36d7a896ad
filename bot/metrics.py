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
        self.waiting_messages = Gauge(
            "callboard_outbox_waiting", "Messages that wait to be posted or edited.", registry=self.registry
        )
        self.oldest_message = Gauge(
            "callboard_outbox_oldest_seconds", "Age of the oldest waiting message.", registry=self.registry
        )
        self.parked_messages = Gauge(
            "callboard_outbox_parked",
            "Messages that are kept until somebody mends their channel.",
            registry=self.registry,
        )
        self.dead_messages = Gauge(
            "callboard_outbox_dead",
            "Messages that Slack refused for good, or that were dropped.",
            registry=self.registry,
        )
        self.channel_waiting = Gauge(
            "callboard_outbox_channel_waiting",
            "Messages that wait, in channels where any do.",
            ["channel"],
            registry=self.registry,
        )
        self.channel_parked = Gauge(
            "callboard_outbox_channel_parked",
            "Messages that are kept, in channels where any are.",
            ["channel"],
            registry=self.registry,
        )
        self.channel_lag = Gauge(
            "callboard_outbox_channel_lag_seconds",
            "Age of the oldest waiting message, in channels where any waits.",
            ["channel"],
            registry=self.registry,
        )
        self.outbox_outcomes = Counter(
            "callboard_outbox_outcomes_total",
            "How attempts of this process ended.",
            ["outcome"],
            registry=self.registry,
        )
        self.outbox_delay = Histogram(
            "callboard_outbox_delay_seconds",
            "From being written to being posted or edited, by this process.",
            buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800),
            registry=self.registry,
        )
