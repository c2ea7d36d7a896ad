"""A shortcut is a value: what Slack lists in its menus, and which forms it opens with the file of a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.errors import Candidate
from commands.catalog import Catalog
from commands.spec import Command, Shape
from commands.values import FILE_ID


@dataclass(frozen=True)
class Shortcut:
    """One entry of Slack's menus (reference: Slack 3.14)."""

    callback_id: str
    name: str
    """At most 24 characters."""
    type: Literal["global", "message"]
    description: str
    opens: tuple[str, ...]
    """Paths of commands. Of one, the form opens; of several, the person chooses. On a message, the argument of
    each that is a file gets the file of the message."""

    def commands(self, catalog: Catalog) -> tuple[Command, ...]:
        """The commands that it opens, as far as there are such."""
        return tuple(command for path in self.opens if (command := catalog.by_path(path)))


SHORTCUTS = (
    Shortcut(
        "import_file",
        "Import to Appcues",
        "message",
        "Import the rows of a shared CSV or NDJSON file: profiles, groups or events",
        ("appcues imports profiles", "appcues imports groups", "appcues imports events"),
    ),
    Shortcut(
        "use_as_user_ids",
        "Use as user ids",
        "message",
        "Add the users of a shared file to a segment or a group, or take them out of a segment",
        ("appcues segments add", "appcues segments remove", "appcues groups add-users"),
    ),
    Shortcut(
        "search",
        "Search Callboard",
        "global",
        "Look through everything that has a name",
        ("appcues search",),
    ),
)


def offered(catalog: Catalog) -> tuple[Shortcut, ...]:
    """The shortcuts that lead somewhere in this catalog."""
    return tuple(shortcut for shortcut in SHORTCUTS if shortcut.commands(catalog))


def shortcut_called(callback_id: str) -> Shortcut | None:
    """The shortcut that somebody used."""
    return next((each for each in SHORTCUTS if each.callback_id == callback_id), None)


def files_of(payload: Mapping[str, Any]) -> tuple[Candidate, ...]:
    """The ids of the files of the message, and what they are called there. Nothing else of them is believed."""
    message = payload.get("message")
    files = message.get("files") if isinstance(message, Mapping) else None
    listed = [each for each in files if isinstance(each, Mapping)] if isinstance(files, list) else []
    return tuple(
        Candidate(each["id"], str(each.get("name") or each["id"]))
        for each in listed
        if isinstance(each.get("id"), str) and FILE_ID.fullmatch(each["id"])
    )


def with_file(command: Command, file: Candidate | None) -> dict[str, Any]:
    """What its form starts with."""
    argument = next((each.name for each in command.arguments if each.shape is Shape.FILE), "")
    return {argument: {"id": file.id, "name": file.name}} if file and argument else {}
