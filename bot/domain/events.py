"""Events of end users and groups: what happened, as it is reported and as it is read (Appcues 4, 6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.fields import mapping, text
from bot.domain.json_values import check_json
from bot.domain.timestamps import parse_timestamp
from bot.errors import BadInput


@dataclass(frozen=True)
class NewEvent:
    """Something that happened. `at` is aware; `context` is what the examples keep apart (`{"url": …}`).

    Raises BadInput without a name or a zone, and for values that JSON cannot carry.
    """

    name: str
    at: datetime
    attributes: Mapping[str, Any] = field(default_factory=dict)
    group_id: str | None = None
    context: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        if not self.name:
            raise BadInput("An event needs a name.", field="name")
        if self.at.tzinfo is None:
            raise BadInput("The time of an event needs a time zone.", field="timestamp")
        if self.group_id == "":
            raise BadInput("The group id of an event is empty.", field="group_id")
        for what, value in (("the event", self.name), ("the group id", self.group_id or "")):
            check_json(value, what)
        check_json(dict(self.attributes), "the attributes")
        check_json(None if self.context is None else dict(self.context), "the context")


@dataclass(frozen=True)
class UserEvent:
    """An event of a user's history; the set of names is open. `fields` holds everything the API said."""

    user_id: str | None
    name: str
    at: datetime | None
    attributes: Mapping[str, Any]
    fields: Mapping[str, Any] = field(repr=False, compare=False)


def event_json(event: NewEvent) -> dict[str, Any]:
    """The event as the API takes it; the time in ISO 8601 with its offset."""
    optional = {"group_id": event.group_id, "context": None if event.context is None else dict(event.context)}
    return {
        "name": event.name,
        "timestamp": event.at.isoformat(),
        "attributes": dict(event.attributes),
        **{name: value for name, value in optional.items() if value is not None},
    }


def parse_user_event(fields: Mapping[str, Any]) -> UserEvent:
    """An event from an API object. Raises ValueError without a name."""
    name = text(fields, "name")
    if name is None:
        raise ValueError("an event without a name")
    return UserEvent(
        user_id=text(fields, "user_id"),
        name=name,
        at=parse_timestamp(fields.get("timestamp")),
        attributes=mapping(fields, "attributes"),
        fields=dict(fields),
    )
