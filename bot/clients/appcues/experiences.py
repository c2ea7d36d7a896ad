"""Experiences of the six kinds: list, get, publish, unpublish (reference: Appcues 1)."""

from functools import partial

from bot.clients.appcues.nouns import AccountNoun
from bot.clients.reading import items_of, parsed_items, parsed_object
from bot.domain.experiences import Experience, Kind, parse_experience

_SETTLED_BY = "Read the item: `published` says whether it is live."


class Experiences(AccountNoun):
    """The experiences of one account."""

    async def list(self, kind: Kind) -> tuple[Experience, ...]:
        """All of that kind, in the order of the API; 200, there is no paging. A broken item is left out."""
        answer = await self._transport.request("GET", self._path(kind.segment), repeatable=True)
        return parsed_items(answer, items_of(answer), partial(parse_experience, kind))

    async def get(self, kind: Kind, id: str) -> Experience:
        """One of them; 200. Raises ApiItemMissing."""
        answer = await self._transport.request(
            "GET", self._path(kind.segment, id), repeatable=True, subject=_subject(kind, id)
        )
        return parsed_object(answer, partial(parse_experience, kind))

    async def publish(self, kind: Kind, id: str) -> None:
        """Puts it live; 200 and harmless when it is live already. Raises ApiItemMissing, ApiOutcomeUnknown.

        Not repeated after an unknown outcome, although the vendor calls it harmless: somebody may have taken
        the item down in between. The caller reads it back with `get` and decides.
        """
        await self._transport.request(
            "POST",
            self._path(kind.segment, id, "publish"),
            repeatable=False,
            subject=_subject(kind, id),
            settled_by=_SETTLED_BY,
        )

    async def unpublish(self, kind: Kind, id: str) -> None:
        """Takes it down; 200 and harmless when it is down already. Raises ApiItemMissing, ApiOutcomeUnknown.

        Not repeated after an unknown outcome, for the reason given at `publish`: the caller reads it back.
        """
        await self._transport.request(
            "POST",
            self._path(kind.segment, id, "unpublish"),
            repeatable=False,
            subject=_subject(kind, id),
            settled_by=_SETTLED_BY,
        )


def _subject(kind: Kind, id: str) -> str:
    return f"{kind.singular} with the id {id}"
