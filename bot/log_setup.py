"""Sets up logging once: our lines and every library's, in one form, through one redaction."""

import json
import logging
import secrets
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, TextIO

import orjson
import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor

from bot.redaction import Redactor

# Libraries that have their own handlers, or say at INFO what nobody needs (a line per tick or request).
_LIBRARY_LEVELS = {
    "uvicorn": logging.INFO,
    "uvicorn.error": logging.INFO,
    "uvicorn.access": logging.WARNING,
    "slack_bolt": logging.WARNING,  # at INFO it logs the whole body of whatever is signed wrongly
    "slack_sdk": logging.INFO,
    "apscheduler": logging.WARNING,
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "alembic": logging.INFO,
    "aiosqlite": logging.WARNING,
    "asyncio": logging.WARNING,
}


def set_up_logging(level: str, log_format: str, redactor: Redactor, stream: TextIO | None = None) -> None:
    """Sends every line from `level` on to the stream (stderr), as console or json; replaces what was set."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                ProcessorFormatter.remove_processors_meta,
                _redaction(redactor),
                _json_line if log_format == "json" else _console(handler.stream),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    _adopt_libraries(logging.getLevelName(level))


@contextmanager
def delivery(id: str) -> Iterator[None]:
    """Binds the id of what Slack delivered to every line that is written inside."""
    with structlog.contextvars.bound_contextvars(delivery_id=id):
        yield


@contextmanager
def error_report(id: str) -> Iterator[None]:
    """Binds the id that a person is shown for an unexpected error to every line that is written inside."""
    with structlog.contextvars.bound_contextvars(error_id=id):
        yield


def new_error_id() -> str:
    """A short id that a person can read out and an operator can find in the log."""
    return f"E{secrets.token_hex(4)}"


def _adopt_libraries(level: int) -> None:
    for name, least in _LIBRARY_LEVELS.items():
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.propagate = True
        logger.setLevel(max(level, least))
    logging.captureWarnings(capture=True)


def _redaction(redactor: Redactor) -> Processor:
    def redact(_logger: Any, _method: str, event: EventDict) -> MutableMapping[str, Any]:
        cleaned: dict[str, Any] = redactor.redact(event)
        return cleaned

    return redact


def _json_line(_logger: Any, _method: str, event: EventDict) -> str:
    try:
        return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    except (
        TypeError
    ):  # a lone surrogate or a number over 64 bits; a log line must never be lost to its content
        return json.dumps(event, default=str)


def _console(stream: TextIO) -> Processor:
    return structlog.dev.ConsoleRenderer(
        colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback, sort_keys=False
    )
