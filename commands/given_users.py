"""Users that a command is about, as somebody gave them: pasted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.user_ids import GivenIds, read_user_ids

IDS_HELP = "user ids: one a line, or with commas or blanks between; quotes around ids that hold such; also CSV or JSON"


@dataclass(frozen=True)
class Given:
    """The users, and the arguments by which they were given."""

    ids: GivenIds
    arguments: Mapping[str, Any]


def users_given(ids: str) -> Given:
    """The users that were given. Raises BadInput."""
    return Given(read_user_ids(ids), {"ids": ids})
