"""What a person at the board sees, and waiting until it is there."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from sandbox.slack.doors import Door
from sandbox.slack.seen import SeenMessage, view_text

Json = dict[str, Any]
T = TypeVar("T")

WAIT_SECONDS = 15.0


class Onlooker:
    """The eyes of one person: channels, threads, modals, the Home tab; and the journal."""

    def __init__(self, door: Door, user: str, names: dict[str, str]) -> None:
        self.user = user
        self._door = door
        self._names = names

    async def state(self) -> Json:
        """Everything a page begins with."""
        return await self._door.get("state", user=self.user)

    async def _known_names(self) -> dict[str, str]:
        if not self._names:
            state = await self.state()
            self._names |= {each["id"]: each["name"] for each in [*state["users"], *state["channels"]]}
        return self._names

    async def messages(
        self, channel: str, user: str | None = None, *, thread_ts: str | None = None
    ) -> list[SeenMessage]:
        """What stands in a channel (or thread) for that person, oldest first, private notes included."""
        query = {"user": user or self.user, "channel": channel, "thread_ts": thread_ts, "limit": 1000}
        page = await self._door.get("messages", **query)
        names = await self._known_names()
        return [SeenMessage(each, names) for each in page["messages"]]

    async def ephemerals(self, channel: str, user: str | None = None) -> list[SeenMessage]:
        """The notes in a channel that only that person sees."""
        return [each for each in await self.messages(channel, user) if each.is_ephemeral]

    async def last(self, channel: str, user: str | None = None) -> SeenMessage:
        """The newest message of a channel."""
        messages = await self.messages(channel, user)
        if not messages:
            raise LookupError(f"Nothing stands in {channel}.")
        return messages[-1]

    async def thread(self, message: SeenMessage) -> list[SeenMessage]:
        """A message and the replies to it."""
        parent = message.thread_ts or message.ts
        return await self.messages(message.channel, thread_ts=parent)

    async def transcript(self, channel: str, user: str | None = None) -> str:
        """What stands in a channel for that person, as plain lines with the speakers' names."""
        names = await self._known_names()
        lines: list[str] = []
        for message in await self.messages(channel, user):
            note = " (only visible to you)" if message.is_ephemeral else ""
            first, *rest = message.lines or [""]
            lines += [
                f"{names.get(message.user, message.user)}{note}: {first}",
                *(f"    {each}" for each in rest),
            ]
        return "\n".join(lines)

    async def views(self, user: str | None = None) -> list[Json]:
        """The open modals of that person, the topmost last."""
        state = await self._door.get("state", user=user or self.user)
        return list(state["views"])

    async def modal(self, user: str | None = None) -> Json | None:
        """The topmost open modal."""
        views = await self.views(user)
        return views[-1] if views else None

    async def home(self, user: str | None = None) -> Json | None:
        """The Home tab as published for that person."""
        state = await self._door.get("state", user=user or self.user)
        home: Json | None = state["home"]
        return home

    async def journal(self, method: str | None = None, direction: str | None = None) -> list[Json]:
        """Every exchange with the bot, oldest first; `method` is a name or its beginning."""
        entries = await self._door.journal()
        return [
            each
            for each in entries
            if each["method"].startswith(method or "") and direction in {None, each["direction"]}
        ]

    # Waiting

    async def wait_until(self, look: Callable[[], Awaitable[T | None]], timeout: float = WAIT_SECONDS) -> T:  # noqa: ASYNC109 - reads as a sentence in a test
        """Look again at each change until `look` finds something true.

        Raises:
            TimeoutError: it did not come to pass within `timeout` seconds.
        """
        async with asyncio.timeout(timeout):
            while True:
                version = self._door.version()
                if found := await look():
                    return found
                await self._door.changed_since(version)

    async def wait_for(
        self,
        wanted: str | Callable[[SeenMessage], bool],
        channel: str | None = None,
        *,
        thread: SeenMessage | None = None,
        timeout: float = WAIT_SECONDS,  # noqa: ASYNC109 - reads as a sentence in a test
    ) -> SeenMessage:
        """The newest message with that text (or for which the function is true), once it is there.

        Looks in `channel`, in a thread, or in every channel of this person.

        Raises:
            TimeoutError: with the transcript of what is there instead.
        """

        def is_wanted(message: SeenMessage) -> bool:
            return wanted in message if isinstance(wanted, str) else wanted(message)

        async def look() -> SeenMessage | None:
            seen = await self._seen(channel, thread)
            return next((each for each in reversed(seen) if is_wanted(each)), None)

        try:
            return await self.wait_until(look, timeout)
        except TimeoutError as error:
            there = "\n".join(each.plain for each in await self._seen(channel, thread))
            raise TimeoutError(f"{wanted!r} did not come within {timeout:g} s. There is:\n{there}") from error

    async def _seen(self, channel: str | None, thread: SeenMessage | None) -> list[SeenMessage]:
        if thread is not None:
            return await self.thread(thread)
        if channel is not None:
            return await self.messages(channel)
        channels = [each["id"] for each in (await self.state())["channels"]]
        everything = [message for each in channels for message in await self.messages(each)]
        return sorted(everything, key=lambda each: each.ts)

    async def wait_for_modal(self, text: str = "", timeout: float = WAIT_SECONDS) -> Json:  # noqa: ASYNC109 - reads as a sentence in a test
        """The topmost modal, once one is open that contains `text`."""

        async def look() -> Json | None:
            view = await self.modal()
            return view if view and text in view_text(view) else None

        return await self.wait_until(look, timeout)

    async def wait_for_home(self, text: str = "", timeout: float = WAIT_SECONDS) -> Json:  # noqa: ASYNC109 - reads as a sentence in a test
        """The Home tab, once it contains `text`."""

        async def look() -> Json | None:
            view = await self.home()
            return view if view and text in view_text(view) else None

        return await self.wait_until(look, timeout)
