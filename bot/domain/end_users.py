"""End users: what is known of them (Appcues 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class UserProfile:
    """A user's attributes, by name; values are any JSON."""

    user_id: str
    attributes: Mapping[str, Any]
