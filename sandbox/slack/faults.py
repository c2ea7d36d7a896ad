"""Faults on demand: what may go wrong between Slack and a bot, when a test asks for it."""

from dataclasses import dataclass
from typing import Any

from sandbox.slack.refusals import BoardRefusal

METHOD_FAULTS = frozenset({"lost_answer", "ratelimited", "error500", "refuse", "slow"})
DELIVERY_FAULTS = frozenset({"duplicate", "stale_signature", "wrong_signature", "held"})
ANY_DELIVERY = "delivery"


@dataclass(frozen=True)
class Fault:
    """What happens to the next calls of a method, or to the next deliveries.

    `lost_answer`: the effect is done and the connection cut. `ratelimited`: 429 with `retry_after`
    seconds. `error500`: a `status` of 500 or more. `refuse`: answered with `error`. `slow`: the effect is
    done, the answer comes after `delay` seconds of the stand-in's clock.
    Deliveries (method `delivery`, or `slash_commands`, `interactive`, `events_api`): `duplicate`, `held`
    (comes after the next one of its kind), `stale_signature`, `wrong_signature`.
    """

    method: str
    fault: str
    error: str = "internal_error"
    retry_after: int = 1
    delay: float = 5.0
    status: int = 500


class Faults:
    """The faults that are still to happen, in the order they were asked for."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault, count: int = 1) -> None:
        """Ask for a fault, `count` times.

        Raises:
            BoardRefusal: no such fault.
        """
        known = METHOD_FAULTS | DELIVERY_FAULTS
        if fault.fault not in known:
            raise BoardRefusal(f"There is no fault {fault.fault!r}; there are {', '.join(sorted(known))}.")
        self._waiting.extend([fault] * count)

    def add_from(self, asked: dict[str, Any]) -> None:
        """Ask for the fault that a JSON body describes."""
        fault = Fault(
            method=str(asked.get("method", "")),
            fault=str(asked.get("fault", "")),
            error=str(asked.get("error", "internal_error")),
            retry_after=int(asked.get("retry_after", 1)),
            delay=float(asked.get("delay", 5.0)),
            status=int(asked.get("status", 500)),
        )
        self.add(fault, int(asked.get("count", 1)))

    def take(self, *methods: str) -> Fault | None:
        """The next fault for one of these methods, used up by asking."""
        for position, fault in enumerate(self._waiting):
            if fault.method in methods:
                return self._waiting.pop(position)
        return None

    def clear(self) -> None:
        """Forget what has not happened yet."""
        self._waiting.clear()
