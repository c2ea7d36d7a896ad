"""The bulk export of events (reference: Appcues 7)."""

from bot.clients.appcues.nouns import AccountNoun
from bot.domain.exports import EventExport, export_json
from bot.domain.jobs import StartedJob, parse_started_job


class Exports(AccountNoun):
    """The exports of one account; the result is mailed as a link."""

    async def events(self, export: EventExport) -> StartedJob:
        """A job that collects events and mails a link, which lives one week; 202.

        Repeating mails a second link; the list of jobs settles an unknown outcome. Raises BadInput before
        anything is sent, ApiOutcomeUnknown.
        """
        answer = await self._transport.request(
            "POST",
            self._path("export", "events"),
            json=export_json(export),
            repeatable=False,
            settled_by="List the jobs and look for the export before asking again.",
        )
        return parse_started_job(answer.body)
