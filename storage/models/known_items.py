"""The table of what is known of the vendors' accounts: how each item was when anybody looked last."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from storage.models.rows import Row


class KnownItemRow(Row, table=True):
    """One item as it was last known. Content stands here as hashes only."""

    __tablename__ = "known_item"

    team_id: str = Field(primary_key=True)
    account_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    """The plural of the kind, as commands call it: `flows`, `keys`, `rules`."""
    item_id: str = Field(primary_key=True)
    name: str
    published: bool = False
    tags: list[str] = Field(default_factory=list, sa_type=JSON)
    parts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """A hash of each of its fields; of rules, what they are."""
    touched: str = ""
    """When it was changed last, in the vendor's own words."""
    fingerprint: str
    """Of all that was read of it: where it is the same, nothing has to be compared."""
    earlier: list[Any] = Field(default_factory=list, sa_type=JSON)
    """What its content was before, newest first, each as a hash and the time since which it was not so any more."""
    told: int = 0
    """How often its age was told; for keys."""
    as_of: datetime
    """When it was known to be so: what was read before then says nothing about it."""
    version: int = 1
    gone_at: datetime | None = None
