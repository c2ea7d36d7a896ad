"""Files that people share in Slack: what Slack tells of them, and who may have them read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.fields import text, texts

_PLACES = ("channels", "groups", "ims")


@dataclass(frozen=True)
class SharedFile:
    """A file as Slack describes it at one moment."""

    id: str
    name: str
    size: int
    """Bytes; a download that has more or fewer is not this file."""
    owner_id: str
    channel_ids: frozenset[str]
    """Where it is shared."""
    url: str = field(repr=False)

    def may_be_used_by(self, user_id: str, shown_in: Collection[str]) -> bool:
        """Whether it is theirs, or still shared in a channel in which Slack showed it to them."""
        return self.owner_id == user_id or not self.channel_ids.isdisjoint(shown_in)


def parse_file(fields: Mapping[str, Any]) -> SharedFile:
    """A file from Slack's file object. Raises ValueError for one that Slack does not keep itself."""
    file_id, url = text(fields, "id"), text(fields, "url_private_download") or text(fields, "url_private")
    size = fields.get("size")
    if file_id is None or url is None or fields.get("is_external") or not isinstance(size, int):
        raise ValueError("not a file that Slack keeps")
    return SharedFile(
        id=file_id,
        name=text(fields, "name") or text(fields, "title") or file_id,
        size=size,
        owner_id=text(fields, "user") or "",
        channel_ids=frozenset((*(c for place in _PLACES for c in texts(fields, place)), *_shares(fields))),
        url=url,
    )


def _shares(fields: Mapping[str, Any]) -> tuple[str, ...]:
    shares = fields.get("shares")
    kinds = shares.values() if isinstance(shares, dict) else ()
    return tuple(channel for kind in kinds if isinstance(kind, dict) for channel in kind)
