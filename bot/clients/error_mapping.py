"""Turns what came back, or did not, into one error with a sentence for the person; decides, never sends."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from bot.clients.retrying import MOST_WAITING, Outcome
from bot.errors import (
    ApiError,
    ApiItemMissing,
    ApiKeyRefused,
    ApiOutcomeUnknown,
    ApiRateLimited,
    ApiRefused,
    ApiUnavailable,
    ApiUnreadable,
)

_LONGEST_QUOTE = 300
_TRY_AGAIN = "Try again in a few minutes."
_LOOK_FIRST = "Look at the present state before asking again."


@dataclass(frozen=True)
class Call:
    """What was asked of an API."""

    service: str
    method: str
    path: str
    id: str
    """Our own request id, sent along as a header."""
    credentials: str = ""
    """The settings an admin has to look at when the API refuses the key."""
    subject: str = ""
    """What the call is about, as in "flow with the id -Lx1"; empty for lists."""
    settled_by: str = ""
    """What to do when nobody knows whether it happened: a sentence that names the read."""
    is_secret: bool = False
    """Whether the answer holds a secret, so that nothing of it may be logged."""

    @property
    def is_read(self) -> bool:
        """Whether the call changes nothing."""
        return self.method == "GET"


@dataclass(frozen=True)
class Reply:
    """An HTTP answer, read as far as it can be read."""

    status: int
    body: Any = field(default=None, repr=False)  # it may hold secrets
    problem: str = ""
    """Why there is no body: "an HTML page", "an empty answer" …; empty if it was read."""
    excerpt: str = ""
    """The beginning of the answer as text, without secrets."""
    request_id: str = ""
    """The API's own id of the request, or ours."""
    asked_pause: float | None = None


@dataclass(frozen=True)
class Lost:
    """No answer. `sent` says whether the request may have arrived; `reason` is for the operator."""

    sent: bool
    reason: str


def outcome_of(result: Reply | Lost) -> Outcome:
    """What is known after that result."""
    if isinstance(result, Lost):
        return Outcome.UNKNOWN if result.sent else Outcome.NOT_SENT
    if result.status == HTTPStatus.TOO_MANY_REQUESTS:
        return Outcome.RATE_LIMITED
    if result.status >= HTTPStatus.INTERNAL_SERVER_ERROR or result.status == HTTPStatus.REQUEST_TIMEOUT:
        return Outcome.UNKNOWN
    return Outcome.SETTLED


def error_for(call: Call, result: Reply | Lost) -> ApiError | None:
    """The error that the result of one attempt amounts to, or None if it is a success."""
    if isinstance(result, Lost):
        return _lost(call, result)
    if HTTPStatus.OK <= result.status < HTTPStatus.MULTIPLE_CHOICES:
        return unreadable(call, result, result.problem) if call.is_read and result.problem else None
    match outcome_of(result):
        case Outcome.RATE_LIMITED:
            return _rate_limited(call, result)
        case Outcome.UNKNOWN:
            return _fault(call, result.status, result.request_id)
        case _ if result.status < HTTPStatus.BAD_REQUEST:
            return _redirected(call, result)
        case _:
            return _refused(call, result)


def final_error_for(call: Call, result: Reply | Lost, *, may_have_happened: bool) -> ApiError | None:
    """The error of the last attempt. `may_have_happened` says that an earlier one ended unknown.

    Then an attempt that had no effect proves nothing about a write.
    """
    if not may_have_happened or call.is_read or outcome_of(result) is Outcome.SETTLED:
        return error_for(call, result)
    if isinstance(result, Lost):
        return _unknown(call, None, call.id)
    return _unknown(call, result.status, result.request_id)


def unreadable(call: Call, reply: Reply, what: str) -> ApiUnreadable:
    """The error for a read that was answered with `what` ("an HTML page") instead of the documented form."""
    return ApiUnreadable(
        f"{call.service} answered with {what} instead of the expected data.",
        f"{_TRY_AGAIN} If it stays so, an admin finds the details in the log under {reply.request_id}.",
        service=call.service,
        status=reply.status,
        request_id=reply.request_id,
    )


