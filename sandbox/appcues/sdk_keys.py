"""SDK authentication keys: create, list, tag, delete (Appcues 10)."""

from datetime import UTC, datetime
from typing import Any

from sandbox.appcues.account import Account, Record
from sandbox.appcues.answers import Answer, CsvForm, Problem
from sandbox.appcues.bodies import json_or_nothing
from sandbox.appcues.routing import Call, Operation
from sandbox.seed import from_iso, moved_forward, new_token, new_uuid

MOST_KEYS = 5
_CSV = CsvForm(("id", "account_id", "tag", "inserted_at", "updated_at"))  # no CSV sample (I)
_CSV_WITH_KEY = CsvForm(("id", "account_id", "key", "tag", "inserted_at", "updated_at"))


def operations() -> list[Operation]:
    """The four calls."""
    return [
        Operation("POST", "/sdk_keys", _create, json_or_nothing),
        Operation("GET", "/sdk_keys", _list_all),
        Operation("PATCH", "/sdk_keys/{id}", _tag, json_or_nothing),
        Operation("DELETE", "/sdk_keys/{id}", _delete),
    ]


def new_key(account: Account, tag: str | None, moment: datetime) -> Record:
    """A new key; its `account_id` is a UUID, unlike everywhere else (D)."""
    written = _microseconds(moment)
    return {
        "id": new_uuid(account.random),
        "account_id": account.uuid,
        "key": new_token(account.random, 32),
        "tag": tag,
        "inserted_at": written,
        "updated_at": written,
    }


def _create(account: Account, call: Call) -> Answer:
    fields = _checked(call.body)
    if len(account.sdk_keys) >= MOST_KEYS:
        # I: the answer to a sixth key is not documented.
        raise Problem(422, f"There is a limit of {MOST_KEYS} SDK keys per account.")
    key = new_key(account, fields.get("tag"), account.now())
    account.sdk_keys[key["id"]] = key
    return Answer(key, csv=_CSV_WITH_KEY, changed=True)


def _list_all(account: Account, _call: Call) -> Answer:
    return Answer([_without_key(key) for key in account.sdk_keys.values()], csv=_CSV)


def _tag(account: Account, call: Call) -> Answer:
    key = _find(account, call)
    fields = _checked(call.body)
    if fields:
        moment = moved_forward(from_iso(key["updated_at"]), account.now())
        key.update(fields, updated_at=_microseconds(moment))
    return Answer(key, csv=_CSV_WITH_KEY, changed=bool(fields))


def _delete(account: Account, call: Call) -> Answer:
    key = _find(account, call)
    del account.sdk_keys[key["id"]]
    return Answer(_without_key(key), csv=_CSV, changed=True)


def _find(account: Account, call: Call) -> Record:
    key = account.sdk_keys.get(call.ids["id"])
    if key is None:
        raise Problem(404)
    return key


def _checked(body: Any) -> Record:
    if not isinstance(body, dict) or not isinstance(body.get("tag"), str | None):
        raise Problem(422, "`tag` must be a string")
    return {"tag": body["tag"]} if "tag" in body else {}


def _without_key(key: Record) -> Record:
    """The `tag` is shown though the samples lack it, the `key` never (I)."""
    return {name: value for name, value in key.items() if name != "key"}


def _microseconds(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
