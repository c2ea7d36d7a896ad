"""Which operation a method and a path mean; ids are taken from the path as it was sent, then decoded."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from starlette.requests import Request

from sandbox.appcues.account import Account
from sandbox.appcues.answers import Answer


@dataclass(frozen=True)
class Call:
    """A request, as an operation sees it; `root` is the absolute URL of the account on the host called."""

    root: str
    ids: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None

    def url(self, *parts: str) -> str:
        """The absolute URL of something in this account."""
        return "/".join((self.root, *(quote(part, safe="") for part in parts)))


BodyReader = Callable[[Request], Awaitable[Any]]


async def no_body(_request: Request) -> None:
    """For operations that take no body: whatever was sent is never parsed (Appcues 0.1)."""


@dataclass(frozen=True)
class Operation:
    """One call of the API: its place, how its body is read, and what it does."""

    method: str
    path: str
    run: Callable[[Account, Call], Answer]
    read: BodyReader = no_body


@dataclass
class Router:
    """Finds operations by method and path; what is not found is a 404, a wrong method too (I)."""

    _by_shape: dict[tuple[str, int], list[tuple[list[str], Operation]]] = field(default_factory=dict)

    @classmethod
    def of(cls, operations: Iterable[Operation]) -> "Router":
        """A router for these operations."""
        router = cls()
        for operation in operations:
            pattern = operation.path.strip("/").split("/")
            router._by_shape.setdefault((operation.method, len(pattern)), []).append((pattern, operation))
        return router

    def find(self, method: str, segments: list[str]) -> tuple[Operation, dict[str, str]] | None:
        """The operation and the decoded ids in the path, or None. `segments` are still percent-encoded."""
        for pattern, operation in self._by_shape.get((method, len(segments)), ()):
            ids = _match(pattern, segments)
            if ids is not None:
                return operation, ids
        return None


def _match(pattern: list[str], segments: list[str]) -> dict[str, str] | None:
    ids: dict[str, str] = {}
    for expected, segment in zip(pattern, segments, strict=True):
        if expected.startswith("{"):
            if not segment:
                return None
            ids[expected[1:-1]] = unquote(segment)
        elif expected != segment:
            return None
    return ids
