"""Sends requests to one vendor's API: pooled, paced, bounded in time, repeated only where that is safe."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from secrets import SystemRandom
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx
from aiolimiter import AsyncLimiter

from bot.clients.bodies import Body, json_body
from bot.clients.call_notes import note_call
from bot.clients.connections import Timeouts, may_have_been_sent, open_client, read_body
from bot.clients.error_mapping import (
    Call,
    Lost,
    Reply,
    final_error_for,
    outcome_of,
    unconfirmed,
    unreadable,
)
from bot.clients.replies import EMPTY, read_reply
from bot.clients.reporting import facts, log, report
from bot.clients.retrying import Attempt, Outcome, pause_before_repeating
from bot.clock import Clock, Sleep, SystemClock
from bot.domain.pulses import Pulse
from bot.errors import ApiError, ApiItemMissing, ApiOutcomeUnknown, ApiUnreadable
from bot.redaction import Redactor

_RANDOM = SystemRandom()


@dataclass(frozen=True)
class Upstream:
    """An API as it is reached: where, with which credentials, how fast."""

    service: str
    """Its name for people."""
    base_url: str
    credentials: str
    """The names of the settings an admin has to look at when the key is refused."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    basic: tuple[str, str] | None = field(default=None, repr=False)
    """User and password of HTTP Basic."""
    requests_per_second: int | None = None
    """Most requests in any one second."""


@dataclass(frozen=True)
class Answer:
    """A 2xx answer. `body` is the JSON value, None if there was none (writes only)."""

    call: Call
    reply: Reply

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.reply.status

    @property
    def body(self) -> Any:
        """The JSON value, or None."""
        return self.reply.body

    @property
    def request_id(self) -> str:
        """The API's own id of the request, or ours."""
        return self.reply.request_id

    def unreadable(self, what: str) -> ApiUnreadable:
        """The error for a body that holds `what` instead of the documented form; writes the log line too."""
        report(
            "answer is not in the documented form",
            self.call,
            self.reply,
            found=what,
            answer=self.reply.excerpt,
        )
        return unreadable(self.call, self.reply, what)

    def unconfirmed(self) -> ApiOutcomeUnknown:
        """The error for something new that was accepted without an answer that shows it."""
        return unconfirmed(self.call, self.reply)


