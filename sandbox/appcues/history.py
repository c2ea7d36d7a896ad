"""Events of end users and groups, and how their times are read and written (Appcues 0.4, 4)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

from sandbox.seed import from_epoch_milliseconds, iso_milliseconds

_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})")
_MINUTES = re.compile(r"[+-]?\d{1,4}")
_LARGEST_OFFSET = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a user or a group did; it shows in the history from `shown_from` on."""

    user_id: str | None
    group_id: str | None
    name: str
    at: datetime
    attributes: dict[str, Any] | None
    context: dict[str, Any] | None
    shown_from: datetime


def parse_moment(value: object) -> datetime:
    """An aware UTC datetime from ISO 8601 text, without zone meaning UTC. Raises ValueError."""
    if not isinstance(value, str):
        raise ValueError("not an ISO 8601 text")  # noqa: TRY004 - a caller's mistake, answered as 400
    try:
        moment = datetime.fromisoformat(value.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("out of range") from None


def parse_moment_or_milliseconds(value: object) -> datetime:
    """Likewise, or from a number of milliseconds since 1970. Raises ValueError."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return from_epoch_milliseconds(int(value))
        except OverflowError:
            raise ValueError("out of range") from None
    return parse_moment(value)


def parse_zone(value: object) -> tzinfo:
    """A zone from `±HH:MM` or minutes from UTC, as text or number. Raises ValueError."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise ValueError("not a time zone")  # noqa: TRY004 - a caller's mistake, answered as 400
    text = value.strip()
    if value.startswith(" "):
        text = "+" + text  # a plus sign that was not percent-encoded in the query (I)
    if found := _OFFSET.fullmatch(text):
        minutes = int(found[1] + "1") * (60 * int(found[2]) + int(found[3]))
    elif _MINUTES.fullmatch(text):
        minutes = int(text)
    else:
        raise ValueError("not a time zone")
    offset = timedelta(minutes=minutes)
    if abs(offset) >= _LARGEST_OFFSET:
        raise ValueError("not a time zone")
    return timezone(offset)


def written_in(zone: tzinfo, moment: datetime) -> str:
    """`2021-07-20T08:34:56.789-04:00`, or with `Z` in UTC."""
    if not zone.utcoffset(None):
        return iso_milliseconds(moment)
    return moment.astimezone(zone).isoformat(timespec="milliseconds")
