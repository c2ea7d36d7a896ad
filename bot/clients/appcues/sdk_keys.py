"""SDK authentication keys: create, list, tag, delete (reference: Appcues 10)."""

from bot.clients.appcues.nouns import AccountNoun
from bot.clients.reading import items_of, new_object, object_if_any, parsed_items
from bot.domain.json_values import check_json
from bot.domain.sdk_keys import SdkKey, parse_sdk_key


class SdkKeys(AccountNoun):
    """The SDK keys of one account, at most five. Nothing of an answer with a key goes to the log."""

    async def create(self, tag: str | None = None) -> SdkKey:
        """A new key, the only moment at which `key` is shown without tagging; 200.

        Repeating makes a second one. `list` settles an unknown outcome: delete a key that nobody has seen.
        Raises ApiRefused (422) when there are five, or for an impossible tag; ApiOutcomeUnknown.
        """
        check_json(tag, "the tag")
        answer = await self._transport.request(
            "POST",
            self._path("sdk_keys"),
            json={} if tag is None else {"tag": tag},
            repeatable=False,
            settled_by="List the SDK keys before asking again, and delete a new one that nobody has seen.",
            is_secret=True,
        )
        return new_object(answer, parse_sdk_key)

    async def list(self) -> tuple[SdkKey, ...]:
        """All keys, without `key`; 200."""
        answer = await self._transport.request("GET", self._path("sdk_keys"), repeatable=True, is_secret=True)
        return parsed_items(answer, items_of(answer), parse_sdk_key)

    async def tag(self, id: str, tag: str | None) -> SdkKey | None:
        """The key with another tag, None for none; 200, with `key`. None if the answer does not show it.

        Repeating is safe. Raises ApiItemMissing, ApiRefused (422) for an impossible tag.
        """
        check_json(tag, "the tag")
        answer = await self._transport.request(
            "PATCH",
            self._path("sdk_keys", id),
            json={"tag": tag},
            repeatable=True,
            subject=_subject(id),
            is_secret=True,
        )
        return object_if_any(answer, parse_sdk_key)

    async def delete(self, id: str) -> SdkKey | None:
        """Removes it for good: what is signed with it is no longer valid; 200.

        The deleted key without `key`, None if the answer does not show it. Repeating is safe: gone is gone.
        Raises ApiItemMissing.
        """
        answer = await self._transport.request(
            "DELETE",
            self._path("sdk_keys", id),
            repeatable=True,
            gone_is_done=True,
            subject=_subject(id),
            is_secret=True,
        )
        return object_if_any(answer, parse_sdk_key)


def _subject(id: str) -> str:
    return f"SDK key with the id {id}"
