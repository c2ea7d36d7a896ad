"""Bulk imports of profiles, groups and events (Appcues 6)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.appcues import jobs
from sandbox.appcues.account import Account, Record
from sandbox.appcues.answers import Answer
from sandbox.appcues.batches import Batch, rows
from sandbox.appcues.history import Event, parse_moment
from sandbox.appcues.ingestion_rules import keeps, kept
from sandbox.appcues.routing import Call, Operation


def operations() -> list[Operation]:
    """The three imports."""
    return [
        Operation("POST", "/import/profiles", _import_profiles, rows(_profile_row)),
        Operation("POST", "/import/groups", _import_groups, rows(_group_row)),
        Operation("POST", "/import/events", _import_events, rows(_event_row)),
    ]


@dataclass(frozen=True, slots=True)
class _EventRow:
    user_id: str | None
    group_id: str | None
    name: str
    at: datetime
    attributes: Record
    context: Record | None


def _import_profiles(account: Account, call: Call) -> Answer:
    batch: Batch = call.body

    def apply() -> None:
        for user_id, attributes in batch.good:
            account.users.setdefault(user_id, {}).update(kept(account, "profile", attributes))

    return _started(account, call, "Import Profiles", batch, apply)


def _import_groups(account: Account, call: Call) -> Answer:
    batch: Batch = call.body

    def apply() -> None:
        for group_id, attributes in batch.good:
            account.groups.setdefault(group_id, {}).update(kept(account, "group", attributes))

    return _started(account, call, "Import Groups", batch, apply)


def _import_events(account: Account, call: Call) -> Answer:
    batch: Batch = call.body

    def apply() -> None:
        now = account.now()
        for row in batch.good:
            if keeps(account, "event", row["name"]):
                account.record(Event(**row | {"at": datetime.fromisoformat(row["at"])}, shown_from=now))

    return _started(account, call, "Import Events", batch, apply)


def _started(account: Account, call: Call, name: str, batch: Batch, apply: Any) -> Answer:
    return jobs.start(account, call, name, apply, good=len(batch.good), failed=batch.failed)


def _profile_row(row: dict[str, Any]) -> tuple[str, Record] | None:
    return _owned_row(row, "user_id", "userId")


def _group_row(row: dict[str, Any]) -> tuple[str, Record] | None:
    return _owned_row(row, "group_id", "groupId")


def _owned_row(row: dict[str, Any], *id_names: str) -> tuple[str, Record] | None:
    """The id and everything else; an id that is no text fails the row (I)."""
    owner = _first_id(row, *id_names)
    if owner is None:
        return None
    return owner, {name: value for name, value in row.items() if name not in id_names}


def _event_row(row: dict[str, Any]) -> _EventRow | None:
    """An event; loose attributes and an `attributes` object are merged, the object wins (I)."""
    rest = dict(row)
    user_id, group_id = _first_id(rest, "user_id", "userId"), _first_id(rest, "group_id", "groupId")
    for name in ("user_id", "userId", "group_id", "groupId"):
        rest.pop(name, None)
    name, timestamp = rest.pop("name", None), rest.pop("timestamp", None)
    given, context = rest.pop("attributes", None), rest.pop("context", None)
    if (user_id is None and group_id is None) or not isinstance(name, str) or not name:
        return None
    if not isinstance(given, dict | None) or not isinstance(context, dict | None):
        return None
    try:
        at = parse_moment(timestamp)
    except ValueError:
        return None
    return _EventRow(user_id, group_id, name, at, rest | (given or {}), context)


def _first_id(row: dict[str, Any], *names: str) -> str | None:
    return next((value for name in names if isinstance(value := row.get(name), str) and value), None)
