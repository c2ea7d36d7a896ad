"""A call of a vendor's API as it is remembered: what was asked, and what was answered."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class ApiCall:
    """One attempt. `path` holds ids, and never a secret."""

    method: str
    path: str
    status: int | None
    """Of HTTP; None where no answer came."""
    request_id: str
    """The API's own id of the request, or the one that we sent along."""

    @property
    def words(self) -> str:
        """The call in a line."""
        answer = "no answer" if self.status is None else f"status {self.status}"
        return f"{self.method} {self.path}: {answer}, request id {self.request_id}"


def calls_to_json(calls: Iterable[ApiCall]) -> list[dict[str, Any]] | None:
    """The calls as they are stored; None where there were none."""
    return [asdict(call) for call in calls] or None


def calls_from_json(stored: Sequence[dict[str, Any]] | None) -> tuple[ApiCall, ...]:
    """The calls as they were stored."""
    return tuple(ApiCall(**call) for call in stored or ())
