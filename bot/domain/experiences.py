"""The six kinds of experiences and what matters of one (reference: Appcues 1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bot.domain.timestamps import parse_timestamp

STUDIO = "https://studio.appcues.com"


@dataclass(frozen=True)
class Kind:
    """One kind of experience: how people call it, and where the API and Studio keep it."""

    plural: str
    singular: str
    segment: str
    studio_path: str = ""

    @property
    def plural_words(self) -> str:
        """Several of them, in a sentence."""
        return f"{self.singular}s"

    def studio_link(self, experience_id: str) -> str:
        """The page of an experience in Studio, or Studio itself where no path is documented (section 11)."""
        return STUDIO + self.studio_path.format(id=quote(experience_id, safe=""))


KINDS = (
    Kind("flows", "flow", "flows", "/flows/{id}/settings"),
    Kind("pins", "pin", "pins"),
    Kind("mobile", "mobile experience", "mobile"),
    Kind("launchpads", "launchpad", "launchpads"),
    Kind("banners", "banner", "banners"),
    Kind("checklists", "checklist", "checklists"),
)
KIND_BY_PLURAL = {kind.plural: kind for kind in KINDS}

# Not what anybody agrees to: identity, addresses, and `tags`, which repeats the ids of `tag_ids` as keys.
_INSIGNIFICANT = frozenset({"id", "account_id", "url", "preview_url", "tags"})
_PERSON = re.compile(
    r"[0-9]{1,10}|[A-Za-z0-9]{28}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE
)
NAME_FIELDS = ("name", "internal_name", "title")
"""Where the name stands, whichever comes first."""
# Who touched it, and its steps, may be an API key, which must not be stored. Each touch moves a time as well.
_AUTHORS = frozenset({"created_by", "updated_by", "published_by", "unpublished_by", "createdBy", "updatedBy"})


@dataclass(frozen=True)
class Experience:
    """A flow, pin, mobile experience, launchpad, banner or checklist, as read from the API."""

    kind: Kind
    id: str
    name: str
    published: bool
    frequency: str | None
    platform: str | None
    tag_ids: tuple[str, ...]
    created_at: datetime | None
    updated_at: datetime | None
    published_at: datetime | None
    created_by: str | None
    updated_by: str | None
    fields: Mapping[str, Any] = field(repr=False, compare=False)

    @property
    def state(self) -> str:
        """`live` or `draft`: the words people see."""
        return "live" if self.published else "draft"

    @property
    def studio_link(self) -> str:
        """Where a person can look at it."""
        return self.kind.studio_link(self.id)


def parse_experience(kind: Kind, fields: Mapping[str, Any]) -> Experience:
    """An experience from an API object of that kind. Raises ValueError without an id."""
    experience_id = fields.get("id")
    if not isinstance(experience_id, str) or not experience_id:
        raise ValueError(f"a {kind.singular} without an id")
    return Experience(
        kind=kind,
        id=experience_id,
        name=name_in(fields) or experience_id,
        published=bool(fields.get("published")),
        frequency=_first_text(fields, "frequency"),
        platform=_first_text(fields, "platform"),
        tag_ids=tags_in(fields),
        created_at=parse_timestamp(fields.get("created_at")),
        updated_at=parse_timestamp(fields.get("updated_at")),
        published_at=parse_timestamp(fields.get("published_at")),
        created_by=_first_text(fields, "created_by"),
        updated_by=_first_text(fields, "updated_by"),
        fields=dict(fields),
    )


def significant_fields(experience: Experience) -> dict[str, Any]:
    """What an approver agrees to: every field but identity, addresses and authors. JSON values."""
    fields = {name: value for name, value in experience.fields.items() if name not in _INSIGNIFICANT}
    significant: dict[str, Any] = _without_authors(fields)
    return significant


def name_in(fields: Mapping[str, Any]) -> str | None:
    """The name in an API object of any kind."""
    return _first_text(fields, *NAME_FIELDS)


def studio_user(written: str | None) -> str:
    """The id of the person in Studio that an API object names; empty for an API key, which is shown to nobody.

    Only the forms in which people are known to be written are let through: whatever else it is may be a key.
    """
    return written if written and _PERSON.fullmatch(written) else ""


def _without_authors(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_authors(inner) for name, inner in value.items() if name not in _AUTHORS}
    return [_without_authors(inner) for inner in value] if isinstance(value, list) else value


def _first_text(fields: Mapping[str, Any], *names: str) -> str | None:
    return next((value for name in names if isinstance(value := fields.get(name), str) and value), None)


def tags_in(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of the tags in an API object of any kind."""
    ids = fields.get("tag_ids")
    return tuple(str(tag_id) for tag_id in ids) if isinstance(ids, list) else ()
