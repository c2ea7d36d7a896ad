"""Every operation of both vendors' APIs, as one table; `python -m bot.clients.operations` prints it as a page."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.clients.appcues.end_users import EndUsers
from bot.clients.appcues.enforcement import Enforcement
from bot.clients.appcues.experiences import Experiences
from bot.clients.appcues.exports import Exports
from bot.clients.appcues.groups import Groups
from bot.clients.appcues.imports import Imports
from bot.clients.appcues.ingestion_rules import IngestionRuleSet
from bot.clients.appcues.jobs import Jobs
from bot.clients.appcues.sdk_keys import SdkKeys
from bot.clients.appcues.segments import Segments
from bot.clients.appcues.tags import Tags
from bot.clients.appizer.apps import Apps
from bot.domain.experiences import KINDS, Kind


class Repeat(Enum):
    """What happens when an operation is carried out twice."""

    READ = "a read"
    SAFE = "safe"
    UNSAFE = "not safe"


@dataclass(frozen=True)
class Operation:
    """One call of an API, where the client has it, and where the vendor describes it."""

    vendor: str
    noun: str
    verb: str
    method: str
    path: str
    """Below `/v2/accounts/{account_id}` (Appcues) or `/v1` (Appizer); `{id}` is percent-encoded."""
    client: type
    call: str
    """The method of the client."""
    repeat: Repeat
    seed: str
    """The number of the vendor's document."""
    section: str
    """The heading in it."""
    settled_by: str = ""
    """The noun and verb of the read that settles an unknown outcome, where repeating is not safe."""

    @property
    def name(self) -> str:
        """Noun and verb."""
        return f"{self.noun} {self.verb}"

    @property
    def full_path(self) -> str:
        """The path from the root of the host."""
        return ("/v2/accounts/{account_id}" if self.vendor == "Appcues" else "/v1") + self.path


_READ, _SAFE, _UNSAFE = Repeat.READ, Repeat.SAFE, Repeat.UNSAFE
_Row = tuple[str, str, str, str, Repeat, str, str]


def _experiences(kind: Kind) -> Iterator[Operation]:
    """The four calls of a kind. Publishing twice is harmless, but somebody may have taken it down in between."""
    one, path = kind.singular.title(), f"/{kind.segment}"
    get = f"{kind.plural} get"
    yield from _appcues(
        kind.plural,
        Experiences,
        ("list", "GET", path, "list", _READ, f"List {one}s", ""),
        ("get", "GET", f"{path}/{{id}}", "get", _READ, f"Get {one} Details", ""),
        ("publish", "POST", f"{path}/{{id}}/publish", "publish", _UNSAFE, f"Publish {one}", get),
        ("unpublish", "POST", f"{path}/{{id}}/unpublish", "unpublish", _UNSAFE, f"Unpublish {one}", get),
    )


def _appcues(noun: str, client: type, *rows: _Row) -> Iterator[Operation]:
    for verb, method, path, call, repeat, section, settled_by in rows:
        yield Operation("Appcues", noun, verb, method, path, client, call, repeat, "004", section, settled_by)


def _appizer(*rows: tuple[str, str, str, Repeat, str, str, str]) -> Iterator[Operation]:
    for verb, method, path, repeat, seed, section, settled_by in rows:
        yield Operation("Appizer", "apps", verb, method, path, Apps, verb, repeat, seed, section, settled_by)


_RULES, _USERS, _GROUPS = "/ingestion_filtering_rules", "/users/{id}", "/groups/{id}"
_SET_RULES = "Create or Update an Ingestion Filtering Rule"

