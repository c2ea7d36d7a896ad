"""Every request and answer between the stand-in and the bot, for tests and for the curious."""

from collections import deque
from dataclasses import dataclass, fields
from typing import Any, Literal

from sandbox.slack.broadcasts import Broadcasts
from sandbox.slack.clock import StandInClock

KEPT = 20_000


@dataclass(frozen=True)
class Entry:
    """One exchange: `at` in seconds since 1970, `ms` its duration; `notes` say what Slack would object to."""

    n: int
    at: float
    direction: Literal["to_bot", "from_bot"]
    method: str
    path: str
    status: int
    request: Any
    answer: Any
    ms: float
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The entry for `/board/journal`."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


class Journal:
    """The last exchanges, oldest first."""

    def __init__(self, clock: StandInClock, broadcasts: Broadcasts) -> None:
        self._clock = clock
        self._broadcasts = broadcasts
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._count = 0

    def record(
        self,
        direction: Literal["to_bot", "from_bot"],
        *,
        method: str,
        path: str,
        status: int,
        request: Any,
        answer: Any,
        ms: float,
        notes: tuple[str, ...] = (),
    ) -> None:
        """Write an exchange down and tell the open pages."""
        self._count += 1
        entry = Entry(
            n=self._count,
            at=self._clock.now(),
            direction=direction,
            method=method,
            path=path,
            status=status,
            request=request,
            answer=answer,
            ms=round(ms, 2),
            notes=notes,
        )
        self._entries.append(entry)
        self._broadcasts.publish("journal", {"entry": entry.as_json()} if self._broadcasts.has_pages else {})

    def entries(self) -> list[Entry]:
        """What is kept, oldest first."""
        return list(self._entries)
