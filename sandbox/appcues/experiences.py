"""Experiences: list, get, publish, unpublish, the same for all six kinds from one table (Appcues 1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.appcues.account import Account, Record
from sandbox.appcues.answers import Answer, CsvForm, Problem, ok
from sandbox.appcues.routing import Call, Operation
from sandbox.seed import (
    epoch_milliseconds,
    from_epoch_milliseconds,
    from_iso,
    iso_milliseconds,
    moved_forward,
    new_uuid,
)

_FLOW_COLUMNS = (
    "id", "name", "published", "frequency", "created_at", "updated_at", "published_at", "created_by",
    "updated_by", "url", "tag_ids", "tags",
)  # fmt: skip
_LAUNCHPAD_COLUMNS = (
    "account_id", "app_id", "contains_localized_blocks", "created_at", "created_by", "experiment",
    "frequency", "id", "locked_for_localization", "name", "platform", "preview_url", "public_name",
    "published", "published_at", "schema_version", "state", "steps", "tag_ids", "tags", "theme", "traits",
    "type", "updated_at", "updated_by", "url",
)  # fmt: skip
_CHECKLIST_COLUMNS = (
    "cloned_by", "cloned_from", "completion_flow_id", "created_at", "created_by", "id", "internal_name",
    "intro_flow_id", "is_sequential", "items", "published", "published_at", "published_by", "state",
    "title", "type", "unpublished_at", "unpublished_by", "updated_at", "updated_by",
)  # fmt: skip

_NEWER_CELLS = CsvForm(null="null", quotes_texts=True)  # no sample for pins and mobile: as launchpads (I)


@dataclass(frozen=True)
class Kind:
    """One kind of experience: its route segment, its name field, its way to write times and CSV."""

    segment: str
    csv: CsvForm
    name_field: str = "name"
    has_iso_times: bool = False

    def written(self, moment: datetime) -> str | int:
        """A moment as this kind writes it: ISO for flows, epoch else, both in milliseconds (Appcues 0.4)."""
        return iso_milliseconds(moment) if self.has_iso_times else epoch_milliseconds(moment)

    def read(self, written: Any) -> datetime:
        """The moment that `written` wrote."""
        return from_iso(written) if self.has_iso_times else from_epoch_milliseconds(written)


KINDS = (
    Kind("flows", CsvForm(_FLOW_COLUMNS), has_iso_times=True),
    Kind("pins", _NEWER_CELLS),
    Kind("mobile", _NEWER_CELLS),
    Kind("launchpads", CsvForm(_LAUNCHPAD_COLUMNS, null="null", quotes_texts=True)),
    Kind("banners", CsvForm(_LAUNCHPAD_COLUMNS, null="null", quotes_texts=True)),
    Kind(
        "checklists", CsvForm(_CHECKLIST_COLUMNS, null="null", quotes_texts=True), name_field="internal_name"
    ),
)
KIND_BY_SEGMENT = {kind.segment: kind for kind in KINDS}

# What Studio does not let anybody edit, or derives from other fields.
_UNEDITABLE = frozenset({
    "id", "account_id", "url", "tags", "type", "state", "created_at", "created_by", "updated_at",
    "published_at", "published_by", "unpublished_at", "unpublished_by",
})  # fmt: skip


def operations() -> list[Operation]:
    """The four calls of each kind."""
    return [operation for kind in KINDS for operation in _operations_of(kind)]


def _operations_of(kind: Kind) -> list[Operation]:
    segment = kind.segment

    def list_all(account: Account, call: Call) -> Answer:
        # No pagination; unknown query parameters are ignored (O).
        items = [_shown(kind, record, call) for record in account.experiences[segment].values()]
        return Answer(items, csv=kind.csv)

    def get(account: Account, call: Call) -> Answer:
        return Answer(_shown(kind, _find(account, kind, call), call), csv=kind.csv)

    def publish(account: Account, call: Call) -> Answer:
        record = _find(account, kind, call)
        return ok(changed=set_published(account, kind, record, published=True, actor=account.key))

    def unpublish(account: Account, call: Call) -> Answer:
        record = _find(account, kind, call)
        return ok(changed=set_published(account, kind, record, published=False, actor=account.key))

    return [
        Operation("GET", f"/{segment}", list_all),
        Operation("GET", f"/{segment}/{{id}}", get),
        Operation("POST", f"/{segment}/{{id}}/publish", publish),
        Operation("POST", f"/{segment}/{{id}}/unpublish", unpublish),
    ]


def _find(account: Account, kind: Kind, call: Call) -> Record:
    record = account.experiences[kind.segment].get(call.ids["id"])
    if record is None:
        raise Problem(404)
    return record


def _shown(kind: Kind, record: Record, call: Call) -> Record:
    """The record as the caller sees it: URLs of the host that was called, `tags` exactly as `tag_ids`."""
    shown = dict(record)
    if "url" in record:
        shown["url"] = call.url(kind.segment, record["id"])
    if "tag_ids" in record:
        shown["tags"] = dict.fromkeys(record["tag_ids"], True)
    return shown


def set_published(account: Account, kind: Kind, record: Record, *, published: bool, actor: str) -> bool:
    """Publishes or unpublishes; whether anything changed. Already being so moves nothing (I).

    `published_at` keeps the time of the last publish (D, the pin sample); the rest of what moves is I.
    """
    if record["published"] == published:
        return False
    moment = _touch(account, kind, record, actor)
    record["published"] = published
    if "state" in record:
        record["state"] = "PUBLISHED" if published else "DRAFT"
    if published:
        record["published_at"] = moment
    verb = "published" if published else "unpublished"
    for field, value in ((f"{verb}_at", moment), (f"{verb}_by", actor)):
        if field in record:
            record[field] = value
    return True


def edit_as_studio(account: Account, segment: str, experience_id: str, changes: Mapping[str, Any]) -> Record:
    """Changes content as somebody in Studio would, and returns the stored record.

    `updated_by` may name who did it. Raises KeyError for an unknown experience, ValueError with a sentence
    for a field that cannot be edited.
    """
    kind = KIND_BY_SEGMENT[segment]
    record = account.experiences[segment][experience_id]
    content = dict(changes)
    actor = content.pop("updated_by", account.studio_users[0])
    published = content.pop("published", None)
    for name, value in content.items():
        if name not in record or name in _UNEDITABLE:
            raise ValueError(f"`{name}` cannot be edited in {segment}")
        if not _fits(record[name], value):
            raise ValueError(f"`{name}` cannot be {value!r}")
    if published not in (None, True, False) or not isinstance(actor, str):
        raise ValueError("`published` is true or false, and `updated_by` a text")
    if published is not None:
        set_published(account, kind, record, published=published, actor=actor)
    record.update(content)
    _touch(account, kind, record, actor)
    return record


def copy_as_studio(account: Account, segment: str, experience_id: str) -> Record:
    """Duplicates an experience as somebody in Studio would: a draft with an id of its own. Raises KeyError."""
    kind = KIND_BY_SEGMENT[segment]
    original = account.experiences[segment][experience_id]
    moment, author = kind.written(account.now()), account.studio_users[0]
    record = {
        **original,
        "id": new_uuid(account.random),
        kind.name_field: f"Copy of {original[kind.name_field]}",
        "published": False,
        "published_at": None,
        **({"state": "DRAFT"} if "state" in original else {}),
        **dict.fromkeys(("created_at", "updated_at"), moment),
        **dict.fromkeys(("created_by", "updated_by"), author),
    }
    account.experiences[segment][record["id"]] = record
    return record


def delete_as_studio(account: Account, segment: str, experience_id: str) -> Record:
    """Deletes an experience as somebody in Studio would. Raises KeyError."""
    return account.experiences[segment].pop(experience_id)


def _fits(present: Any, wanted: Any) -> bool:
    """Whether an edit keeps the type of a field; what is null may become anything."""
    return present is None or isinstance(wanted, type(present))


def _touch(account: Account, kind: Kind, record: Record, actor: str) -> str | int:
    moment = kind.written(moved_forward(kind.read(record["updated_at"]), account.now()))
    record["updated_at"] = moment
    record["updated_by"] = actor
    return moment
