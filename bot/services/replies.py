"""Brings an answer back to the one person it is for."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import structlog

from bot.clock import Clock
from bot.crash_points import crash_point
from bot.errors import SlackOutcomeUnknown, SlackRateLimited, SlackRefused
from bot.outbox.enqueue import enqueue
from bot.outbox.message import Message, answer_key
from bot.outbox.workspaces import Workspaces
from bot.views.files import with_note
from bot.views.reply import OutgoingFile, Reply
from storage.database import Database

_LOG = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Return:
    """The way back: a response address where there is one, else the channel, else a direct message.

    `message_ts` is of the message that was pressed, where others can see it too.
    """

    team_id: str
    user_id: str
    channel_id: str = ""
    response_url: str = ""
    key: str = ""
    """Of the delivery that is answered, so that a direct message is sent once."""
    message_ts: str = ""


class RepliesService:
    """Answers privately."""

    def __init__(
        self, workspaces: Workspaces, database: Database, clock: Clock, *, wake_outbox: Callable[[], None]
    ) -> None:
        self._workspaces = workspaces
        self._database = database
        self._clock = clock
        self._wake_outbox = wake_outbox

    async def send(self, reply: Reply, way: Return) -> None:
        """Sends the answer by the first way that works. One that may have been shown is not sent again.

        Raises SlackError when no way works.
        """
        if reply.file is not None:
            reply = await self._hand_over(reply, reply.file, way)
        try:
            if way.response_url:
                await self._send_to_address(reply, way)
            else:
                await self._send_without_address(reply, way)
        except SlackOutcomeUnknown as doubt:
            _LOG.warning("answer_may_be_lost", reason=doubt.reason)
        crash_point("reply_sent_before_inbox_finish")

    async def _hand_over(self, reply: Reply, file: OutgoingFile, way: Return) -> Reply:
        """Puts a file into the person's direct messages; the answer then says so, or that it did not work."""
        content = BytesIO(file.content) if isinstance(file.content, bytes) else file.content
        try:
            slack = await self._workspaces.slack(way.team_id)
            with content:
                await slack.upload_file(way.user_id, file.name, content)
        except SlackOutcomeUnknown as doubt:
            _LOG.warning("file_may_be_lost", reason=doubt.reason)
            return with_note(
                reply, f"{file.name} may have arrived in your direct messages: Slack gave no answer."
            )
        except SlackRefused as refusal:
            _LOG.warning("file_refused", code=refusal.code)
            return with_note(reply, f"Slack did not take the file {file.name} ({refusal.code}).")
        return with_note(reply, f"The file {file.name} is in your direct messages with Callboard.")

    async def _send_to_address(self, reply: Reply, way: Return) -> None:
        try:
            slack = await self._workspaces.slack(way.team_id)
            await slack.respond(way.response_url, reply.text, reply.blocks, replace_original=reply.replace)
        except (SlackRefused, SlackRateLimited):
            await self._send_without_address(reply, way)

    async def _send_without_address(self, reply: Reply, way: Return) -> None:
        if way.channel_id:
            try:
                slack = await self._workspaces.slack(way.team_id)
                await slack.post_ephemeral(way.channel_id, way.user_id, reply.text, reply.blocks)
            except (SlackRefused, SlackRateLimited):
                await self._send_directly(reply, way)
        else:
            await self._send_directly(reply, way)

    async def _send_directly(self, reply: Reply, way: Return) -> None:
        message = Message(
            answer_key(way.key), way.team_id, way.user_id, reply.text, reply.blocks, is_awaited=True
        )
        now = self._clock.now()
        await self._database.transact(lambda work: enqueue(work, message, now))
        self._wake_outbox()
