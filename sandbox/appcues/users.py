"""End users: their profiles and events (Appcues 4)."""

from datetime import UTC, timedelta

from sandbox.appcues import jobs
from sandbox.appcues.account import Account, Record
from sandbox.appcues.answers import Answer, CsvForm, Problem, ok
from sandbox.appcues.bodies import json_object
from sandbox.appcues.history import Event, parse_moment, parse_zone, written_in
from sandbox.appcues.ingestion_rules import keeps, kept
from sandbox.appcues.routing import Call, Operation

DEFAULT_LIMIT = 100
HISTORY_DELAY = timedelta(minutes=2)  # D: a tracked event takes several minutes to appear in the history


def operations() -> list[Operation]:
    """Profile get, update, delete; events list, track."""
    return [
        Operation("GET", "/users/{id}/profile", _get_profile),
        Operation("PATCH", "/users/{id}/profile", _update_profile, json_object),
        Operation("DELETE", "/users/{id}/profile", _delete_profile),
        Operation("GET", "/users/{id}/events", _list_events),
        Operation("POST", "/users/{id}/events", _track_event, json_object),
    ]


def _get_profile(account: Account, call: Call) -> Answer:
    profile = _find(account, call)
    return Answer(profile, csv=CsvForm(tuple(profile)))


def _update_profile(account: Account, call: Call) -> Answer:
    """Merges; an unknown user is created (I)."""
    account.users.setdefault(call.ids["id"], {}).update(kept(account, "profile", call.body))
    return ok(changed=True)


def _delete_profile(account: Account, call: Call) -> Answer:
    """202 with a job (sample and prose; the field table's 200 is wrong). Events stay in the history (D)."""
    _find(account, call)
    user_id = call.ids["id"]
    return jobs.start(account, call, "Delete User Profile", lambda: _forget(account, user_id))


def _forget(account: Account, user_id: str) -> None:
    account.users.pop(user_id, None)


def _find(account: Account, call: Call) -> Record:
    # An unknown user has no profile: 404 (I).
    profile = account.users.get(call.ids["id"])
    if profile is None:
        raise Problem(404)
    return profile


def _list_events(account: Account, call: Call) -> Answer:
    """Newest first; a user without events has an empty history (I)."""
    limit_text = call.query.get("limit", str(DEFAULT_LIMIT))
    # I: what is no positive number is refused.
    if not (limit_text.isascii() and limit_text.isdigit() and len(limit_text) <= 18 and int(limit_text)):
        raise Problem(400, "`limit` must be a positive number")
    try:
        zone = parse_zone(call.query.get("time_zone", "0"))
    except ValueError:
        raise Problem(400, "`time_zone` must look like -04:00, or be minutes from UTC") from None
    now = account.now()
    shown = [event for event in account.user_events.get(call.ids["id"], ()) if event.shown_from <= now]
    shown.sort(key=lambda event: event.at, reverse=True)
    items = [
        {
            "user_id": event.user_id,
            "timestamp": written_in(zone, event.at),
            "name": event.name,
            **({} if event.attributes is None else {"attributes": event.attributes}),
        }
        for event in shown[: int(limit_text)]
    ]
    return Answer(items, csv=CsvForm(_event_columns(items), flattens="attributes"))


def _event_columns(items: list[Record]) -> tuple[str, ...]:
    keys = sorted({name for item in items for name in item.get("attributes", ())})
    return ("user_id", "timestamp", "name", *(f"attributes.{key}" for key in keys))


def _track_event(account: Account, call: Call) -> Answer:
    body: Record = call.body
    for name in ("name", "timestamp"):
        if body.get(name) is None:
            raise Problem(400, f"`{name}` is required but missing")
    if not isinstance(body["name"], str) or not body["name"]:
        raise Problem(400, "`name` must be a non-empty string")
    try:
        at = parse_moment(body["timestamp"])
    except ValueError:
        raise Problem(400, "`timestamp` must be an ISO 8601 datetime") from None
    for name in ("attributes", "context"):
        if not isinstance(body.get(name), dict | None):
            raise Problem(400, f"`{name}` must be an object")
    if not keeps(account, "event", body["name"]):
        return ok(changed=False)
    account.record(
        Event(
            user_id=call.ids["id"],
            group_id=body["group_id"] if isinstance(body.get("group_id"), str) else None,
            name=body["name"],
            at=at.astimezone(UTC),
            attributes=body.get("attributes"),
            context=body.get("context"),
            shown_from=account.now() + HISTORY_DELAY,
        )
    )
    return ok(changed=True)
