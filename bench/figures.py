"""The figures of one series: what its rounds measured, and how they compare with another's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

MICROSECONDS = 1e6


@dataclass(frozen=True)
class Round:
    """What one round measured; times of answers in milliseconds, the slowest last."""

    seconds: float
    latencies: Sequence[float]
    processor_seconds: float

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.latencies) / self.seconds

    @property
    def processor_microseconds(self) -> float:
        """The server's processor time for one request."""
        return self.processor_seconds / len(self.latencies) * MICROSECONDS

    def quantile(self, part: float) -> float:
        """The milliseconds within which this part of the answers came."""
        place = min(int(len(self.latencies) * part), len(self.latencies) - 1)
        return self.latencies[place]

    @property
    def p50(self) -> float:
        """The median of the answers, in milliseconds."""
        return self.quantile(0.5)


@dataclass
class Cell:
    """The rounds of one series at one concurrency."""

    rounds: list[Round] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests per second, the median of the rounds."""
        return median(each.rate for each in self.rounds)

    @property
    def p50(self) -> float:
        """Milliseconds, the median of the rounds' medians."""
        return median(each.p50 for each in self.rounds)

    @property
    def p99(self) -> float:
        """Milliseconds, the median of the rounds' 99th percentiles."""
        return median(each.quantile(0.99) for each in self.rounds)

    @property
    def slowest(self) -> float:
        """Milliseconds of the slowest answer of all rounds."""
        return max(each.latencies[-1] for each in self.rounds)

    @property
    def processor_microseconds(self) -> float:
        """The server's processor time for one request, the median of the rounds."""
        return median(each.processor_microseconds for each in self.rounds)


def ratio(upper: Cell, lower: Cell, what: Callable[[Round], float]) -> float:
    """How many times more: the median over rounds that were measured right after each other."""
    return median(what(one) / what(other) for one, other in zip(upper.rounds, lower.rounds, strict=True))
