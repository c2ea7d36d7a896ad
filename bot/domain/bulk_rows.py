"""Rows of bulk imports: profiles, groups and events, and how they are written (Appcues 6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from bot.domain.csv_lines import csv_table
from bot.domain.events import NewEvent, event_json
from bot.domain.json_values import check_json
from bot.domain.uploads import Format
from bot.errors import BadInput

_OWNERS = ("user_id", "userId", "group_id", "groupId")
_EVENT_FIELDS = frozenset({*_OWNERS, "name", "timestamp", "attributes", "context"})
_TEXT_COLUMNS = frozenset({*_OWNERS, "name", "timestamp"})


@dataclass(frozen=True)
class ProfileRow:
    """What is to be known of a user; every attribute not named stays as it is."""

    user_id: str
    attributes: Mapping[str, Any]


@dataclass(frozen=True)
class GroupRow:
    """What is to be known of a group, likewise."""

    group_id: str
    attributes: Mapping[str, Any]


@dataclass(frozen=True)
class EventRow:
    """Something that a user, or the event's group, did. At least one of the two is needed."""

    event: NewEvent
    user_id: str | None = None


Row = ProfileRow | GroupRow | EventRow


def rows_bytes(rows: Sequence[Row], format: Format) -> bytes:
    """The rows as NDJSON or CSV, in their order. Raises BadInput for none, or one that cannot be sent so."""
    if not rows:
        raise BadInput("There is no row.")
    if format is Format.NDJSON:
        return b"".join(orjson.dumps(_object(row)) + b"\n" for row in rows)
    if format is Format.CSV:
        return csv_table([_flat(row) for row in rows], _TEXT_COLUMNS).encode()
    raise BadInput("Rows are sent as NDJSON or CSV.", field="format")


def _object(row: Row) -> dict[str, Any]:
    match row:
        case ProfileRow():
            return _owned("user_id", row.user_id, row.attributes)
        case GroupRow():
            return _owned("group_id", row.group_id, row.attributes)
        case EventRow():
            return _event(row)


def _owned(owner: str, id: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
    if not id:
        raise BadInput(f"A row has no {owner}.", field=owner)
    # The id travels beside the attributes: one of its name would be taken for it.
    taken = next((name for name in attributes if name in (owner, _camel(owner))), None)
    if taken is not None:
        raise BadInput(f"An attribute cannot be called “{taken}” in an import.", field=owner)
    row = {owner: id, **attributes}
    check_json(row, f"the row of “{id}”")
    return row


def _event(row: EventRow) -> dict[str, Any]:
    if not row.user_id and row.event.group_id is None:
        raise BadInput(f"The event “{row.event.name}” has neither a user nor a group.", field="user_id")
    check_json(row.user_id, "the user id")
    owner = {"user_id": row.user_id} if row.user_id else {}
    return owner | event_json(row.event)


def _flat(row: Row) -> dict[str, Any]:
    """The row as cells; an event's attributes stand beside its own fields."""
    fields = _object(row)
    if not isinstance(row, EventRow):
        return fields
    attributes: dict[str, Any] = fields.pop("attributes")
    taken = next((name for name in attributes if name in _EVENT_FIELDS), None)
    if taken is not None:
        raise BadInput(
            f"CSV cannot carry an attribute called “{taken}” of an event.",
            "Send NDJSON instead.",
            field="format",
        )
    return fields | attributes


def _camel(name: str) -> str:
    first, last = name.split("_")
    return first + last.capitalize()
