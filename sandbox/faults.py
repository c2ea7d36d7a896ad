"""Trouble on order: the wire to the stand-ins, where answers are delayed, bent or lost."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal, get_args

import orjson
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.journal import SCOPE_KEY, Effect, Journal

FaultKind = Literal[
    "status",
    "rate_limited",
    "slow",
    "late",
    "broken_json",
    "half_list",
    "html",
    "empty",
    "cut_before",
    "cut_after",
]
ErrorBody = Callable[[str, int], bytes]

# Kinds that stand in front of the API: unless a fault says otherwise, the request is not carried out.
_WITHOUT_EFFECT = frozenset({"status", "rate_limited", "cut_before"})
_HTML = (
    b"<!DOCTYPE html>\n<html><head><title>Bad Gateway</title></head>"
    b"<body><h1>Bad Gateway</h1><p>The server is <b>temporarily</b> unavailable.</p></body></html>\n"
)


@dataclass
class Fault:
    """One kind of trouble for the next `count` requests whose "METHOD /path" fits the `route` glob.

    `seconds` is how long a slow answer waits before the request is carried out, and a late one after it;
    `retry_after` whole seconds or None for no header; `effect` whether the request is carried out all the same
    (None: what is usual for the kind).
    """

    route: str
    kind: FaultKind
    status: int | None = None
    retry_after: int | None = None
    seconds: float = 1.0
    count: int = 1
    effect: bool | None = None

    @property
    def is_carried_out(self) -> bool:
        """Whether the request reaches the API behind."""
        return self.kind not in _WITHOUT_EFFECT if self.effect is None else self.effect


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "route": lambda value: isinstance(value, str) and " /" in value,
    "kind": lambda value: value in get_args(FaultKind),
    "status": lambda value: value is None or (type(value) is int and 200 <= value <= 599),
    "retry_after": lambda value: value is None or (type(value) is int and value >= 0),
    "seconds": lambda value: type(value) in {int, float} and 0 <= value <= 3600,
    "count": lambda value: type(value) is int and value >= 1,
    "effect": lambda value: value is None or type(value) is bool,
}


def parse_fault(fields: Mapping[str, Any]) -> Fault:
    """A fault from the door's JSON. Raises ValueError with a sentence that names the field."""
    for name in ("route", "kind"):
        if name not in fields:
            raise ValueError(f"`{name}` is required but missing")
    for name, value in fields.items():
        check = _CHECKS.get(name)
        if check is None:
            raise ValueError(f"`{name}` is not a field of a fault")
        if not check(value):
            raise ValueError(f"`{name}` cannot be {value!r}")
    return Fault(**fields)


@dataclass
class FaultPlan:
    """The faults on order, taken in the order in which they were made."""

    waiting: list[Fault] = field(default_factory=list)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, fault: Fault) -> None:
        """Puts a fault at the end of the queue."""
        self.waiting.append(fault)

    def clear(self) -> None:
        """Forgets all faults, and lets slow answers go at once."""
        self.waiting.clear()
        self.release()

    def release(self) -> None:
        """Lets slow answers go at once, and keeps the faults that are still waiting."""
        self.released.set()
        self.released = asyncio.Event()

    def take(self, method: str, path: str) -> Fault | None:
        """The first fault that fits this request; it is used up once."""
        for fault in self.waiting:
            if fnmatchcase(f"{method} {path}", fault.route):
                fault.count -= 1
                if not fault.count:
                    self.waiting.remove(fault)
                return fault
        return None


