"""Ingestion filtering rules: one set of names per account, allowed or denied (Appcues 9)."""

from typing import Any, Literal

from starlette.requests import Request

from sandbox.appcues.account import Account, Record
from sandbox.appcues.answers import Answer, CsvForm, Problem
from sandbox.appcues.batches import Batch, rows
from sandbox.appcues.routing import Call, Operation

_TYPES = ("profile", "event", "group")
_CSV = CsvForm(("account_id", "type", "profile_rules", "event_rules", "group_rules"))  # no CSV sample (I)


def operations() -> list[Operation]:
    """Get, and replace in one of two modes."""
    path = "/ingestion_filtering_rules"
    return [
        Operation("GET", path, _get),
        Operation("POST", f"{path}/allow", lambda account, call: _replace(account, call, "allow"), _rules),
        Operation("POST", f"{path}/deny", lambda account, call: _replace(account, call, "deny"), _rules),
    ]


def keeps(account: Account, type_: Literal["profile", "event", "group"], name: str) -> bool:
    """Whether data under this name is stored: listed in allow mode, unlisted in deny mode."""
    rules = account.ingestion_rules
    if rules is None:
        return True
    listed: list[str] = rules[f"{type_}_rules"]
    is_allowing: bool = rules["type"] == "allow"
    return (name in listed) == is_allowing


def kept(account: Account, type_: Literal["profile", "group"], attributes: Record) -> Record:
    """The attributes that are stored."""
    if account.ingestion_rules is None:
        return attributes
    return {name: value for name, value in attributes.items() if keeps(account, type_, name)}


def _get(account: Account, _call: Call) -> Answer:
    if account.ingestion_rules is None:
        raise Problem(404)
    return Answer(account.ingestion_rules, csv=_CSV)


def _replace(account: Account, call: Call, mode: str) -> Answer:
    """The last line comes first, as the sample shows; of the same name one is kept (I)."""
    batch: Batch = call.body
    names: dict[str, dict[str, None]] = {type_: {} for type_ in _TYPES}
    for type_, value in reversed(list(batch.good)):
        names[type_][value] = None
    account.ingestion_rules = {
        "account_id": account.id,
        "type": mode,
        "profile_rules": list(names["profile"]),
        "event_rules": list(names["event"]),
        "group_rules": list(names["group"]),
    }
    return Answer(account.ingestion_rules, csv=_CSV, changed=True)


async def _rules(request: Request) -> Batch:
    """Reads rules; one bad line refuses them all (I: there is no job that could tell of it)."""
    batch: Batch = await _read(request)
    if batch.failed:
        raise Problem(400, "Each rule needs a `type` of profile, event or group, and a `value`")
    return batch


def _rule(row: dict[str, Any]) -> tuple[str, str] | None:
    type_, value = row.get("type"), row.get("value")
    if type_ not in _TYPES or not isinstance(value, str) or not value:
        return None
    return type_, value


_read = rows(_rule)
