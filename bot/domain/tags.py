"""Tags that experiences carry (reference: Appcues 3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.fields import id_of, text
from bot.domain.timestamps import parse_timestamp


@dataclass(frozen=True)
class Tag:
    """A tag of the account; `fields` holds everything the API said of it."""

    id: str
    name: str
    created_at: datetime | None = None
    updated_at: datetime | None = None
    created_by: str | None = None
    updated_by: str | None = None
    url: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


def parse_tag(fields: Mapping[str, Any]) -> Tag:
    """A tag from an API object. Raises ValueError without an id."""
    tag_id = id_of(fields, "a tag")
    return Tag(
        id=tag_id,
        name=text(fields, "name") or tag_id,
        created_at=parse_timestamp(fields.get("created_at")),
        updated_at=parse_timestamp(fields.get("updated_at")),
        created_by=text(fields, "created_by"),
        updated_by=text(fields, "updated_by"),
        url=text(fields, "url"),
        fields=dict(fields),
    )
