"""Groups of end users: their profiles, and the association of users (reference: Appcues 5)."""

from collections.abc import Sequence

from bot.clients.appcues.profiles import Profiled
from bot.clients.bodies import user_ids_body
from bot.domain.uploads import Format, Upload


class Groups(Profiled):
    """The groups of one account."""

    plural = "groups"
    singular = "group"

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
            subject=self._subject(group_id),
            settled_by="Ask again: doing it twice is harmless.",
        )