class Wire:
    """The outermost ASGI layer: applies faults, keeps the journal. The door itself passes untouched."""

    def __init__(
        self,
        inner: ASGIApp,
        plan: FaultPlan,
        journal: Journal,
        written_now: Callable[[], str],
        error_body: ErrorBody,
    ) -> None:
        self._inner = inner
        self._plan = plan
        self._journal = journal
        self._written_now = written_now
        self._error_body = error_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request over the wire."""
        if scope["type"] != "http" or scope["path"].startswith("/_sandbox"):
            await self._inner(scope, receive, send)
            return
        path = scope.get("raw_path", scope["path"].encode()).decode("ascii", "replace")
        fault = self._plan.take(scope["method"], path)
        effect = scope[SCOPE_KEY] = Effect()
        answer = _Answer()
        at = self._written_now()
        try:
            await self._exchange(fault, answer, (scope, receive, send))
        finally:
            self._journal.record(
                at=at,
                method=scope["method"],
                path=path,
                query=scope["query_string"].decode("ascii", "replace"),
                status=answer.sent_status,
                had_effect=effect.happened,
                fault=fault.kind if fault else None,
            )

    async def _exchange(
        self, fault: Fault | None, answer: "_Answer", line: tuple[Scope, Receive, Send]
    ) -> None:
        scope, receive, send = line
        if fault is None:
            await self._inner(scope, receive, answer.sending(send))
            return
        if fault.kind == "slow":
            await self._wait(fault)
            await self._inner(scope, receive, answer.sending(send))
            return
        if fault.is_carried_out:
            await self._inner(scope, receive, answer.keep)
        else:
            await _read_to_the_end(receive)
        if fault.kind in {"cut_before", "cut_after"}:
            await cut(receive, send)
            return
        if fault.kind == "late":
            await self._wait(fault)
        await self._bend(fault, answer, scope["path"]).deliver(answer.sending(send))

    async def _wait(self, fault: Fault) -> None:
        released = self._plan.released
        with suppress(TimeoutError):
            await asyncio.wait_for(released.wait(), fault.seconds)

    def _bend(self, fault: Fault, answer: "_Answer", path: str) -> "_Bent":
        json_type = {"content-type": "application/json"}
        if fault.kind == "rate_limited":
            waiting = {} if fault.retry_after is None else {"retry-after": str(fault.retry_after)}
            return _Bent(429, json_type | waiting, self._error_body(path, 429))
        if fault.kind == "status":
            status = fault.status or 500
            return _Bent(status, json_type, self._error_body(path, status))
        status = fault.status or answer.kept_status or 200
        status = 200 if status == 204 else status  # a 204 may have no body to bend
        if fault.kind == "html":
            return _Bent(status, {"content-type": "text/html; charset=utf-8"}, _HTML)
        if fault.kind == "late":
            return _Bent(status, json_type, answer.kept_body)
        if fault.kind == "half_list":
            items = orjson.loads(answer.kept_body)
            return _Bent(status, json_type, orjson.dumps(items[: len(items) // 2]))
        whole = b"" if fault.kind == "empty" else answer.kept_body
        half = whole[: len(whole) // 2] if fault.kind == "empty" or len(whole) > 1 else b'{"status": '
        return _Bent(status, json_type, half)


@dataclass
class _Answer:
    """What the API behind answered, kept back or passed on."""

    kept_status: int | None = None
    kept_body: bytes = b""
    sent_status: int | None = None

    async def keep(self, message: Message) -> None:
        """Stands in for `send` where the caller must not see this answer."""
        if message["type"] == "http.response.start":
            self.kept_status = message["status"]
        else:
            self.kept_body += message.get("body", b"")

    def sending(self, send: Send) -> Send:
        """`send`, with a note of the status that went out."""

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.sent_status = message["status"]
            await send(message)

        return noted


@dataclass(frozen=True)
class _Bent:
    """An answer that no API wrote."""

    status: int
    headers: dict[str, str]
    body: bytes

    async def deliver(self, send: Send) -> None:
        """Sends it whole."""
        headers = MutableHeaders(headers=self.headers | {"content-length": str(len(self.body))})
        await send({"type": "http.response.start", "status": self.status, "headers": headers.raw})
        await send({"type": "http.response.body", "body": self.body})


async def cut(receive: Receive, send: Send) -> None:
    """Closes the connection without an answer.

    ASGI has no word for that. Uvicorn's `send` is a method of an object that holds the transport; under any
    other server (or when wrapped) the next best thing is an answer that breaks off before its announced end.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
        return
    transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _read_to_the_end(receive: Receive) -> None:
    """Takes in the whole request, so that the caller has sent it when trouble comes."""
    more = True
    while more:
        message = await receive()
        more = message["type"] == "http.request" and message.get("more_body", False)
