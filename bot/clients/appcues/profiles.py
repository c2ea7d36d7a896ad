"""Profiles of end users and of groups: get and update, the same for both (reference: Appcues 4 and 5)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from bot.clients.appcues.nouns import AccountNoun
from bot.clients.reading import parsed_object
from bot.domain.json_values import check_json
from bot.errors import BadInput


class Profiled(AccountNoun):
    """A noun of one account that has profiles; no call lists them. Ids are free text."""

    plural: ClassVar[str]
    """As it stands in the path."""
    singular: ClassVar[str]

    async def get_profile(self, id: str) -> Mapping[str, Any]:
        """The attributes, by name; 200. Raises ApiItemMissing for an id nobody has heard of."""
        answer = await self._transport.request(
            "GET", self._path(self.plural, id, "profile"), repeatable=True, subject=self._subject(id)
        )
        return parsed_object(answer, dict[str, Any])

    async def update_profile(self, id: str, attributes: Mapping[str, Any]) -> None:
        """Merges attributes into the profile, of a new id too; 200, usable for targeting at once.

        PATCH, as in the vendor's commands; the request line beside the one for groups says POST.
        Repeating is safe. Raises BadInput for no attributes, or values that JSON cannot carry.
        """
        if not attributes:
            raise BadInput("There is no attribute to set.", field="attributes")
        given = dict(attributes)
        check_json(given, "the attributes")
        await self._transport.request(
            "PATCH",
            self._path(self.plural, id, "profile"),
            json=given,
            repeatable=True,
            subject=self._subject(id),
        )

    def _subject(self, id: str) -> str:
        return f"{self.singular} with the id {id}"
