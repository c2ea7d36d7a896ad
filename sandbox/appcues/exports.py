"""The bulk export of events; what would be mailed is kept for the administrator's door (Appcues 7)."""

from datetime import datetime
from typing import Any

from sandbox.appcues import jobs
from sandbox.appcues.account import Account, Record
from sandbox.appcues.answers import Answer, CsvForm, Problem, csv_text
from sandbox.appcues.bodies import json_object
from sandbox.appcues.conditions import ConditionError, Predicate, matcher
from sandbox.appcues.history import Event, parse_moment_or_milliseconds, parse_zone, written_in
from sandbox.appcues.routing import Call, Operation

MOST_EVENTS = 10_000_000


def operations() -> list[Operation]:
    """The one call."""
    return [Operation("POST", "/export/events", _export_events, json_object)]


def _export_events(account: Account, call: Call) -> Answer:
    body: Record = call.body
    for name in ("email", "format", "conditions", "start_time"):
        if body.get(name) is None:
            raise Problem(400, f"`{name}` is required but missing")
    addresses = [body["email"]] if isinstance(body["email"], str) else body["email"]
    if not isinstance(addresses, list) or not addresses or not all(map(_is_text, addresses)):
        raise Problem(400, "`email` must be a string or an array of strings")
    if body["format"] not in ("csv", "json"):
        raise Problem(400, '`format` must be "csv" or "json"')
    found = _found(account, body)
    rows = [_row(event, _zone(body)) for event in found]

    def apply() -> None:
        """The mail goes out."""

    # I: how an export counts is not documented.
    counters = {"events_exported": len(rows), "requests_failed": 0}
    answer = jobs.start(account, call, "Export Events", apply, good=len(rows), counters=counters)
    account.exports[answer.body["job_id"]] = {"email": addresses, "format": body["format"], "rows": rows}
    return answer


def export_content(export: Record) -> str | list[Record]:
    """What the mailed link would lead to: rows of JSON, or CSV with flat attributes."""
    rows: list[Record] = export["rows"]
    if export["format"] == "json":
        return rows
    keys = sorted({key for row in rows for key in row["attributes"]})
    columns = ("name", "timestamp", "user_id", *(f"attributes.{key}" for key in keys))
    return csv_text(rows, CsvForm(columns, flattens="attributes"))


def _found(account: Account, body: Record) -> list[Event]:
    """The events of the range that meet the conditions, oldest first, from `offset` on, `limit` at most."""
    start = _moment(body, "start_time")
    end = _moment(body, "end_time") if body.get("end_time") is not None else None
    limit = min(_whole(body, "limit", MOST_EVENTS), MOST_EVENTS)  # more is cut off, not refused (I)
    offset = _whole(body, "offset", 0)
    meets = _meets(account, body["conditions"])
    events = [
        event
        for event in account.all_events()
        if event.at >= start and (end is None or event.at < end) and meets(event)
    ]
    events.sort(key=lambda event: event.at)
    return events[offset : offset + limit]


def _meets(account: Account, conditions: object) -> Predicate:
    def segments_of(user_id: str) -> list[str]:
        return [segment for segment, members in account.segment_members.items() if user_id in members]

    try:
        return matcher(conditions, segments_of)
    except ConditionError as error:
        raise Problem(400, str(error)) from None


def _row(event: Event, zone: Any) -> Record:
    return {
        "name": event.name,
        "timestamp": written_in(zone, event.at),
        "user_id": event.user_id,
        "attributes": event.attributes or {},
    }


def _zone(body: Record) -> Any:
    try:
        return parse_zone(body.get("time_zone", 0))
    except ValueError:
        raise Problem(400, "`time_zone` must look like -04:00, or be minutes from UTC") from None


def _moment(body: Record, name: str) -> datetime:
    try:
        return parse_moment_or_milliseconds(body[name])
    except ValueError:
        raise Problem(400, f"`{name}` must be an ISO 8601 datetime or milliseconds since 1970") from None


def _whole(body: Record, name: str, default: int) -> int:
    value = body.get(name)
    if value is None:
        return default
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Problem(400, f"`{name}` must be a number of at least 0")
    return value


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)
