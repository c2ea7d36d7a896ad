"""Segments: named sets of end users (Appcues 2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict

from bot.domain.fields import id_of, text
from bot.domain.json_values import check_json
from bot.domain.timestamps import parse_timestamp
from bot.errors import BadInput


@dataclass(frozen=True)
class Segment:
    """A segment; ids begin with `-`. `fields` holds everything the API said of it."""

    id: str
    name: str
    description: str | None
    created_at: datetime | None
    updated_at: datetime | None
    created_by: str | None
    updated_by: str | None
    url: str | None
    fields: Mapping[str, Any] = field(repr=False, compare=False)


class SegmentChanges(TypedDict, total=False):
    """What may be changed of a segment; what is not given stays."""

    name: str
    description: str | None


def checked_changes(changes: SegmentChanges) -> dict[str, Any]:
    """The changes as the API takes them. Raises BadInput for none, and for an empty name."""
    if not changes:
        raise BadInput("Nothing is to be changed.", "Give a name or a description.")
    if changes.get("name", "some") == "":
        raise BadInput("A segment needs a name.", field="name")
    given = dict(changes)
    check_json(given, "the segment")
    return given


def parse_segment(fields: Mapping[str, Any]) -> Segment:
    """A segment from an API object. Raises ValueError without an id."""
    segment_id = id_of(fields, "a segment")
    return Segment(
        id=segment_id,
        name=text(fields, "name") or segment_id,
        description=text(fields, "description"),
        created_at=parse_timestamp(fields.get("created_at")),
        updated_at=parse_timestamp(fields.get("updated_at")),
        created_by=text(fields, "created_by"),
        updated_by=text(fields, "updated_by"),
        url=text(fields, "url"),
        fields=dict(fields),
    )