OPERATIONS: tuple[Operation, ...] = (
    *_appizer(
        ("create", "POST", "/apps", _UNSAFE, "000", "Available Endpoints, 1", "apps list"),
        ("list", "GET", "/apps", _READ, "000", "Available Endpoints, 2", ""),
        ("get", "GET", "/apps/{id}", _READ, "000", "Available Endpoints, 3", ""),
        ("update", "PATCH", "/apps/{id}", _SAFE, "001", "Update App", ""),
        ("delete", "DELETE", "/apps/{id}", _SAFE, "000", "Available Endpoints, 5", ""),
    ),
    *(operation for kind in KINDS for operation in _experiences(kind)),
    *_appcues(
        "segments",
        Segments,
        ("list", "GET", "/segments", "list", _READ, "List Segments", ""),
        ("get", "GET", "/segments/{id}", "get", _READ, "Get Segment Details", ""),
        ("create", "POST", "/segments", "create", _UNSAFE, "Create Segment", "segments list"),
        ("update", "PATCH", "/segments/{id}", "update", _SAFE, "Update Segment Details", ""),
        ("delete", "DELETE", "/segments/{id}", "delete", _SAFE, "Delete Segment", ""),
        (
            "add users", "POST", "/segments/{id}/add_user_ids", "add_users", _SAFE,
            "Add User IDs to Segment", "",
        ),
        (
            "remove users", "POST", "/segments/{id}/remove_user_ids", "remove_users", _SAFE,
            "Remove User IDs from Segment", "",
        ),
    ),
    *_appcues(
        "tags",
        Tags,
        ("list", "GET", "/tags", "list", _READ, "List Tags", ""),
        ("get", "GET", "/tags/{id}", "get", _READ, "Get Tag Details", ""),
    ),
    *_appcues(
        "users",
        EndUsers,
        ("get profile", "GET", f"{_USERS}/profile", "get_profile", _READ, "Get User Profile", ""),
        ("update profile", "PATCH", f"{_USERS}/profile", "update_profile", _SAFE, "Update a User Profile", ""),
        ("delete profile", "DELETE", f"{_USERS}/profile", "delete_profile", _SAFE, "Delete a User Profile", ""),
        ("list events", "GET", f"{_USERS}/events", "list_events", _READ, "Get User Event History", ""),
        ("track event", "POST", f"{_USERS}/events", "track_event", _UNSAFE, "Track a User Event", ""),
    ),
    *_appcues(
        "groups",
        Groups,
        ("get profile", "GET", f"{_GROUPS}/profile", "get_profile", _READ, "Get Group Profile", ""),
        (
            "update profile", "PATCH", f"{_GROUPS}/profile", "update_profile", _SAFE,
            "Update a Group Profile", "",
        ),
        (
            "associate users", "POST", f"{_GROUPS}/users", "associate_users", _SAFE,
            "Associate Users to a Group", "",
        ),
    ),
    *_appcues(
        "imports",
        Imports,
        ("profiles", "POST", "/import/profiles", "profiles", _SAFE, "Import Bulk User Profile Data", ""),
        ("groups", "POST", "/import/groups", "groups", _SAFE, "Import Bulk Group Profile Data", ""),
        ("events", "POST", "/import/events", "events", _UNSAFE, "Import Bulk Event Data", "jobs list"),
    ),
    *_appcues(
        "exports",
        Exports,
        ("events", "POST", "/export/events", "events", _UNSAFE, "Export Bulk Event Data", "jobs list"),
    ),
    *_appcues(
        "jobs",
        Jobs,
        ("list", "GET", "/jobs", "list", _READ, "List Jobs", ""),
        ("get", "GET", "/jobs/{id}", "get", _READ, "Get Job Status", ""),
    ),
    *_appcues(
        "ingestion rules",
        IngestionRuleSet,
        ("get", "GET", _RULES, "get", _READ, "Get Ingestion Filtering Rules", ""),
        ("allow", "POST", f"{_RULES}/allow", "allow", _SAFE, _SET_RULES, ""),
        ("deny", "POST", f"{_RULES}/deny", "deny", _SAFE, _SET_RULES, ""),
    ),
    *_appcues(
        "SDK keys",
        SdkKeys,
        (
            "create", "POST", "/sdk_keys", "create", _UNSAFE,
            "Create a new SDK key for a given account", "SDK keys list",
        ),
        ("list", "GET", "/sdk_keys", "list", _READ, "List the SDK keys for a given account", ""),
        ("tag", "PATCH", "/sdk_keys/{id}", "tag", _SAFE, "Change the tag field for an SDK key", ""),
        (
            "delete", "DELETE", "/sdk_keys/{id}", "delete", _SAFE,
            "Delete an existing SDK key for a given account", "",
        ),
    ),
    *_appcues(
        "enforcement",
        Enforcement,
        ("enable", "POST", "/enforcement_mode/enable", "enable", _SAFE, "Enable enforcement mode", ""),
        ("disable", "POST", "/enforcement_mode/disable", "disable", _SAFE, "Disable enforcement mode", ""),
    ),
)  # fmt: skip
"""All 61."""

_INTRODUCTION = """# Operations

What Callboard can ask of the two APIs: {total} operations. This page is generated from the table in
`bot/clients/operations.py` by `python -m bot.clients.operations`; a test keeps both equal, and carries out every row
through the client against the sandbox.

Paths of Appcues continue `/v2/accounts/{{account_id}}`, those of Appizer `/v1`. Documents: 000 is the overview of
the Appizer App Management API, 001 its page on updating, 004 the reference of the Appcues API v2.

*Twice* says what happens when an operation is carried out a second time. After an answer that was lost, reads and
what is safe are repeated by themselves; the rest is reported as unknown, with the read that settles it. A file that
has begun to stream is never sent again.
"""


def operations_page(operations: Sequence[Operation]) -> str:
    """The table as Markdown."""
    parts = [_INTRODUCTION.format(total=len(operations))]
    for vendor in dict.fromkeys(operation.vendor for operation in operations):
        rows = [operation for operation in operations if operation.vendor == vendor]
        parts.append(f"## {vendor} ({len(rows)})\n")
        parts.append(
            "| Noun | Verb | Request | Client | Twice | Document |\n| --- | --- | --- | --- | --- | --- |"
        )
        parts += [_row(operation) for operation in rows]
        parts.append("")
    return "\n".join(parts)


def _row(operation: Operation) -> str:
    cells = (
        operation.noun,
        operation.verb,
        f"`{operation.method} {operation.path}`",
        f"`{operation.client.__name__}.{operation.call}`",
        _twice(operation),
        f"{operation.seed}, {operation.section}",
    )
    return f"| {' | '.join(cells)} |"


def _twice(operation: Operation) -> str:
    word: str = operation.repeat.value
    if operation.repeat is not Repeat.UNSAFE:
        return word
    return f"{word}: {f'settled by {operation.settled_by}' if operation.settled_by else 'no read settles it soon'}"


if __name__ == "__main__":
    sys.stdout.write(operations_page(OPERATIONS))
