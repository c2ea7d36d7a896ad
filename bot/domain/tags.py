"""Tags that experiences carry (reference: Appcues 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Tag:
    """A tag of the account."""

    id: str
    name: str


def parse_tag(fields: Mapping[str, Any]) -> Tag:
    """A tag from an API object. Raises ValueError without an id."""
    tag_id = fields.get("id")
    if not isinstance(tag_id, str) or not tag_id:
        raise ValueError("a tag without an id")
    name = fields.get("name")
    return Tag(id=tag_id, name=name if isinstance(name, str) and name else tag_id)