def unconfirmed(call: Call, reply: Reply) -> ApiOutcomeUnknown:
    """The error for something new that was accepted, but of which the answer says nothing."""
    return ApiOutcomeUnknown(
        f"{call.service} accepted the change, but did not say what came of it.",
        call.settled_by or _LOOK_FIRST,
        service=call.service,
        status=reply.status,
        request_id=reply.request_id,
    )


def stated_reason(body: Any) -> str:
    """What the API says of a failure, in either vendor's form, on one line (Appcues 0.2, Appizer 0)."""
    if isinstance(body, str):
        return _one_line(body)
    if not isinstance(body, dict):
        return ""
    title, detail, message, error = (_words(body, name) for name in ("title", "detail", "message", "error"))
    if title or detail:
        return ": ".join(filter(None, (title, detail)))
    return message or error


def _lost(call: Call, lost: Lost) -> ApiError:
    if not lost.sent:
        return ApiUnavailable(
            f"{call.service} cannot be reached right now{_unchanged(call)}.",
            _TRY_AGAIN,
            service=call.service,
            request_id=call.id,
        )
    return _fault(call, None, call.id)


def _fault(call: Call, status: int | None, request_id: str) -> ApiError:
    if not call.is_read:
        return _unknown(call, status, request_id)
    trouble = "does not answer in time" if status is None else f"has a fault on its side (status {status})"
    return ApiUnavailable(
        f"{call.service} {trouble}.", _TRY_AGAIN, service=call.service, status=status, request_id=request_id
    )


def _unknown(call: Call, status: int | None, request_id: str) -> ApiOutcomeUnknown:
    return ApiOutcomeUnknown(
        f"{call.service} did not confirm the change: it may or may not have happened.",
        call.settled_by or _LOOK_FIRST,
        service=call.service,
        status=status,
        request_id=request_id,
    )


def _redirected(call: Call, reply: Reply) -> ApiError:
    if call.is_read:
        return unreadable(call, reply, "a redirection to another address")
    return _unknown(call, reply.status, reply.request_id)


def _rate_limited(call: Call, reply: Reply) -> ApiRateLimited:
    pause = MOST_WAITING if reply.asked_pause is None else reply.asked_pause
    return ApiRateLimited(
        f"{call.service} is receiving too many requests and asks to wait {pause:.0f} s{_unchanged(call)}.",
        "Try again after that.",
        service=call.service,
        retry_after=pause,
        status=reply.status,
        request_id=reply.request_id,
    )


def _refused(call: Call, reply: Reply) -> ApiRefused:
    details: dict[str, Any] = {
        "service": call.service,
        "status": reply.status,
        "request_id": reply.request_id,
    }
    if reply.status == HTTPStatus.UNAUTHORIZED:
        return ApiKeyRefused(
            f"{call.service} does not accept Callboard's API key.",
            f"An admin should check {call.credentials}.",
            **details,
        )
    if reply.status == HTTPStatus.FORBIDDEN:
        return ApiKeyRefused(
            f"{call.service} does not allow this with Callboard's API key.",
            f"An admin should check the rights of the key and {call.credentials}.",
            **details,
        )
    if reply.status == HTTPStatus.NOT_FOUND:
        return _missing(call, details)
    reason = stated_reason(reply.body)
    if not reason:
        reason = f"status {reply.status}, without saying why"
    return ApiRefused(
        f"{call.service} refused the request: {reason.rstrip('.')}.",
        "" if reply.body is not None else f"An admin finds the answer in the log under {reply.request_id}.",
        **details,
    )


def _missing(call: Call, details: dict[str, Any]) -> ApiItemMissing:
    if call.subject:
        return ApiItemMissing(
            f"{call.service} has no {call.subject}.", "It may have been deleted.", **details
        )
    return ApiItemMissing(
        f"{call.service} does not know the address Callboard asked for.",
        f"An admin should check {call.credentials}.",
        **details,
    )


def _unchanged(call: Call) -> str:
    return "" if call.is_read else "; nothing was changed"


def _words(body: dict[Any, Any], name: str) -> str:
    value = body.get(name)
    return _one_line(value) if isinstance(value, str) else ""


def _one_line(text: str) -> str:
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * _LONGEST_QUOTE]).split())
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"
