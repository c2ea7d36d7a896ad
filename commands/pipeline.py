"""The one way in: permit, run, guard, record. Typed, pressed, submitted and approved commands all come here."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.clock import Clock
from bot.crash_points import crash_point
from bot.domain.accounts import Vendor
from bot.domain.audit import Entry, Verdict
from bot.domain.change_requests import ChangeRequest, State
from bot.errors import BadInput, CallboardError, NameUnclear, NotAllowed, PersonError, SlackError
from bot.services.approvals import Origin
from bot.services.changes import Change
from bot.services.services import Services
from bot.views import change_requests as views
from bot.views.reply import Reply
from commands.catalog import Catalog
from commands.context import Context, Place, Reached, Source
from commands.parsing import from_json, masked
from commands.permissions import why_not_run
from commands.spec import Command, Effect, Reviewed, Shape


class Pipeline:
    """Runs commands. Whoever comes, and by whichever way, is permitted and recorded here."""

    def __init__(
        self, catalog: Catalog, services: Services, clock: Clock, approvals_channel: Callable[[str], str]
    ) -> None:
        """`approvals_channel` tells the one of a workspace; empty where requests stay where they are made."""
        self._catalog = catalog
        self._clock = clock
        self._services = services
        self._approvals_channel = approvals_channel
        self._guarded_paths = tuple(each.path for each in catalog.all if each.effect is Effect.GUARDED)

    async def context(
        self,
        team_id: str,
        user_id: str,
        channel_id: str,
        source: Source,
        *,
        afresh: bool,
        key: str = "",
        path: str = "",
        account: str = "",
        account_id: str = "",
        message_ts: str = "",
    ) -> Context:
        """The context for somebody's command, or what of its path is known.

        `account` is the label of the account that is asked for, `account_id` the id of the one that a button or
        a stored request is about; where both are empty, it is the channel's own. Raises SlackError when Slack cannot
        tell who they are, which is recorded with the command.
        """
        place = Place(team_id, channel_id, message_ts)
        reached = await self._reach(place, path.partition(" ")[0], account, account_id)
        try:
            person = await self._services.people.person(
                team_id, user_id, afresh=afresh, account_key=reached.account_key
            )
        except SlackError as error:
            if self._catalog.by_path(path):
                await self._services.audit.record(
                    _from_somebody(place, user_id, source, path, reached, error)
                )
            raise
        now = self._clock.now()
        return Context(
            person, place, source, self._services, self.carry_out, now, reached, key, self._guarded_paths
        )

    async def _reach(self, place: Place, root: str, label: str, account_id: str) -> Reached:
        if root not in set(Vendor):
            return Reached()
        try:
            meant = await self._services.accounts.meant(
                place.team_id, Vendor(root), place.channel_id, label=label, account_id=account_id
            )
            connected = await self._services.accounts.connect(place.team_id, meant.account)
        except NameUnclear as problem:  # of accounts: they are no choice for a command's own item
            return Reached(problem=PersonError(problem.sentence, _labels_to_say(problem)))
        except PersonError as problem:
            return Reached(problem=problem)
        return Reached(meant, connected)

    async def run(self, command: Command, args: Any, context: Context) -> Reply:
        """Runs a command for somebody. Raises CallboardError; refusals and failed changes are recorded first."""
        await self.permit(command, context, masked(args))
        if command.effect is Effect.GUARDED and (made := await self._made_before(command, context)):
            return await self._standing(made, context)
        with self._services.audit.noting_calls() as calls:
            try:
                result = await command.run(args, context)
                if not isinstance(result, Reply):
                    return await self._guarded(command, result, context)
            except NotAllowed as refusal:
                await self._refused(command, masked(args), context, refusal)
                raise
            except Exception as error:
                why = error.sentence if isinstance(error, CallboardError) else "an unexpected error"
                failed = self._entry(command, masked(args), context, Verdict.FAILED, why)
                await self._record(command, replace(failed, calls=tuple(calls)), context)
                raise
        if command.effect is Effect.READ:
            await self._record(command, self._entry(command, masked(args), context, Verdict.DONE), context)
        return result

    def called_form(self, command: Command, context: Context) -> None:
        """Records that somebody called the form of a command by a shortcut."""
        entry = self._entry(command, {}, context, Verdict.DONE, "called the form")
        self._services.audited_reads.note(replace(entry, effect=Effect.READ.value))

    async def unreadable(self, command: Command, context: Context, error: PersonError) -> None:
        """Records what carried no arguments that can be read; refuses, as `permit` does, who may not run it anyway."""
        await self.permit(command, context)
        await self._services.audit.record(self._entry(command, {}, context, Verdict.FAILED, error.sentence))

    async def review(self, command: Command, args: Any, context: Context) -> Reviewed:
        """What a command would do, and with which arguments. Raises CallboardError; refusals are recorded first."""
        await self.permit(command, context, masked(args))
        if command.modal.review is None:
            raise ValueError(f"{command.path} has no review")
        try:
            review = await command.modal.review(args, context)
        except NotAllowed as refusal:
            await self._refused(command, masked(args), context, refusal)
            raise
        return review if isinstance(review, Reviewed) else Reviewed(review, args)

    async def permit(
        self, command: Command, context: Context, arguments: Mapping[str, Any] | None = None
    ) -> None:
        """Raises NotAllowed, recorded, unless this person may run this command."""
        if refusal := why_not_run(command, context.person):
            await self._refused(command, arguments or {}, context, refusal)
            raise refusal

    async def carry_out(self, request: ChangeRequest) -> ChangeRequest:
        """Carries out an approved request, or finds out what came of it. Safe to call again."""
        return await self._services.executions.carry_out(request, self._rebuild)

    async def _guarded(self, command: Command, change: Change, context: Context) -> Reply:
        """Asks for approval, or carries it out at once where the rule needs none."""
        origin = Origin(
            person=context.person,
            who=context.who,
            key=context.key,
            account_id=context.reached.account_id,
            account=context.reached.badge,
            approvals_channel=self._approvals_channel(context.place.team_id),
        )
        secrets = [argument.name for argument in command.arguments if argument.is_sealed]
        asked = await self._services.approvals.ask(change, command.path, origin, secrets)
        crash_point("change_request_stored_before_reply")
        if asked.again:
            await self._asked_again(command, asked.request, context)
        return await self._standing(asked.request, context, again=asked.again)

    async def _made_before(self, command: Command, context: Context) -> ChangeRequest | None:
        """The request that this delivery, which comes again, has made."""
        return await self._services.approvals.made_by(
            context.place.team_id, context.key, context.reached.account_id, command.path
        )

    async def _standing(self, request: ChangeRequest, context: Context, *, again: bool = False) -> Reply:
        """How a request stands; one that waits for nobody is carried out first."""
        if request.state is not State.WAITING:
            return views.decided(await self.carry_out(request), context.person)
        able = await self._services.decisions.may_approve(request)
        return views.asked(request, able, context.person, again=again)

    async def _rebuild(self, request: ChangeRequest) -> Change:
        """The change of a stored request, made again for the person who asked, if they still may ask for it."""
        command = self._catalog.by_path(request.command_path)
        if command is None:
            raise BadInput(f"This version of Callboard has no /{request.command_path}.")
        context = await self.context(
            request.team_id,
            request.requester_id,
            request.channel_id,
            Source.APPROVAL,
            afresh=True,
            path=command.root,  # it is tried again until Slack tells, and recorded then
            account_id=request.account_id,
        )
        if gone := context.reached.problem:  # not the item: that one may well be there
            raise BadInput(f"The account that it was asked for cannot be used: {gone.sentence}")
        if refusal := why_not_run(command, context.person):
            raise BadInput(f"The person who asked may not ask for this any more: {refusal.sentence}")
        result = await command.run(from_json(command, {**request.arguments, **request.secrets}), context)
        if isinstance(result, Reply):
            raise BadInput(f"/{request.command_path} does not make a change.")
        return result

    async def _asked_again(self, command: Command, standing: ChangeRequest, context: Context) -> None:
        entry = self._entry(
            command, standing.arguments, context, Verdict.ASKED, "the same was asked for before"
        )
        item = replace(
            entry, item_kind=standing.item_kind, item_id=standing.item_id, item_name=standing.item_name
        )
        await self._services.audit.record(replace(item, rule=standing.rule, request_id=standing.id))

    async def _refused(
        self, command: Command, arguments: Mapping[str, Any], context: Context, refusal: NotAllowed
    ) -> None:
        entry = self._entry(command, arguments, context, Verdict.REFUSED, refusal.sentence)
        await self._services.audit.record(replace(entry, rule=refusal.rule))

    async def _record(self, command: Command, entry: Entry, context: Context) -> None:
        """Records at once what may have changed something; what only looked is recorded when it was answered."""
        if command.effect is not Effect.READ:
            await self._services.audit.record(entry)
        elif not context.is_turn:
            self._services.audited_reads.note(entry)

    def _entry(
        self,
        command: Command,
        arguments: Mapping[str, Any],
        context: Context,
        verdict: Verdict,
        detail: str = "",
    ) -> Entry:
        item = next((each for each in command.arguments if each.shape is Shape.ITEM), None)
        named = str(arguments.get(item.name) or "") if item else ""
        return Entry(
            team_id=context.place.team_id,
            actor_id=context.person.id,
            source=context.source,
            action=command.path,
            verdict=verdict,
            effect=command.effect.value,
            item_kind=item.source if item and named else "",
            item_name=named,
            arguments={name: value for name, value in arguments.items() if value is not None and value != ""},
            detail=detail,
            request_id=str(arguments.get("request", "")),
            channel_id=context.place.channel_id,
            message_ts=context.place.message_ts,
            account=context.reached.account_key,
        )


def _from_somebody(
    place: Place, user_id: str, source: Source, path: str, reached: Reached, error: SlackError
) -> Entry:
    """The entry of what came from somebody of whom Slack does not tell who they are."""
    return Entry(
        team_id=place.team_id,
        actor_id=user_id,
        source=source,
        action=path,
        verdict=Verdict.FAILED,
        detail=f"who it is could not be read: {error.sentence}",
        channel_id=place.channel_id,
        message_ts=place.message_ts,
        account=reached.account_key,
    )


def _labels_to_say(problem: NameUnclear) -> str:
    """How to name one of the accounts that may have been meant."""
    names = " or ".join(f"--account “{each.name}”" for each in problem.candidates)
    return f"Say {names}." if names else "/callboard accounts lists them."
