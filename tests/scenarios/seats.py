"""People in their seats: what they do on the board, and what they get to see for it."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any

from sandbox.slack.driver import SeenMessage
from sandbox.slack.interactions import message_actions
from sandbox.slack.parcels import Parcel
from sandbox.slack.seen import find_named
from sandbox.slack.shapes import board_message_json
from tests.scenarios.playhouse import Playhouse

Json = dict[str, Any]

LAUNCHES, APPROVALS = "C0LAUNCHES", "C0APPROVALS"


class Silence(AssertionError):
    """Somebody did something, and nothing answered."""


@dataclass(frozen=True)
class Heard:
    """What came back to one person after something they did, in the order of its places."""

    notes: tuple[SeenMessage, ...]
    modal: Json | None
    home: Json | None

    @property
    def note(self) -> SeenMessage:
        """The one private answer."""
        if len(self.notes) != 1:
            there = "\n---\n".join(note.plain for note in self.notes) or "nothing"
            raise Silence(f"One private answer was expected. There is: {there}")
        return self.notes[0]

    @property
    def is_silent(self) -> bool:
        """Whether nothing at all came back."""
        return not self.notes and self.modal is None and self.home is None


class Seat:
    """One person at the board. Each act returns once the house has settled, with what that person then saw."""

    def __init__(self, house: Playhouse, user: str) -> None:
        self.house = house
        self.user = user
        self.board = house.board.as_(user)

    async def types(self, text: str, channel: str = LAUNCHES) -> SeenMessage:
        """Type a slash command; the one private answer to it."""
        before = self._private()
        answer = await self.board.type(channel, text)
        assert answer["result"] == "acknowledged", answer
        return (await self._heard_since(before)).note

    async def says(self, text: str, channel: str) -> Heard:
        """Write a message."""
        before = self._private()
        await self.board.type(channel, text)
        return await self._heard_since(before)

    async def presses(self, where: SeenMessage | Json, name: str, choice: Any = None) -> SeenMessage:
        """Press a button or pick from a list; the one private answer to it."""
        return (await self.clicks(where, name, choice)).note

    async def clicks(self, where: SeenMessage | Json, name: str, choice: Any = None) -> Heard:
        """Press a button or pick from a list; whatever comes back. Raises Silence when nothing does."""
        before = self._private()
        answer = await self.board.press(where, name, choice)
        assert answer["result"] == "acknowledged", answer
        heard = await self._heard_since(before)
        if heard.is_silent:
            raise Silence(f"{self.user} pressed {name!r}, and nothing answered.")
        return heard

    async def clicks_what_is_gone(self, seen: SeenMessage, name: str) -> SeenMessage:
        """Press a button of a message as it was when it was seen: this person's screen has not caught up."""
        before = self._private()
        await self.press_while_busy(seen, name)
        return (await self._heard_since(before)).note

    async def opens_what_is_gone(self, seen: SeenMessage, name: str) -> Json:
        """Press a button that opens a form, on a screen that has not caught up; the form."""
        before = self._private()
        await self.press_while_busy(seen, name)
        heard = await self._heard_since(before)
        assert heard.modal is not None, "No form opened."
        return heard.modal

    async def rejects_what_is_gone(self, seen: SeenMessage, reason: str) -> SeenMessage:
        """Press Reject on a screen that has not caught up, and fill in the form if one opens; the answer."""
        before = self._private()
        await self.press_while_busy(seen, "Reject")
        heard = await self._heard_since(before)
        return heard.note if heard.modal is None else (await self.submits(reason=reason)).note

    async def press_while_busy(self, seen: SeenMessage, name: str) -> None:
        """Press a button of a message as it was seen, without waiting for what comes of it."""
        payload = self.click(seen, name)
        delivery = self.house.stand_in.stage.delivery
        assert (await delivery.deliver(Parcel("interactive", f"block_actions {name}", payload))).is_good

    def click(self, seen: SeenMessage, name: str) -> Json:
        """What Slack delivers for a click on a message as it was seen."""
        found = find_named(seen.blocks, name)
        assert found is not None, f"{name!r} was never there."
        block, element = found
        stage = self.house.stand_in.stage
        channel = stage.workspace.channels[seen.channel]
        message = stage.messages.find(seen.channel, seen.ts)
        assert message is not None
        shown = replace(message, blocks=seen.blocks)
        keys = ("type", "action_id", "text", "value")
        action = {"block_id": block["block_id"], **{key: element[key] for key in keys}}
        return message_actions(stage, stage.workspace.people[self.user], shown, channel, [action], {})

    async def opens(self, where: SeenMessage | Json, name: str) -> Json:
        """Press a button that opens a form; the form."""
        heard = await self.clicks(where, name)
        assert heard.modal is not None, "No form opened."
        return heard.modal

    async def submits(self, **values: Any) -> Heard:
        """Fill in the open form and submit it; Slack closes it."""
        before = self._private()
        answer = await self.board.submit(**values)
        assert answer["result"] == "closed", answer
        return await self._heard_since(before)

    async def is_refused_by_form(self, **values: Any) -> dict[str, str]:
        """Fill in the open form and submit it; what is wrong with which field."""
        answer = await self.board.submit(**values)
        assert answer["result"] == "errors", answer
        errors: dict[str, str] = answer["errors"]
        return errors

    async def opens_home(self) -> Json:
        """Open the Home tab; the view."""
        await self.board.open_home()
        await self.house.settle()
        home = await self.board.home()
        assert home is not None, "The Home tab stays empty."
        return home

    async def in_channel(self, channel: str) -> list[SeenMessage]:
        """What everybody sees in a channel."""
        return [each for each in await self.board.messages(channel) if not each.is_ephemeral]

    async def is_told_directly(self, words: str) -> SeenMessage:
        """Wait for a direct message of the bot with these words; it is the only one."""
        told = await self.board.wait_for(words, "D" + self.user[1:])
        await self.house.settle()
        assert len(await self.direct_messages()) == 1
        return told

    async def direct_messages(self) -> list[SeenMessage]:
        """What the bot wrote to this person alone."""
        seen = await self.board.messages("D" + self.user[1:])
        return [each for each in seen if each.user != self.user]

    def _private(self) -> dict[str, Json]:
        """All that only this person sees, by where it stands: notes, direct messages, form and Home tab."""
        stage = self.house.stand_in.stage
        messages = [
            message
            for channel in stage.workspace.channels.values()
            for message in stage.messages.newest_first(channel.id)
            if message.ephemeral_to == self.user
            or (channel.is_im and self.user in channel.member_ids and message.user_id != self.user)
        ]
        seen = {
            message.ts: board_message_json(stage.workspace, message)
            for message in sorted(messages, key=lambda each: each.ts)
        }
        views = [*stage.views.stack(self.user)[-1:], stage.views.home(self.user)]
        return seen | {f"{view['type']} {view['hash']}": view for view in views if view}

    async def _heard_since(self, before: dict[str, Json]) -> Heard:
        await self.house.settle()
        new = {place: seen for place, seen in self._private().items() if before.get(place) != seen}
        names = {each.id: each.name for each in self.house.stand_in.workspace.people.values()}
        names |= {each.id: each.name for each in self.house.stand_in.workspace.channels.values()}
        views = {seen["type"]: seen for seen in new.values() if "hash" in seen}
        notes = tuple(SeenMessage(seen, names) for seen in new.values() if "hash" not in seen)
        return Heard(notes, views.get("modal"), views.get("home"))


