"""Tells the log of calls and what came back, without secrets."""

import logging

import httpx
import structlog

from bot.clients.error_mapping import Call, Lost, Reply

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("bot.clients")


def report(
    event: str, call: Call, result: Reply | Lost, level: int = logging.WARNING, **more: object
) -> None:
    """Writes one line."""
    log.log(level, event, **(facts(call, result) | more))


def facts(call: Call, result: Reply | Lost) -> dict[str, object]:
    """What the log says of a call."""
    told: dict[str, object] = {
        "service": call.service,
        "method": call.method,
        "path": call.path,
        "our_request_id": call.id,
    }
    if isinstance(result, Lost):
        return told | {"reason": result.reason, "may_have_arrived": result.sent}
    told |= {"status": result.status, "request_id": result.request_id}
    if result.problem or result.status >= httpx.codes.MULTIPLE_CHOICES:
        told |= {"problem": result.problem, "answer": result.excerpt}
    return told
