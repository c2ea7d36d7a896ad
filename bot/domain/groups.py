"""Groups of end users: what is known of them (Appcues 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class GroupProfile:
    """A group's attributes, by name; values are any JSON."""

    group_id: str
    attributes: Mapping[str, Any]