@dataclass(frozen=True)
class Cast:
    """The people of the workspace, by what they may do in it."""

    maya: Seat
    """Editor: asks."""
    tomas: Seat
    """Approver: decides."""
    adam: Seat
    """Admin of the workspace."""
    olivia: Seat
    """Owner of the workspace."""
    greta: Seat
    """Guest: may do nothing."""

    async def card(self) -> SeenMessage:
        """The newest card in #approvals."""
        cards = await self.cards()
        assert cards, "There is no card in #approvals."
        return cards[-1]

    async def cards(self) -> list[SeenMessage]:
        """All cards in #approvals, oldest first."""
        seen = await self.olivia.in_channel(APPROVALS)
        return [each for each in seen if each.thread_ts in {None, each.ts} and not each.is_ephemeral]

    async def at_once(self, *clicks: tuple[Seat, SeenMessage, str]) -> tuple[Heard, ...]:
        """Several clicks at the same instant; what each person then saw, in the order of the clicks."""
        before = [seat._private() for seat, _, _ in clicks]
        await asyncio.gather(*(seat.board.press(message, name) for seat, message, name in clicks))
        return tuple(
            [await seat._heard_since(seen) for (seat, _, _), seen in zip(clicks, before, strict=True)]
        )

    async def told_in_thread(self, card: SeenMessage) -> list[SeenMessage]:
        """What was said in the thread of a card."""
        thread = await self.olivia.board.thread(card)
        return [each for each in thread if each.ts != card.ts]


def cast_of(house: Playhouse) -> Cast:
    """Everybody takes a seat."""
    return Cast(*(Seat(house, user) for user in ("U0MAYA", "U0TOMAS", "U0ADAM", "U0OLIVIA", "U0GRETA")))
