"""Drives a board the way people do: type, press, fill in, submit, read; for tests that read as stories."""

from collections.abc import Sequence
from typing import Any

from sandbox.slack.app import SlackStandIn
from sandbox.slack.doors import BoardError, Door, FarDoor, NearDoor
from sandbox.slack.filling import Filled, button_choice, element_choice, find_input
from sandbox.slack.looking import Onlooker
from sandbox.slack.mrkdwn import shown
from sandbox.slack.plain import block_lines
from sandbox.slack.seen import SeenMessage, find_named

Json = dict[str, Any]

__all__ = ["Board", "BoardError", "SeenMessage"]


class Board(Onlooker):
    """A seat at the board for one person; `as_` gives the seats of others, `switch_to` changes who sits here.

    Channels are named by id or name (`C0LAUNCHES`, `launches`, `#launches`), people by id or name (`U0MAYA`,
    `maya`, `@maya`). What is looked for and not there raises `LookupError` with what is there instead.
    """

    def __init__(
        self,
        board: SlackStandIn | str,
        user: str = "U0OLIVIA",
        *,
        door: Door | None = None,
        names: dict[str, str] | None = None,
    ) -> None:
        own: Door = door or (FarDoor(board) if isinstance(board, str) else NearDoor(board))
        super().__init__(own, user, {} if names is None else names)
        self._board = board
        self._filled: dict[str, Filled] = {}

    def as_(self, user: str) -> "Board":
        """The same board, acted on by that person."""
        return Board(self._board, user, door=self._door, names=self._names)

    def switch_to(self, user: str) -> None:
        """Act as that person from now on."""
        self.user = user

    async def aclose(self) -> None:
        """Leave the board (all seats)."""
        await self._door.aclose()

    async def type(
        self,
        channel: str,
        text: str,
        *,
        thread: SeenMessage | None = None,
        files: Sequence[Json] | None = None,
    ) -> Json:
        """Type into the composer; a slash command returns when it has been acknowledged (or not).

        `files` are what `upload` answered; they go along with the text.
        """
        sent: Json = {"user": self.user, "channel": channel, "text": text}
        sent["thread_ts"] = (thread.thread_ts or thread.ts) if thread else None
        sent["files"] = [each["id"] for each in files] if files else None
        return await self._door.post("send", **sent)

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

    async def install(self, address: str, *, allow: bool = True) -> str:
        """Allow (or cancel) on the consent page at that address; answers where the browser goes on."""
        return await self._door.consent(address, self.user, "allow" if allow else "deny")

    async def upload(self, name: str, data: bytes) -> Json:
        """Pick a file; answers the file object, to be filled into a file input as one of a list."""
        answer = await self._door.send_file("upload", name, data, user=self.user)
        stored: Json = answer["file"]
        return stored

    # The stand-in itself

    async def change_channel(self, channel: str, action: str, **details: Any) -> Json:
        """`create`, `(un)archive`, `(un)share`, `delete`, `rename` (name), `topic`, `invite` or `remove` (member)."""
        return await self._door.post("channel", channel=channel, action=action, **details)

    async def change_person(self, person: str, **details: Any) -> Json:
        """Change an account: `is_admin`, `is_owner`, `is_restricted`, `deleted`, `real_name`, `title`, `tz`."""
        return await self._door.post("person", person=person, **details)

    async def advance(self, seconds: float) -> None:
        """Move the stand-in's clock ahead."""
        await self._door.post("clock", advance=seconds)

    async def fault(self, method: str, fault: str, **details: Any) -> None:
        """Ask for a fault in the next calls of a method: `count`, `retry_after`, `error`, `delay`, `status`."""
        await self._door.post("faults", method=method, fault=fault, **details)

    async def limit_rates(self, *, on: bool = True) -> None:
        """Begin (or stop) to refuse calls beyond Slack's rate limits."""
        await self._door.post("limits", on=on)

    async def uninstall(self) -> None:
        """Take the app out of the workspace."""
        await self._door.post("uninstall")

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Announce the end of the bot's sockets: `warning`, `refresh_requested` or `link_disabled`."""
        await self._door.post("sockets", reason=reason)
