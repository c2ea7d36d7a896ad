"""Turns whatever goes wrong while a command is answered into an answer (style, rule 8)."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from bot.errors import ApiError, CallboardError, SlackError
from bot.log_setup import error_report, new_error_id
from bot.views import problems
from bot.views.reply import Reply

_LOG = structlog.get_logger(__name__)

T = TypeVar("T")


async def in_words(answer: Callable[[], Awaitable[T]]) -> T | Reply:
    """The answer, or the problem in words; what nobody foresaw gets an id that is in the log."""
    try:
        return await answer()
    except CallboardError as error:
        if isinstance(error, ApiError | SlackError):
            _LOG.warning("command_failed", error=type(error).__name__, sentence=error.sentence)
        return problems.problem(error)
    except Exception:  # noqa: BLE001 - the person gets an id, the log the rest
        error_id = new_error_id()
        with error_report(error_id):
            _LOG.exception("unexpected_error")
        return problems.unexpected(error_id)
