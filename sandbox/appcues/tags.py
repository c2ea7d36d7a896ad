"""Tags: read only (Appcues 3)."""

from sandbox.appcues.account import Account, Record
from sandbox.appcues.answers import Answer, CsvForm, Problem
from sandbox.appcues.routing import Call, Operation

# The single-tag sample has a stray `description` header without a value; seven columns are meant.
_CSV = CsvForm(("id", "name", "created_at", "created_by", "updated_at", "updated_by", "url"))


def operations() -> list[Operation]:
    """List and get."""
    return [Operation("GET", "/tags", _list_all), Operation("GET", "/tags/{id}", _get)]


def _list_all(account: Account, call: Call) -> Answer:
    return Answer([_shown(tag, call) for tag in account.tags.values()], csv=_CSV)


def _get(account: Account, call: Call) -> Answer:
    tag = account.tags.get(call.ids["id"])
    if tag is None:
        raise Problem(404)
    return Answer(_shown(tag, call), csv=_CSV)


def _shown(tag: Record, call: Call) -> Record:
    return {**tag, "url": call.url("tags", tag["id"])}
