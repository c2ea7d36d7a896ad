"""What was asked of the stand-ins: every request, its answer, and whether it changed anything."""

from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Any

KEPT = 20_000


@dataclass
class Effect:
    """Whether the request in hand changed the state; travels in the ASGI scope under `SCOPE_KEY`."""

    happened: bool = False


SCOPE_KEY = "sandbox.effect"


@dataclass(frozen=True)
class Entry:
    """One request; `status` is None where the connection was cut without an answer."""

    n: int
    at: str
    method: str
    path: str
    query: str
    status: int | None
    had_effect: bool
    fault: str | None


@dataclass
class Journal:
    """The latest requests, oldest first."""

    entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=KEPT))
    count: int = 0

    def record(self, **what: Any) -> None:
        """Adds a request; the fields are those of `Entry` except `n`."""
        self.count += 1
        self.entries.append(Entry(n=self.count, **what))

    def since(self, n: int) -> list[dict[str, Any]]:
        """The entries after number `n`, as JSON values."""
        return [asdict(entry) for entry in self.entries if entry.n > n]
