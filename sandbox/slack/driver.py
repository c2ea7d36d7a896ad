"""Drives a board the way people do: type, press, fill in, submit, read; for tests that read as stories."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from sandbox.slack.app import SlackStandIn
from sandbox.slack.doors import BoardError, Door, FarDoor, NearDoor
from sandbox.slack.filling import Filled, button_choice, element_choice, find_input
from sandbox.slack.mrkdwn import shown
from sandbox.slack.plain import block_lines
from sandbox.slack.seen import SeenMessage, find_named, view_text

Json = dict[str, Any]
T = TypeVar("T")
WAIT_SECONDS = 5.0

__all__ = ["Board", "BoardError", "SeenMessage"]


class Board:
    """A seat at the board for one person; `as_` gives the seats of others.

    Channels are named by id or name (`C0LAUNCHES`, `launches`, `#launches`). What is looked for and not
    there raises `LookupError` with what is there instead.
    """

    def __init__(
        self,
        board: SlackStandIn | str,
        user: str = "U0OLIVIA",
        *,
        door: Door | None = None,
        names: dict[str, str] | None = None,
    ) -> None:
        self._board = board
        self.user = user
        self._door: Door = door or (FarDoor(board, user) if isinstance(board, str) else NearDoor(board))
        self._names = {} if names is None else names
        self._filled: dict[str, Filled] = {}

    def as_(self, user: str) -> "Board":
        """The same board, acted on by that person."""
        return Board(self._board, user, door=self._door, names=self._names)

    async def aclose(self) -> None:
        """Leave the board (all seats)."""
        await self._door.aclose()

    # Reading

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

    # Doing

    async def type(self, channel: str, text: str, *, thread: SeenMessage | None = None) -> Json:
        """Type into the composer; a slash command returns when it has been acknowledged (or not)."""
        thread_ts = (thread.thread_ts or thread.ts) if thread else None
        return await self._door.post("send", user=self.user, channel=channel, text=text, thread_ts=thread_ts)

    async def press(self, where: SeenMessage | Json, name: str, choice: Any = None) -> Json:
        """Press a button, or choose from a menu, by what it says or by its action id.

        `choice` is what to choose: an option's text, a date, an id; for an overflow menu `name` may be the
        option itself.
        """
        if isinstance(where, SeenMessage):
            fresh = await self._fresh(where)
            place: Json = {"channel": where.channel, "ts": where.ts}
            blocks = fresh.blocks
        else:
            place, blocks = {"view_id": where["id"]}, where["blocks"]
            place["state"] = {"values": self._filled_in(where).values}
        found = find_named(blocks, name)
        if found is None:
            there = shown("\n".join(block_lines(blocks)), self._names)
            raise LookupError(f"There is nothing called {name!r} to press. There is:\n{there}")
        block, element = found
        chosen = button_choice(element, name) if choice is None else element_choice(element, choice)
        ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
        return await self._door.post("press", user=self.user, **place, **ids, **chosen)

    async def _fresh(self, message: SeenMessage) -> SeenMessage:
        parent = message.thread_ts if message.thread_ts != message.ts else None
        seen = await self.messages(message.channel, thread_ts=parent)
        return next((each for each in seen if each.ts == message.ts), message)

    def _filled_in(self, view: Json) -> Filled:
        return self._filled.setdefault(view["id"], Filled())

    async def fill(self, name: str, value: Any, view: Json | None = None) -> None:
        """Fill in one input of the topmost modal, found by its label or block id."""
        view = view or await self.modal()
        if view is None:
            raise LookupError("No modal is open.")
        block, element = find_input(view["blocks"], name)
        self._filled_in(view).put(block, element, value)

    async def submit(self, view: Json | None = None, **values: Any) -> Json:
        """Submit the topmost modal; `values` are filled in before, by block id."""
        view = view or await self.modal()
        if view is None:
            raise LookupError("No modal is open.")
        for name, value in values.items():
            await self.fill(name, value, view)
        state = {"values": self._filled_in(view).values}
        return await self._door.post("submit", user=self.user, view_id=view["id"], state=state)

    async def close(self, view: Json | None = None, *, clear: bool = False) -> Json:
        """Cancel the topmost modal, or with `clear` all of them."""
        view = view or await self.modal()
        if view is None:
            raise LookupError("No modal is open.")
        return await self._door.post("close", user=self.user, view_id=view["id"], clear=clear)

    async def options(self, where: SeenMessage | Json, name: str, typed: str) -> list[Json]:
        """What a type-ahead menu offers for what was typed."""
        if isinstance(where, SeenMessage):
            blocks, place = where.blocks, {"channel": where.channel, "ts": where.ts}
        else:
            blocks, place = where["blocks"], {"view_id": where["id"]}
        block, element = find_input(blocks, name)
        ids = {"block_id": block["block_id"], "action_id": element["action_id"], "value": typed}
        offered = await self._door.get("options", user=self.user, **place, **ids)
        return [
            *offered["options"],
            *(each for group in offered["option_groups"] for each in group["options"]),
        ]

    async def open_home(self) -> Json:
        """Open the Home tab."""
        return await self._door.post("home", user=self.user)

    async def use_shortcut(self, callback_id: str, message: SeenMessage | None = None) -> Json:
        """Use a global shortcut, or one on a message."""
        place = {"channel": message.channel, "ts": message.ts} if message else {}
        return await self._door.post("shortcut", user=self.user, callback_id=callback_id, **place)

    async def upload(self, name: str, data: bytes) -> Json:
        """Pick a file; answers the file object, to be filled into a file input as one of a list."""
        answer = await self._door.send_file("upload", name, data, user=self.user)
        stored: Json = answer["file"]
        return stored

    # The stand-in itself

    async def change_channel(self, channel: str, action: str, **details: Any) -> Json:
        """`create`, `archive`, `unarchive`, `rename` (name), `topic`, `invite` or `remove` (member)."""
        return await self._door.post("channel", channel=channel, action=action, **details)

    async def advance(self, seconds: float) -> None:
        """Move the stand-in's clock ahead."""
        await self._door.post("clock", advance=seconds)

    async def fault(self, method: str, fault: str, **details: Any) -> None:
        """Ask for a fault in the next calls of a method: `count`, `retry_after`, `error`, `delay`."""
        await self._door.post("faults", method=method, fault=fault, **details)
