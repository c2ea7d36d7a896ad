"""The figures that operators watch, for Prometheus."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
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
