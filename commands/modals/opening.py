"""Opens the modals of commands, and puts into them what took time to find."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.errors import NotAllowed, PersonError
from bot.services.views import ViewsService
from bot.views.modals import loading, reviewing, showing
from bot.views.reply import Reply
from commands.context import Context, Source
from commands.in_words import in_words
from commands.modals.condition_rows import with_another_row
from commands.modals.form import build_form
from commands.spec import Command, Filling, Shape

View = Mapping[str, Any]
Answer = Callable[[], Awaitable[Reply]]


def awaiting(command: Command) -> dict[str, Any]:
    """What stands in the modal of a command until there is something to show."""
    return loading(command.title)


class Modals:
    """The modals of commands: forms, reviews, and answers that must not stay."""

    def __init__(self, views: ViewsService) -> None:
        self._views = views

    async def open_form(
        self, command: Command, values: Mapping[str, Any], context: Context, trigger_id: str
    ) -> None:
        """Opens the form of a command, filled; one whose content has to be read opens at once and fills then.

        Raises BadInput when the person has to press again, SlackError.
        """
        fill, team_id = command.modal.fill, context.place.team_id
        if fill is None:
            await self._views.open(team_id, trigger_id, _form(command, values, context))
            return
        view_id = await self._views.open(team_id, trigger_id, awaiting(command))

        async def filled() -> View:
            found = await fill(values, context)
            filling = found if isinstance(found, Filling) else Filling(found)
            return _form(command, {**values, **filling.values}, context, note=filling.note)

        await self._put(team_id, view_id, command, filled)

    async def add_row(self, command: Command, team_id: str, view: View) -> None:
        """Puts one more row for a condition into an open form. Raises SlackError."""
        name = next((a.name for a in command.arguments if a.shape is Shape.CONDITIONS), "")
        if name and view.get("id"):
            await self._views.update(team_id, str(view["id"]), with_another_row(view, name))

    async def show(self, command: Command, team_id: str, trigger_id: str, answer: Answer) -> None:
        """Opens a modal at once, and shows the answer in it. Raises like `open_form`."""
        view_id = await self._views.open(team_id, trigger_id, awaiting(command))
        await self.show_in(team_id, view_id, command, answer)

    async def show_in(self, team_id: str, view_id: str, command: Command, answer: Answer) -> bool:
        """Shows an answer in a modal that is open; False when the person has closed it."""
        replies: list[Reply] = []

        async def shown() -> View:
            replies.append(await answer())
            return showing(command.title, replies[0])

        is_open = await self._put(team_id, view_id, command, shown)
        if is_open and replies and replies[0].seen:
            await replies[0].seen()
        return is_open

    async def review_in(
        self,
        view_id: str,
        command: Command,
        values: Mapping[str, Any],
        context: Context,
        review: Callable[[], Awaitable[tuple[Reply, str]]],
    ) -> bool:
        """Shows in an open modal what would be done; False when the person has closed it.

        The review comes with the id of the draft that its button stands for.
        Where the review finds fault with the values, the form comes back with them, and says what is wrong.
        """

        async def reviewed() -> View:
            try:
                reply, draft_id = await review()
            except NotAllowed:
                raise
            except PersonError as problem:
                return _form(command, values, context, problem=f"{problem.sentence} {problem.hint}")
            metadata = json.dumps({"draft": draft_id, **_place(context)})
            return reviewing(command.title, reply, command.go, path=command.path, private_metadata=metadata)

        return await self._put(context.place.team_id, view_id, command, reviewed)

    async def _put(
        self, team_id: str, view_id: str, command: Command, make: Callable[[], Awaitable[View]]
    ) -> bool:
        """Puts a view into an open modal; what goes wrong is said there, so that nobody waits for ever."""
        made = await in_words(make)
        view = showing(command.title, made) if isinstance(made, Reply) else made
        return await self._views.update(team_id, view_id, view)


def _form(
    command: Command, values: Mapping[str, Any], context: Context, *, problem: str = "", note: str = ""
) -> View:
    place, badge = json.dumps(_place(context)), context.reached.badge
    return build_form(command, values, context_json=place, problem=problem, about=badge, note=note)


def _place(context: Context) -> dict[str, Any]:
    home = {"home": True} if context.source is Source.HOME else {}
    return {"channel": context.place.channel_id, "account": context.reached.account_id, **home}
