"""Groups of end users: profile get and update, association of users (reference: Appcues 5)."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.clients.appcues.nouns import AccountNoun
from bot.clients.bodies import user_ids_body
from bot.clients.reading import parsed_object
from bot.domain.groups import GroupProfile
from bot.domain.json_values import check_json
from bot.domain.uploads import Format, Upload
from bot.errors import BadInput


class Groups(AccountNoun):
    """The groups of one account; no call lists them. Ids are free text."""

    async def get_profile(self, group_id: str) -> GroupProfile:
        """The group's attributes; 200. Raises ApiItemMissing."""
        answer = await self._transport.request(
            "GET", self._path("groups", group_id, "profile"), repeatable=True, subject=_subject(group_id)
        )
        return parsed_object(answer, lambda fields: GroupProfile(group_id, dict(fields)))

    async def update_profile(self, group_id: str, attributes: Mapping[str, Any]) -> None:
        """Merges attributes into the profile, of a new group too; 200, usable for targeting at once.

        PATCH, as in the vendor's command; the request line beside it says POST. Repeating is safe. Raises
        BadInput for no attributes, or values that JSON cannot carry.
        """
        if not attributes:
            raise BadInput("There is no attribute to set.", field="attributes")
        given = dict(attributes)
        check_json(given, "the attributes")
        await self._transport.request(
            "PATCH",
            self._path("groups", group_id, "profile"),
            json=given,
            repeatable=True,
            subject=_subject(group_id),
        )

    async def associate_users(
        self, group_id: str, user_ids: Sequence[str] | Upload, format: Format = Format.JSON
    ) -> None:
        """Makes users members of the group, at once and without a job; 200.

        Up to 20 MB in the format, or a file of NDJSON or CSV up to 200 MB. POST, as in the vendor's command.
        Repeating is safe; a file that has begun to stream is sent once. Raises BadInput.
        """
        await self._transport.request(
            "POST",
            self._path("groups", group_id, "users"),
            body=user_ids_body(user_ids, format),
            repeatable=True,
            subject=_subject(group_id),
            settled_by="Ask again: doing it twice is harmless.",
        )


def _subject(group_id: str) -> str:
    return f"group with the id {group_id}"
