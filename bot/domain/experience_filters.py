"""Which experiences of a list somebody wants to see, and in which order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.experiences import Experience

SORTS = ("updated", "name", "published", "created")
"""By what a list can be sorted; by a time, the newest come first."""


@dataclass(frozen=True)
class Filters:
    """What was asked for; empty means any."""

    search: str = ""
    state: str = ""
    tag: str = ""
    sort: str = SORTS[0]

    @property
    def in_words(self) -> str:
        """The filters as the end of a sentence, empty when there are none."""
        parts = []
        if self.state:
            parts.append(self.state)
        if self.tag:
            parts.append(f"tagged “{self.tag}”")
        if self.search:
            parts.append(f"with “{self.search}” in the name")
        return ", ".join(parts)

    def apply(self, experiences: Iterable[Experience], tag_names: Mapping[str, str]) -> list[Experience]:
        """Those that pass, in the order asked for."""
        passing = [experience for experience in experiences if self._passes(experience, tag_names)]
        if self.sort == "name":
            return sorted(passing, key=lambda experience: experience.name.casefold())
        return sorted(passing, key=self._recency, reverse=True)

    def _recency(self, experience: Experience) -> float:
        when = {
            "updated": experience.updated_at,
            "published": experience.published_at,
            "created": experience.created_at,
        }[self.sort]
        return when.timestamp() if when else 0.0

    def _passes(self, experience: Experience, tag_names: Mapping[str, str]) -> bool:
        if self.state and experience.state != self.state:
            return False
        if self.search and self.search.casefold() not in experience.name.casefold():
            return False
        return not self.tag or any(
            self.tag.casefold() in (tag_id.casefold(), tag_names.get(tag_id, "").casefold())
            for tag_id in experience.tag_ids
        )
