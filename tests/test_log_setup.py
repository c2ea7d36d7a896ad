"""Logging: one form for our lines and the libraries', ids on every line, and no secret in any."""

import io
import json
import logging
import warnings
from collections.abc import Iterator

import pytest
import structlog

from bot.log_setup import delivery, error_report, new_error_id, set_up_logging
from bot.redaction import REDACTED, Redactor

CANARY = "c4n4ry5c4n4ry5c4n4ry5"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the log goes; everything is put back afterwards."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    named = {name: logging.getLogger(name) for name in list(logging.root.manager.loggerDict)}
    levels = {name: (logger.level, logger.handlers[:], logger.propagate) for name, logger in named.items()}
    yield io.StringIO()
    root.handlers = before[0]
    root.setLevel(before[1])
    for name, (level, handlers, propagate) in levels.items():
        named[name].setLevel(level)
        named[name].handlers, named[name].propagate = handlers, propagate
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def set_up(stream: io.StringIO, form: str = "json", level: str = "INFO") -> None:
    set_up_logging(level, form, Redactor(["known-canary"]), stream)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_of_ours_is_one_json_object(stream: io.StringIO) -> None:
    set_up(stream)
    structlog.stdlib.get_logger("bot.here").info("flow published", flow="Welcome tour", n=3)
    (line,) = lines(stream)
    assert str(line.pop("timestamp")).endswith("Z")
    assert line == {
        "event": "flow published", "flow": "Welcome tour", "n": 3, "level": "info", "logger": "bot.here"
    }  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["uvicorn", "uvicorn.error", "slack_bolt", "slack_sdk", "apscheduler", "httpx", "alembic", "other"],
)
def test_the_lines_of_libraries_take_the_same_way_once(stream: io.StringIO, name: str) -> None:
    logging.getLogger(name).addHandler(logging.StreamHandler(stream))
    set_up(stream)
    if name == "other":
        logging.getLogger(name).handlers = []
    logging.getLogger(name).warning("odd: %s", f"xoxb-{CANARY}", extra={"token": CANARY})
    (line,) = lines(stream)
    assert line["event"] == f"odd: {REDACTED}"
    assert line["token"] == REDACTED
    assert line["logger"] == name


def test_what_libraries_say_of_every_request_is_left_out(stream: io.StringIO) -> None:
    set_up(stream, level="DEBUG")
    logging.getLogger("httpx").info("HTTP Request: GET https://api.appcues.com/")
    logging.getLogger("apscheduler.scheduler").info("tick")
    assert lines(stream) == []


def test_lines_below_the_level_are_left_out(stream: io.StringIO) -> None:
    set_up(stream, level="WARNING")
    structlog.stdlib.get_logger("bot").info("quiet")
    logging.getLogger("slack_bolt").info("quiet")
    assert lines(stream) == []


def test_bound_ids_are_on_every_line_inside_and_on_none_outside(stream: io.StringIO) -> None:
    set_up(stream)
    log = structlog.stdlib.get_logger("bot")
    with delivery("Ev1"):
        log.info("a")
        with error_report("E1"):
            logging.getLogger("slack_sdk").error("b")
    log.info("c")
    ids = [(line.get("delivery_id"), line.get("error_id")) for line in lines(stream)]
    assert ids == [("Ev1", None), ("Ev1", "E1"), (None, None)]


@pytest.mark.parametrize("form", ["json", "console"])
def test_no_secret_survives_in_any_part_of_a_line(stream: io.StringIO, form: str) -> None:
    set_up(stream, form)
    log = structlog.stdlib.get_logger("bot")
    try:
        raise ValueError(f"cannot open postgresql://u:{CANARY}@h/d with known-canary")  # noqa: TRY301 - a traceback is wanted
    except ValueError as error:
        log.exception("failed", error=error, app={"api_secret": CANARY, "items": [f"as_{'0f' * 28}"]})
        logging.getLogger("uvicorn.error").exception("failed %s", f"Bearer {CANARY}")
    with delivery(f"xapp-1-{CANARY}"):
        log.info(
            "called", url=f"https://hooks.slack.com/commands/{CANARY}", headers=[("X", f"Bearer {CANARY}")]
        )
    written = stream.getvalue()
    assert "Traceback" in written
    assert CANARY not in written
    assert "known-canary" not in written
    assert "0f0f" not in written


@pytest.mark.parametrize("value", ["\ud800", 2**70, {1: 2}, object(), float("nan"), b"\xff", {"a"}])
def test_no_value_can_break_a_line(stream: io.StringIO, value: object) -> None:
    set_up(stream)
    structlog.stdlib.get_logger("bot").info("odd", value=value)
    assert lines(stream)[0]["event"] == "odd"


def test_warnings_are_lines_too(stream: io.StringIO) -> None:
    set_up(stream)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old habit", UserWarning, stacklevel=1)
    assert "old habit" in str(lines(stream)[0]["event"])


def test_setting_up_twice_does_not_double_the_lines(stream: io.StringIO) -> None:
    set_up(stream)
    set_up(stream)
    logging.getLogger("bot").warning("once")
    assert len(lines(stream)) == 1


def test_an_error_id_is_short_and_new() -> None:
    ids = {new_error_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(len(id) == 9 and id.startswith("E") for id in ids)