class Transport:
    """The connection to one API, built once and closed at the end of the process.

    `sleep` and `jitter` are passed in by tests; `redactor` should know the credentials of the upstream.
    """

    def __init__(
        self,
        upstream: Upstream,
        *,
        redactor: Redactor,
        clock: Clock | None = None,
        timeouts: Timeouts | None = None,
        sleep: Sleep = asyncio.sleep,
        jitter: Callable[[], float] = _RANDOM.random,
    ) -> None:
        self._upstream = upstream
        self._redactor = redactor
        self._clock = clock or SystemClock()
        self._timeouts = timeouts or Timeouts()
        self._sleep = sleep
        self._jitter = jitter
        self._pace = _pace(upstream.requests_per_second)
        self.pulse = Pulse()
        self._client = open_client(upstream.base_url, upstream.headers, upstream.basic, self._timeouts)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Gives the pooled connections back."""
        await self._client.aclose()

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        json: Any = None,
        body: Body | None = None,
        repeatable: bool,
        subject: str = "",
        settled_by: str = "",
        gone_is_done: bool = False,
        is_secret: bool = False,
    ) -> Answer:
        """The answer to one call, after repeating it where that is safe.

        `path` is made by `path_of`; `subject` ("flow with the id -Lx1") is what a 404 is about. `json` or `body`
        is what is sent. `repeatable` says whether doing it twice is harmless: only then is it repeated after an
        unknown outcome, and never once a file has begun to stream. `settled_by` tells the person which read
        settles an unknown outcome. `gone_is_done` takes a 404 after an unknown outcome for the success of the
        earlier attempt (deleting). `is_secret` keeps the answer out of the log.
        Raises ApiRefused (4xx), ApiRateLimited, ApiUnavailable (nothing happened), ApiOutcomeUnknown (a write
        that may have happened), ApiUnreadable (a read without JSON). A write that is answered with 2xx and an
        unreadable body has succeeded. What the source of a file raises comes through as it is.
        """
        call = Call(
            service=self._upstream.service,
            method=method,
            path=path,
            id=uuid4().hex,
            credentials=self._upstream.credentials,
            subject=subject,
            settled_by=settled_by,
            is_secret=is_secret,
        )
        body = json_body(json) if json is not None else body
        return await self._repeated(call, params, body, repeatable, gone_is_done)

    async def _repeated(
        self,
        call: Call,
        params: Mapping[str, str | int] | None,
        body: Body | None,
        repeatable: bool,
        gone_is_done: bool,
    ) -> Answer:
        total = self._timeouts.total_for(0 if body is None else body.length)
        deadline = asyncio.get_running_loop().time() + total
        waited, may_have_happened = 0.0, False
        for number in count(1):
            result = await self._attempt(call, params, body, deadline)
            error = final_error_for(call, result, may_have_happened=may_have_happened)
            note_call(call, result, failed=error is not None)
            was_gone = gone_is_done and may_have_happened and isinstance(error, ApiItemMissing)
            self.pulse = self.pulse.after(error, _asked_pause(result), self._clock.now())
            if isinstance(result, Reply) and (error is None or was_gone):
                return _succeeded(call, replace(result, body=None) if was_gone else result)
            outcome = outcome_of(result)
            attempt = Attempt(outcome, number, repeatable, waited, _asked_pause(result))
            pause = pause_before_repeating(attempt, self._jitter())
            is_spent = body is not None and body.is_spent
            if pause is None or is_spent or asyncio.get_running_loop().time() + pause >= deadline:
                raise _reported(error, call, result, number)
            report("request is repeated", call, result, attempt=number, pause=round(pause, 3))
            await self._sleep(pause)
            waited += pause
            may_have_happened = may_have_happened or outcome is Outcome.UNKNOWN
        raise AssertionError("counting never ends")

    async def _attempt(
        self, call: Call, params: Mapping[str, str | int] | None, body: Body | None, deadline: float
    ) -> Reply | Lost:
        try:
            async with asyncio.timeout_at(deadline):
                await self._pace_request()
        except TimeoutError:
            return Lost(sent=False, reason="no turn within the rate limit")
        try:
            async with asyncio.timeout_at(deadline):
                status, headers, content = await self._exchange(self._built(call, params, body), body)
        except (httpx.RequestError, TimeoutError) as error:
            if body is not None and body.failure is error:
                raise  # the source of the file broke, not the API
            reason = f"{type(error).__name__}: {self._redactor.text(str(error))}"
            return Lost(sent=may_have_been_sent(error), reason=reason)
        reply = read_reply(status, headers, content, call.id, self._redactor, self._clock.now())
        return (
            replace(reply, excerpt="") if call.is_secret and status < httpx.codes.MULTIPLE_CHOICES else reply
        )

    def _built(self, call: Call, params: Mapping[str, str | int] | None, body: Body | None) -> httpx.Request:
        headers = {"X-Request-Id": call.id}
        if body is None:
            return self._client.build_request(call.method, call.path, params=params, headers=headers)
        return self._client.build_request(
            call.method,
            call.path,
            params=params,
            content=body.content(),
            headers={**headers, **body.headers},
            timeout=self._timeouts.single_steps_for(body.length),
        )

    async def _exchange(
        self, request: httpx.Request, body: Body | None
    ) -> tuple[int, httpx.Headers, bytes | None]:
        """Status, headers and content. Raises httpx.RequestError, and what the source of the body raises."""
        try:
            response = await self._client.send(request, stream=True)
            try:
                return response.status_code, response.headers, await read_body(response)
            finally:
                await response.aclose()
        finally:
            if body is not None:
                await body.close()

    async def _pace_request(self) -> None:
        if self._pace is not None:
            await self._pace.acquire()


def _asked_pause(result: Reply | Lost) -> float | None:
    return result.asked_pause if isinstance(result, Reply) else None


def _pace(requests_per_second: int | None) -> AsyncLimiter | None:
    """A leaky bucket: a third at once, the rest over the second, so that no second sees more."""
    if requests_per_second is None:
        return None
    burst = max(1, requests_per_second // 3)
    rate = max(1, requests_per_second - burst)
    return AsyncLimiter(burst, burst / rate)


def _succeeded(call: Call, reply: Reply) -> Answer:
    if reply.problem and reply.problem != EMPTY:
        report("change succeeded, its answer cannot be read", call, reply)
    else:
        log.debug("answered", **facts(call, reply))
    return Answer(call, reply)


def _reported(error: ApiError | None, call: Call, result: Reply | Lost, number: int) -> ApiError:
    assert error is not None, "only a success has no error"  # noqa: S101 - for the type checker
    # That an item does not exist is an answer, not a fault.
    level = logging.INFO if isinstance(error, ApiItemMissing) else logging.WARNING
    report("request failed", call, result, level, attempt=number)
    return error
