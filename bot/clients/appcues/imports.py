"""Bulk imports of profiles, groups and events (reference: Appcues 6)."""

from collections.abc import Sequence

from bot.clients.appcues.nouns import AccountNoun
from bot.clients.bodies import rows_body
from bot.domain.bulk_rows import EventRow, GroupRow, ProfileRow, Row
from bot.domain.jobs import StartedJob, parse_started_job
from bot.domain.uploads import Format, Upload


class Imports(AccountNoun):
    """The imports of one account: 202 and a job, which counts the rows that failed.

    Rows are NDJSON or CSV, up to 20 MB, or a file up to 200 MB. All raise BadInput.
    """

    async def profiles(
        self, rows: Sequence[ProfileRow] | Upload, format: Format = Format.NDJSON
    ) -> StartedJob:
        """A job that merges attributes into profiles. Repeating is safe; a file is sent once."""
        return await self._start("profiles", rows, format, repeatable=True)

    async def groups(self, rows: Sequence[GroupRow] | Upload, format: Format = Format.NDJSON) -> StartedJob:
        """A job that merges attributes into groups. Repeating is safe; a file is sent once."""
        return await self._start("groups", rows, format, repeatable=True)

    async def events(self, rows: Sequence[EventRow] | Upload, format: Format = Format.NDJSON) -> StartedJob:
        """A job that records events.

        Repeating records them twice; the list of jobs settles an unknown outcome. Raises ApiOutcomeUnknown.
        """
        return await self._start("events", rows, format, repeatable=False)

    async def _start(
        self, noun: str, rows: Sequence[Row] | Upload, format: Format, *, repeatable: bool
    ) -> StartedJob:
        answer = await self._transport.request(
            "POST",
            self._path("import", noun),
            body=rows_body(rows, format),
            repeatable=repeatable,
            settled_by="List the jobs and look for the import before asking again.",
        )
        return parse_started_job(answer.body)
