"""What was read of experiences at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.experiences import Experience, Kind


@dataclass(frozen=True)
class Listing:
    """All experiences of a kind, and when they were read."""

    kind: Kind
    experiences: tuple[Experience, ...]
    tag_names: Mapping[str, str]
    as_of: datetime


@dataclass(frozen=True)
class Detail:
    """One experience, read just now."""

    experience: Experience
    tag_names: Mapping[str, str]
    changed_by_us: bool
    """Whether the last change was made with the key that Callboard holds."""

    @property
    def tags(self) -> tuple[str, ...]:
        """The names of its tags, ids where a name is not known."""
        return names_of(self.experience, self.tag_names)


def names_of(experience: Experience, tag_names: Mapping[str, str]) -> tuple[str, ...]:
    """The names of an experience's tags, ids where a name is not known."""
    return tuple(tag_names.get(tag_id, tag_id) for tag_id in experience.tag_ids)
