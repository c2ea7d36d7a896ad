"""Segments, and the user ids that were added to them through the API (Appcues 2)."""

from typing import Any

from sandbox.appcues import jobs
from sandbox.appcues.account import Account, Record
from sandbox.appcues.answers import Answer, CsvForm, Problem, ok
from sandbox.appcues.batches import Batch, user_ids
from sandbox.appcues.bodies import json_object
from sandbox.appcues.routing import Call, Operation
from sandbox.seed import from_iso, iso_milliseconds, moved_forward, new_firebase_id

_CSV = CsvForm(("id", "name", "description", "created_at", "created_by", "updated_at", "updated_by", "url"))


def operations() -> list[Operation]:
    """The seven calls. That two segments have the same name is allowed (I)."""
    return [
        Operation("GET", "/segments", _list_all),
        Operation("GET", "/segments/{id}", _get),
        Operation("POST", "/segments", _create, json_object),
        Operation("PATCH", "/segments/{id}", _update, json_object),
        Operation("DELETE", "/segments/{id}", _delete),
        Operation("POST", "/segments/{id}/add_user_ids", _add_user_ids, user_ids),
        Operation("POST", "/segments/{id}/remove_user_ids", _remove_user_ids, user_ids),
    ]


def _list_all(account: Account, call: Call) -> Answer:
    return Answer([_shown(segment, call) for segment in account.segments.values()], csv=_CSV)


def _get(account: Account, call: Call) -> Answer:
    return Answer(_shown(_find(account, call), call), csv=_CSV)


def _create(account: Account, call: Call) -> Answer:
    fields = _checked(call.body)
    if "name" not in fields:
        raise Problem(400, "`name` is required but missing")
    moment = iso_milliseconds(account.now())
    segment = {
        "created_at": moment,
        "created_by": account.key,
        "description": fields.get("description"),
        "id": new_firebase_id(account.random),
        "name": fields["name"],
        "updated_at": moment,
        "updated_by": account.key,
        "url": "",
    }
    account.segments[segment["id"]] = segment
    return Answer(_shown(segment, call), 201, csv=_CSV, changed=True)


def _update(account: Account, call: Call) -> Answer:
    segment = _find(account, call)
    fields = _checked(call.body)
    if fields:
        moment = moved_forward(from_iso(segment["updated_at"]), account.now())
        segment.update(fields, updated_at=iso_milliseconds(moment), updated_by=account.key)
    return Answer(_shown(segment, call), csv=_CSV, changed=bool(fields))


def _delete(account: Account, call: Call) -> Answer:
    segment_id = _find(account, call)["id"]
    del account.segments[segment_id]
    account.segment_members.pop(segment_id, None)
    return ok(changed=True)


def _add_user_ids(account: Account, call: Call) -> Answer:
    segment_id = _find(account, call)["id"]
    batch: Batch = call.body

    def apply() -> None:
        if segment_id in account.segments:
            account.segment_members.setdefault(segment_id, {}).update(dict.fromkeys(batch.good))

    name = "Add User IDs to Segment"
    return jobs.start(account, call, name, apply, good=len(batch.good), failed=batch.failed)


def _remove_user_ids(account: Account, call: Call) -> Answer:
    """Takes away only what was added through this API; users who match by the segment's rules stay (D)."""
    segment_id = _find(account, call)["id"]
    batch: Batch = call.body

    def apply() -> None:
        members = account.segment_members.get(segment_id, {})
        for user_id in batch.good:
            members.pop(user_id, None)

    name = "Remove User IDs from Segment"
    return jobs.start(account, call, name, apply, good=len(batch.good), failed=batch.failed)


def _find(account: Account, call: Call) -> Record:
    segment = account.segments.get(call.ids["id"])
    if segment is None:
        raise Problem(404)
    return segment


def _checked(body: dict[str, Any]) -> Record:
    """The fields that may be set; others are ignored (I)."""
    fields: Record = {name: body[name] for name in ("name", "description") if name in body}
    if "name" in fields and not (isinstance(fields["name"], str) and fields["name"]):
        raise Problem(400, "`name` must be a non-empty string")
    if not isinstance(fields.get("description", ""), str | None):
        raise Problem(400, "`description` must be a string")
    return fields


def _shown(segment: Record, call: Call) -> Record:
    return {**segment, "url": call.url("segments", segment["id"])}
