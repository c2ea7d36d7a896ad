"""Files that people share in Slack: found afresh, for those who may see them, and read piece by piece."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from datetime import timedelta

from bot.clock import Clock
from bot.domain.incoming import Incoming
from bot.domain.people import Person
from bot.domain.shared_files import SharedFile, parse_file
from bot.errors import BadInput, NoSuchItem, NotAllowed, PersonError, SlackError, SlackRefused
from bot.outbox.slack_gateway import SlackGateway
from bot.outbox.workspaces import Workspaces
from storage.database import Database
from storage.models.file_passes import FilePassRow

KEPT_FOR = timedelta(days=1)
"""For how long a shortcut lets somebody use a file; who is shown it again may use it again."""
_MISSING = frozenset({"file_not_found", "file_deleted", "not_visible", "http_404", "http_410"})


class SlackFilesService:
    """Nothing that a payload says of a file is believed: Slack is asked, each time."""

    def __init__(self, workspaces: Workspaces, database: Database, clock: Clock) -> None:
        self._workspaces = workspaces
        self._database = database
        self._clock = clock

    async def was_shown(self, team_id: str, user_id: str, channel_id: str, file_ids: Iterable[str]) -> None:
        """Writes down that Slack let somebody use a shortcut on a message with these files."""
        now = self._clock.now()
        rows = [
            FilePassRow(
                team_id=team_id, user_id=user_id, file_id=file_id, channel_id=channel_id, given_at=now
            )
            for file_id in file_ids
        ]
        await self._database.transact(lambda work: work.file_passes.give(rows))

    async def find(self, person: Person, file_id: str) -> Incoming:
        """The file, for whoever shared it, or used a shortcut on a message where it still is shared.

        Raises NotAllowed for others, NoSuchItem when Slack has it no more, PersonError when Slack fails.
        """
        try:
            slack = await self._workspaces.slack(person.team_id)
            file = parse_file(await slack.file_info(file_id))
        except SlackError as error:
            raise _in_words(error) from error
        except ValueError:
            raise BadInput(
                "Slack does not keep that file itself, so it cannot be read.",
                "Download it, and share it here as a file.",
                field="file",
            ) from None
        shown_in = await self._database.read(
            lambda work: work.file_passes.channels(person.team_id, person.id, file.id)
        )
        if not file.may_be_used_by(person.id, shown_in):
            raise NotAllowed(
                "You can use files that you shared yourself, or by the shortcut on the message with the file.",
                "Open the menu of that message, and choose the shortcut there.",
                rule="own files, or by shortcut",
            )
        return Incoming(file.id, file.name, file.size, lambda: _chunks(slack, file))

    async def forget_old(self) -> int:
        """Deletes old passes; how many."""
        before = self._clock.now() - KEPT_FOR
        return await self._database.transact(lambda work: work.file_passes.forget(before))


async def _chunks(slack: SlackGateway, file: SharedFile) -> AsyncGenerator[bytes, None]:
    """The bytes, exactly as many as were announced. Raises PersonError."""
    try:
        async with aclosing(slack.download(file.url, file.size)) as chunks:
            async for chunk in chunks:
                yield chunk
    except SlackError as error:
        raise _in_words(error) from error


def _in_words(error: SlackError) -> PersonError:
    code = error.code if isinstance(error, SlackRefused) else ""
    if code in _MISSING:
        return NoSuchItem(
            "Slack has no such file, or does not show it to me.",
            "Share it in a channel that I am in, or upload it in the form.",
        )
    if code == "missing_scope":
        return PersonError(
            "Slack does not let me read files here.",
            "An admin has to install Callboard again, with files:read.",
        )
    if code == "file_size_differs":
        return BadInput(
            "The file has another size than Slack says: it was changed in the meantime, or arrived damaged.",
            "Nothing was sent on. Share it again.",
            field="file",
        )
    if code in {"untrusted_file_url", "too_many_redirects"}:
        return PersonError(
            "Slack keeps that file at an address that I do not trust, so I did not read it.",
            "Download it, and share it here as a file of its own.",
        )
    return PersonError("Slack did not hand over the file.", "Nothing was sent on. Try again in a minute.")
