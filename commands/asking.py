"""Asks the pipeline on somebody's behalf: after a review, into a modal, or once where a line comes twice."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.errors import BadInput, NameUnclear
from bot.services.approvals import ApprovalsService
from bot.services.drafts import Draft, DraftsService
from bot.services.recent_answers import Earlier, Line, RecentAnswersService, line_of
from bot.views import problems
from bot.views.rendering import fits_button
from bot.views.reply import Reply
from bot.views.reviews import with_go
from commands.context import Context
from commands.modals.opening import Modals
from commands.parsing import button_value, masked, to_json
from commands.pipeline import Pipeline
from commands.presses import Press
from commands.spec import Command, Effect, Shape

Go = Callable[[Command, Any, Context], Awaitable[Reply]]


@dataclass(frozen=True)
class Carried:
    """What a button brings along: arguments, whether they have been reviewed, and of which account they speak."""

    values: Mapping[str, Any]
    is_reviewed: bool = False
    account: str = ""


class Asking:
    """The ways in which one command with its arguments comes to be run."""

    def __init__(
        self,
        pipeline: Pipeline,
        modals: Modals,
        drafts: DraftsService,
        approvals: ApprovalsService,
        recent: RecentAnswersService,
    ) -> None:
        self._pipeline = pipeline
        self._modals = modals
        self._drafts = drafts
        self._approvals = approvals
        self._recent = recent

    async def open_form(
        self, command: Command, values: Mapping[str, Any], context: Context, trigger_id: str
    ) -> Reply:
        """Opens the form; nothing more is said. Raises NotAllowed, BadInput, SlackError."""
        await self._pipeline.permit(command, context)
        await self._modals.open_form(command, values, context, trigger_id)
        return Reply("")

    async def add_row(self, command: Command, team_id: str, view: Mapping[str, Any]) -> Reply:
        """Puts one more row for a condition into an open form; nothing is said. Raises SlackError."""
        await self._modals.add_row(command, team_id, view)
        return Reply("")

    async def once(self, command: Command, args: Any, context: Context, trigger_id: str) -> Reply:
        """Like `ask`, for a typed line: the same one again within a minute is answered with what the first came to."""
        if command.effect is Effect.READ or command.modal.shows:
            return await self.ask(command, args, context, trigger_id)
        line = _line(command, args, context)
        if earlier := await self._recent.begin(line):
            return await self._again(command, args, context, trigger_id, earlier)
        try:
            reply = await self.ask(command, args, context, trigger_id)
        except Exception:
            await self._recent.take_back(line)
            raise
        await self._recent.finish(line, reply)
        return reply

    async def ask(
        self, command: Command, args: Any, context: Context, trigger_id: str, *, is_reviewed: bool = False
    ) -> Reply:
        """Runs it, after a review where it wants one; empty when the answer went into a modal."""
        if command.modal.shows:
            await self._modals.show(
                command, context.place.team_id, trigger_id, lambda: self._run(command, args, context)
            )
            return Reply("")
        if command.modal.review and not is_reviewed:
            return await self._or_candidates(command, args, context, self._review)
        return await self._run(command, args, context)

    async def ask_anew(
        self, command: Command, args: Any, context: Context, trigger_id: str, *, is_reviewed: bool
    ) -> Reply:
        """Like `ask`, for a button: what the person typed before is meant anew if they type it again."""
        await self._notice(command, context)
        return await self.ask(command, args, context, trigger_id, is_reviewed=is_reviewed)

    async def ask_in_modal(
        self, command: Command, args: Any, context: Context, view_id: str, *, is_reviewed: bool
    ) -> Reply:
        """Like `ask_anew`, when a modal was submitted; where it waits, it shows what comes of it."""
        await self._notice(command, context)
        if command.modal.review and not is_reviewed:
            return await self._review_in_modal(command, args, context, view_id)
        if command.modal.shows:
            await self._modals.show_in(
                context.place.team_id, view_id, command, lambda: self._run(command, args, context)
            )
            return Reply("")
        return await self._run(command, args, context)

    async def keep(self, command: Command, args: Any, context: Context, *, is_reviewed: bool) -> str:
        """Keeps what was typed or filled in; the id under which it is found again.

        Secrets are kept only with what was reviewed: a form that is shown again has them entered anew.
        """
        purpose = "reviewed" if is_reviewed else "kept"
        values = to_json(args) if is_reviewed else button_value(args)
        draft_id = hashlib.sha256(f"{context.key}:{purpose}".encode()).hexdigest()[:32]
        draft = Draft(draft_id, command.path, values, is_reviewed)
        await self._drafts.keep(context.place.team_id, context.person.id, draft)
        return draft_id

    async def to_carry(
        self, command: Command, values: Mapping[str, Any], context: Context
    ) -> Mapping[str, Any]:
        """What a button has to carry for these arguments: themselves, or a draft where they do not fit."""
        if fits_button(values):
            return values
        draft_id = hashlib.sha256(f"{context.key}:carried".encode()).hexdigest()[:32]
        await self._drafts.keep(
            context.place.team_id, context.person.id, Draft(draft_id, command.path, values)
        )
        return {"draft": draft_id}

    async def kept(self, draft_id: str, team_id: str, user_id: str) -> Draft:
        """What was kept, if it is this person's. Raises NoSuchItem."""
        return await self._drafts.get(team_id, user_id, draft_id)

    async def carried(self, command: Command, press: Press, team_id: str, user_id: str) -> Carried:
        """The arguments that a button carries, or points to. Raises NoSuchItem for what is not kept.

        What is private of an earlier request comes back to its requester alone, and what is secret to nobody.
        """
        match press.carried:
            case {"draft": str(draft_id), **chosen}:
                draft = await self.kept(draft_id, team_id, user_id)
                return Carried({**draft.arguments, **chosen}, is_reviewed=draft.is_reviewed)
            case {"again": str(request_id)}:
                request = await self._approvals.get(team_id, request_id)
                mine = {a.name for a in command.arguments if a.private and request.requester_id == user_id}
                private = {name: value for name, value in request.secrets.items() if name in mine}
                return Carried({**request.arguments, **private}, account=request.account_id)
        return Carried(press.carried)

    async def _again(
        self, command: Command, args: Any, context: Context, trigger_id: str, earlier: Earlier
    ) -> Reply:
        """A guarded change finds the request that the first line made, and how it stands by now."""
        if command.effect is Effect.GUARDED and earlier.answer:
            context = replace(context, key=earlier.delivery_key)
            return problems.said_before(await self.ask(command, args, context, trigger_id))
        await self._pipeline.permit(command, context, masked(args))
        return problems.said_before(earlier.answer)

    async def _notice(self, command: Command, context: Context) -> None:
        if command.effect is not Effect.READ:
            await self._recent.did_something_else(context.place.team_id, context.person.id)

    async def _run(self, command: Command, args: Any, context: Context) -> Reply:
        return await self._or_candidates(command, args, context, self._pipeline.run)

    async def _or_candidates(self, command: Command, args: Any, context: Context, go: Go) -> Reply:
        """Goes on; where a name is not clear, with what may have been meant, and all else as it was given.

        Raises NoSuchItem where nothing is like it, with the argument that it is about.
        """
        try:
            return await go(command, args, context)
        except NameUnclear as error:
            items = (a.name for a in command.arguments if a.shape is Shape.ITEM)
            error.field = error.field or next(items, "")
            if not (error.field and error.candidates):
                raise
            carried = await self.to_carry(command, button_value(args), context)
            return problems.candidates(error, command.path, error.field, carried)

    async def _review(self, command: Command, args: Any, context: Context) -> Reply:
        reviewed = await self._pipeline.review(command, args, context)
        draft_id = await self.keep(command, reviewed.args, context, is_reviewed=True)
        return with_go(reviewed.reply, command.path, command.go, draft_id)

    async def _review_in_modal(self, command: Command, args: Any, context: Context, view_id: str) -> Reply:
        async def review() -> tuple[Reply, str]:
            reviewed = await self._pipeline.review(command, args, context)
            draft_id = await self.keep(command, reviewed.args, context, is_reviewed=True)
            return context.named(reviewed.reply), draft_id

        if await self._modals.review_in(view_id, command, to_json(args), context, review):
            return Reply("")
        raise BadInput("The form was closed before it could show what would be done, so nothing was done.")


def _line(command: Command, args: Any, context: Context) -> Line:
    place, account = context.place, context.reached.account_key
    values = to_json(args)
    return line_of(
        place.team_id, context.person.id, place.channel_id, account, command.path, values, context.key
    )
