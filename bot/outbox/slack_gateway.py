"""The one door to Slack's Web API: each method is one call, its answer read, its errors ours."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime
from typing import IO, Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import SlackOutcomeUnknown, SlackRefused
from bot.outbox.file_downloads import download
from bot.outbox.file_uploads import send, size_of
from bot.outbox.response_urls import check_response_url, post_response
from bot.outbox.slack_calls import body_of
from bot.outbox.slack_shapes import (
    Blocks,
    Posted,
    moment_of,
    object_in,
    our_mark,
    outbox_id_of,
    paged,
    plain,
    redacted,
)

CALL_SECONDS = 10.0
_PAGE = 200
_MEMBERS_PAGE = 1000
_HISTORY_PAGE = 100


class SlackGateway:
    """Slack, as one workspace's bot sees it. Every method may raise SlackError.

    What changes something is sent once: the SDK's own repeating would post twice when a connection breaks
    after sending. What only reads may be repeated by the given client as it likes. `redact` goes over every
    text that is posted for more than one person to see.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        *,
        redact: Callable[[str], str] = str,
        call_seconds: float = CALL_SECONDS,
    ) -> None:
        if client.session is None:
            raise ValueError("The Slack client needs a session to share: without one it opens one per call.")
        self._session: aiohttp.ClientSession = client.session
        self._read = client
        self._write = AsyncWebClient(
            token=client.token,
            base_url=client.base_url,
            session=client.session,
            proxy=client.proxy,
            headers=client.headers,
            retry_handlers=[],
        )
        self._redact = redact
        self.call_seconds = call_seconds
        """The longest that one call takes, in seconds."""

    async def post(
        self, channel: str, text: str, blocks: Blocks, *, outbox_id: str, thread_ts: str = ""
    ) -> Posted:
        """Post a message; its metadata say which row of the outbox it is, and nothing else."""
        call = self._write.chat_postMessage(
            channel=channel,
            text=self._redact(text),
            blocks=self._redacted(blocks),
            thread_ts=thread_ts or None,
            metadata=our_mark(outbox_id),
            unfurl_links=False,
            unfurl_media=False,
            link_names=False,
            parse="none",
        )
        answer = await self._ask("chat.postMessage", call)
        if not answer.get("ts"):
            raise SlackOutcomeUnknown("chat.postMessage", "an answer without a ts")
        return Posted(str(answer.get("channel") or channel), str(answer["ts"]))

    async def update(self, channel_id: str, ts: str, text: str, blocks: Blocks) -> None:
        """Make a message look like this; repeating it does no harm."""
        call = self._write.chat_update(
            channel=channel_id,
            ts=ts,
            text=self._redact(text),
            blocks=self._redacted(blocks) or [],
            link_names=False,
            parse="none",
        )
        await self._ask("chat.update", call)

    async def delete(self, channel_id: str, ts: str) -> None:
        """Delete a message of ours; one that is gone already is as good."""
        try:
            await self._ask("chat.delete", self._write.chat_delete(channel=channel_id, ts=ts))
        except SlackRefused as error:
            if error.code != "message_not_found":
                raise

    async def find_copies(
        self, channel: str, outbox_id: str, *, oldest: datetime, thread_ts: str = ""
    ) -> tuple[Posted, ...]:
        """Every message since `oldest` that carries this outbox id, the earliest first."""
        channel_id = await self.conversation(channel)
        since = f"{oldest.timestamp():.6f}"

        async def page(cursor: str) -> Mapping[str, Any]:
            where: dict[str, Any] = {
                "channel": channel_id,
                "oldest": since,
                "include_all_metadata": True,
                "limit": _HISTORY_PAGE,
                "cursor": cursor or None,
            }
            if thread_ts:
                return await self._ask(
                    "conversations.replies", self._read.conversations_replies(ts=thread_ts, **where)
                )
            return await self._ask("conversations.history", self._read.conversations_history(**where))

        found = {
            str(message["ts"])
            async for message in paged(page, "messages", "conversations.history")
            if outbox_id_of(message) == outbox_id
        }
        return tuple(Posted(channel_id, ts) for ts in sorted(found, key=moment_of))

    async def post_ephemeral(self, channel: str, user_id: str, text: str, blocks: Blocks) -> None:
        """Show something to one person in a channel."""
        call = self._write.chat_postEphemeral(
            channel=channel,
            user=user_id,
            text=text,
            blocks=plain(blocks) or None,
            link_names=False,
            parse="none",
        )
        await self._ask("chat.postEphemeral", call)

    async def respond(
        self,
        response_url: str,
        text: str = "",
        blocks: Blocks = (),
        *,
        replace_original: bool = False,
        delete_original: bool = False,
    ) -> None:
        """Answer by the address that came with a payload: privately, five times within 30 minutes.

        Raises:
            SlackRefused: also for an address that is not Slack's.
        """
        check_response_url(response_url, api_url=self._write.base_url)
        body: dict[str, Any] = {"response_type": "ephemeral", "replace_original": replace_original}
        if delete_original:
            body = {"delete_original": True}
        else:
            body |= {"text": text, "unfurl_links": False, "unfurl_media": False}
            if blocks:
                body["blocks"] = plain(blocks)
        await post_response(self._session, response_url, body, timeout_seconds=self.call_seconds)

    async def upload_file(self, user_id: str, filename: str, content: IO[bytes]) -> None:
        """Put a file into somebody's direct messages; of the three steps only the last one is seen by anybody."""
        channel_id = await self.conversation(user_id)
        call = self._write.files_getUploadURLExternal(filename=filename, length=size_of(content))
        place = await self._ask("files.getUploadURLExternal", call)
        url, file_id = str(place.get("upload_url")), str(place.get("file_id"))
        await send(self._session, url, content, proxy=self._write.proxy, patience=self.call_seconds)
        files: list[dict[str, str | None]] = [{"id": file_id, "title": filename}]
        call = self._write.files_completeUploadExternal(files=files, channel_id=channel_id)
        await self._ask("files.completeUploadExternal", call)

    async def file_info(self, file_id: str) -> Mapping[str, Any]:
        """Slack's file object; the only source of an address to download from."""
        return object_in(await self._ask("files.info", self._read.files_info(file=file_id)), "file")

    def download(self, url: str, size: int) -> AsyncGenerator[bytes, None]:
        """The bytes at an address that Slack's file object names; see `file_downloads.download`."""
        return download(
            url,
            size,
            token=self._read.token or "",
            api_url=self._read.base_url,
            proxy=self._read.proxy,
            patience=self.call_seconds,
        )

    async def open_view(self, trigger_id: str, view: Mapping[str, Any]) -> Mapping[str, Any]:
        """Open a modal; the view as Slack keeps it."""
        answer = await self._ask("views.open", self._write.views_open(trigger_id=trigger_id, view=dict(view)))
        return object_in(answer, "view")

    async def update_view(self, view: Mapping[str, Any], *, view_id: str) -> None:
        """Change an open modal."""
        await self._ask("views.update", self._write.views_update(view=dict(view), view_id=view_id))

    async def publish_view(self, user_id: str, view: Mapping[str, Any], *, hash: str = "") -> None:
        """Show somebody's Home tab."""
        call = self._write.views_publish(user_id=user_id, view=dict(view), hash=hash or None)
        await self._ask("views.publish", call)

    async def who_am_i(self) -> Mapping[str, Any]:
        """Slack's auth.test: team, user, bot."""
        return await self._ask("auth.test", self._read.auth_test())

    async def user(self, user_id: str) -> Mapping[str, Any]:
        """Slack's user object."""
        return object_in(await self._ask("users.info", self._read.users_info(user=user_id)), "user")

    async def users(self) -> AsyncIterator[Mapping[str, Any]]:
        """All user objects of the workspace."""

        async def page(cursor: str) -> Mapping[str, Any]:
            return await self._ask("users.list", self._read.users_list(limit=_PAGE, cursor=cursor or None))

        async for user in paged(page, "members", "users.list"):
            yield user

    async def usergroup_members(self, group_id: str) -> tuple[str, ...]:
        """The ids of the people in a user group."""
        call = self._read.usergroups_users_list(usergroup=group_id)
        return tuple(map(str, (await self._ask("usergroups.users.list", call)).get("users") or ()))

    async def channel(self, channel_id: str) -> Mapping[str, Any]:
        """Slack's channel object; refused for a private one that the bot is not in."""
        answer = await self._ask("conversations.info", self._read.conversations_info(channel=channel_id))
        return object_in(answer, "channel")

    async def channel_members(self, channel_id: str) -> AsyncIterator[str]:
        """The ids of all members of a channel."""

        async def page(cursor: str) -> Mapping[str, Any]:
            call = self._read.conversations_members(
                channel=channel_id, limit=_MEMBERS_PAGE, cursor=cursor or None
            )
            return await self._ask("conversations.members", call)

        async for member in paged(page, "members", "conversations.members"):
            yield str(member)

    async def permalink(self, channel_id: str, ts: str) -> str:
        """The address of a message, for whoever may see it."""
        call = self._read.chat_getPermalink(channel=channel_id, message_ts=ts)
        return str((await self._ask("chat.getPermalink", call)).get("permalink") or "")

    async def conversation(self, channel: str) -> str:
        """The id of a conversation; for a person's id that of the direct messages with them."""
        if not channel.startswith(("U", "W")):
            return channel
        answer = await self._ask("conversations.open", self._write.conversations_open(users=channel))
        return str(object_in(answer, "channel")["id"])

    async def _ask(self, method: str, call: Awaitable[AsyncSlackResponse]) -> Mapping[str, Any]:
        """The body of a good answer; anything else as an error of ours."""
        return await body_of(method, call, self.call_seconds)

    def _redacted(self, blocks: Blocks) -> list[dict[str, Any]] | None:
        return [redacted(dict(block), self._redact) for block in blocks] or None
