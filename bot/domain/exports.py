"""Exports of events: what may be asked for, checked before it is sent (Appcues 7)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from bot.domain.conditions import Condition, conditions_json
from bot.domain.json_values import check_text
from bot.errors import BadInput

MOST_EVENTS = 10_000_000
"""In one export."""

_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_OFFSET = re.compile(r"[+-](?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
_MOST_MINUTES = 24 * 60


@dataclass(frozen=True)
class EventExport:
    """An export that is mailed to `emails` as a link, which lives one week.

    The range is from `start` to before `end`, or to now; days are days of UTC. `time_zone` (`-04:00`, or
    minutes from UTC) is for the times in the file. Without conditions all events are meant.
    """

    emails: Sequence[str]
    start: datetime | date
    end: datetime | date | None = None
    format: Literal["csv", "json"] = "csv"
    conditions: Sequence[Condition] = ()
    time_zone: str | int | None = None
    limit: int | None = None
    offset: int | None = None


def export_json(export: EventExport) -> dict[str, Any]:
    """The export as the API takes it. Raises BadInput, naming the field, for anything it would refuse."""
    _check_addresses(export.emails)
    if export.format not in ("csv", "json"):
        raise BadInput("The format is csv or json.", field="format")
    start = _moment(export.start, "start")
    end = None if export.end is None else _moment(export.end, "end")
    _check_order(export.start, export.end)
    _check_time_zone(export.time_zone)
    _check_number(export.limit, "limit", 1, MOST_EVENTS)
    _check_number(export.offset, "offset", 0, None)
    optional = {
        "end_time": end,
        "time_zone": export.time_zone,
        "limit": export.limit,
        "offset": export.offset,
    }
    return {
        "email": list(export.emails),
        "format": export.format,
        "conditions": conditions_json(export.conditions),
        "start_time": start,
        **{name: value for name, value in optional.items() if value is not None},
    }


def _check_addresses(emails: Sequence[str]) -> None:
    if isinstance(emails, str) or not emails:
        raise BadInput("An export needs a list of e-mail addresses.", field="emails")
    for address in emails:
        if not _ADDRESS.fullmatch(address):
            raise BadInput(f"“{address}” is not an e-mail address.", field="emails")
        check_text(address, "the e-mail addresses")


def _moment(moment: datetime | date, field: str) -> str:
    if isinstance(moment, datetime) and moment.tzinfo is None:
        raise BadInput(f"The {field} of an export needs a time zone.", field=field)
    return moment.isoformat()


def _check_order(start: datetime | date, end: datetime | date | None) -> None:
    if end is None or isinstance(start, datetime) != isinstance(end, datetime):
        return  # a day and a moment are left to the API
    if end <= start:
        raise BadInput("The end of the range is not after its start.", field="end")


def _check_time_zone(zone: str | int | None) -> None:
    is_good = (
        zone is None
        or (isinstance(zone, str) and bool(_OFFSET.fullmatch(zone)))
        or (isinstance(zone, int) and not isinstance(zone, bool) and abs(zone) < _MOST_MINUTES)
    )
    if not is_good:
        raise BadInput("The time zone looks like -04:00, or is minutes from UTC.", field="time_zone")


def _check_number(value: int | None, field: str, least: int, most: int | None) -> None:
    if value is None:
        return
    if isinstance(value, bool) or value < least or (most is not None and value > most):
        bounds = f"at least {least}" if most is None else f"from {least:,} to {most:,}"
        raise BadInput(f"The {field} of an export is a number {bounds}.", field=field)
