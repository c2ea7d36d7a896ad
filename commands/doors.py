"""Lets in what Slack delivered: finds the command that it means, runs it, and brings the answer back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.errors import BadInput, Candidate, NameUnclear
from bot.inbox.delivery import COMMAND, Delivery
from bot.services.replies import RepliesService, Return
from bot.views import problems
from bot.views.reply import Reply
from bot.views.shortcuts import Choice, Way, choose
from commands.asking import Asking
from commands.catalog import Catalog, Found, Group, Unknown
from commands.context import Context, Source
from commands.help import help_for, mistake_reply
from commands.home import HomeTab
from commands.in_words import in_words
from commands.modals.form import FieldErrors, read_form
from commands.modals.opening import awaiting
from commands.modals.submissions import Submission, read_submission
from commands.parsing import from_json, is_form_wanted, parse, understood
from commands.pipeline import Pipeline
from commands.presses import Press, came_from_home, read_press, stands_privately
from commands.shortcuts import files_of, shortcut_called, with_file
from commands.spec import Command, Effect
from commands.typed_commands import asked_for, only_looks
from commands.ways_back import way_to_clicker, way_to_typist

OTHER_VERSION = "This was posted by another version of Callboard, which cannot read it any more."


class Doors:
    """The typed, the pressed, the submitted, and the shortcut: four doors into one pipeline."""

    def __init__(
        self,
        catalog: Catalog,
        pipeline: Pipeline,
        asking: Asking,
        replies: RepliesService,
        home: HomeTab,
        *,
        without_secrets: Callable[[str], str] = str,
    ) -> None:
        """`without_secrets` takes out of a typed line what must not be stored or shown, by mistake or not."""
        self._catalog = catalog
        self._pipeline = pipeline
        self._asking = asking
        self._replies = replies
        self._home = home
        self._without_secrets = without_secrets

    def only_looks(self, body: Mapping[str, Any]) -> bool:
        """Whether a typed line changes nothing, so that it need not be recorded before it is acknowledged."""
        try:
            _, asked = self._asked(body)
        except BadInput:
            return True
        return only_looks(asked)

    def acknowledgement(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """How a submitted modal is acknowledged: with what is wrong in it, with a modal that waits, or closed."""
        submission = read_submission(payload)
        command = self._catalog.by_path(submission.path)
        if command is None:
            return {}
        if submission.verb == "form":
            read = read_form(command, payload["view"])
            if isinstance(read, FieldErrors):
                return {"response_action": "errors", "errors": dict(read.by_block)}
        stays = command.modal.shows or (submission.verb == "form" and command.modal.review)
        return {"response_action": "update", "view": awaiting(command)} if stays else {}

    async def typed(self, delivery: Delivery) -> None:
        """Answers a slash command."""
        body = delivery.body
        way = way_to_typist(body, delivery.key)

        async def answer() -> Reply:
            account, asked = self._asked(body)
            context = await self._context(
                way,
                Source.TYPED,
                afresh=not only_looks(asked),
                path=asked.command.path if isinstance(asked, Found) else body["command"].removeprefix("/"),
                account=account,
            )
            if not isinstance(asked, Found):
                return help_for(self._catalog, asked, context.person.role)
            return context.named(await self._typed(asked, context, str(body.get("trigger_id", ""))))

        await self._send(await in_words(answer), way)

    async def pressed(self, delivery: Delivery) -> None:
        """Answers a button, or an item that was picked from a list."""
        payload = delivery.body
        press = read_press(payload)
        if press.verb == "link":
            return
        at_home = came_from_home(payload)
        way = way_to_clicker(payload, delivery.key)

        async def answer() -> Reply:
            if press.verb == "more":
                command, view = self._command(press.path), payload.get("view") or {}
                return await self._asking.add_row(command, way.team_id, view)
            source = Source.HOME if at_home else Source.BUTTON
            return await self._press(press, str(payload.get("trigger_id", "")), way, source)

        reply = await in_words(answer)
        turned = reply.replace or press.verb == "page"
        await self._send(replace(reply, replace=turned and stands_privately(payload)), way)
        if at_home:
            await self._home.pressed(way.team_id, way.user_id, press, payload["view"], reply)

    async def submitted(self, delivery: Delivery) -> None:
        """Answers a form that was accepted, or a review that was agreed to."""
        payload = delivery.body
        submission = read_submission(payload)
        way = replace(way_to_clicker(payload, delivery.key), channel_id=submission.channel_id)
        asked: list[tuple[Command, Any, Context]] = []

        async def answer() -> Reply:
            command = self._command(submission.path)
            context = await self._context(
                way, Source.MODAL, afresh=True, path=command.path, account_id=submission.account
            )
            try:
                args = await self._submitted(command, submission, payload["view"], context)
            except BadInput as problem:
                await self._pipeline.unreadable(command, context, problem)
                raise
            if submission.draft_id:
                context = context.of_draft(submission.draft_id)
            asked.append((command, args, context))
            view_id, is_reviewed = submission.view_id, submission.verb == "review"
            return context.named(
                await self._asking.ask_in_modal(command, args, context, view_id, is_reviewed=is_reviewed)
            )

        reply = await in_words(answer)
        if reply.is_problem and asked:
            draft_id = await self._asking.keep(*asked[0], is_reviewed=False)
            reply = problems.with_form_again(reply, submission.path, draft_id)
        await self._send(reply, way)
        if submission.is_from_home:
            await self._home.answered(way.team_id, way.user_id, reply)

    async def called(self, delivery: Delivery) -> None:
        """Answers a shortcut: with the form that it opens, filled with the file of its message."""
        payload = delivery.body
        way = way_to_clicker(payload, delivery.key)

        async def answer() -> Reply:
            shortcut = shortcut_called(str(payload.get("callback_id", "")))
            commands = shortcut.commands(self._catalog) if shortcut else ()
            if shortcut is None or not commands:
                raise BadInput(OTHER_VERSION, "Type /callboard help.")
            context = await self._context(way, Source.SHORTCUT, afresh=True, path=commands[0].path)
            await self._pipeline.permit(commands[0], context)
            self._pipeline.called_form(commands[0], context)
            files = files_of(payload) if shortcut.type == "message" else ()
            return await self._call(commands, files, context, str(payload.get("trigger_id", "")))

        await self._send(await in_words(answer), way)

    async def given_up(self, delivery: Delivery, error_id: str) -> None:
        """Tells the person that what they asked for was tried several times, in vain."""
        body, key = delivery.body, f"{delivery.key}:given-up"
        if delivery.kind == COMMAND:
            way = replace(way_to_typist(body, key), response_url="")
        elif "user" in body:
            way = replace(way_to_clicker(body, key), response_url="")
        else:
            return
        await self._replies.send(problems.unexpected(error_id), way)

    def _command(self, path: str) -> Command:
        """The command of this path. Raises BadInput when there is none any more."""
        command = self._catalog.by_path(path)
        if command is None:
            raise BadInput(OTHER_VERSION, "Start again, please.")
        return command

    def _asked(self, body: Mapping[str, Any]) -> tuple[str, Found | Group | Unknown]:
        """The account that was named, perhaps none, and what was asked for. Raises BadInput."""
        text = self._without_secrets(body.get("text", ""))
        return asked_for(self._catalog, body["command"], text)

    async def _typed(self, asked: Found, context: Context, trigger_id: str) -> Reply:
        command = asked.command
        known = understood(command, asked.rest)
        if is_form_wanted(command, asked.rest):
            return await self._asking.open_form(command, known, context, trigger_id)
        try:
            args = parse(command, asked.rest)
        except BadInput as mistake:
            await self._pipeline.permit(command, context)
            return mistake_reply(command, mistake, await self._asking.to_carry(command, known, context))
        try:
            return await self._asking.once(command, args, context, trigger_id)
        except (BadInput, NameUnclear) as mistake:
            if not mistake.field:
                raise
            draft_id = await self._asking.keep(command, args, context, is_reviewed=False)
            return problems.with_form_again(problems.problem(mistake), command.path, draft_id)

    async def _press(self, press: Press, trigger_id: str, way: Return, source: Source) -> Reply:
        if press.verb == "home":
            return Reply("")
        if press.path.endswith(" help"):
            return await self._help(press, way)
        if press.verb not in {"run", "page", "form", "open"}:
            raise BadInput(OTHER_VERSION, "Ask for the list again.")
        command = self._command(press.path)
        carried = await self._asking.carried(command, press, way.team_id, way.user_id)
        account_id, afresh = press.account or carried.account, command.effect is not Effect.READ
        context = await self._context(way, source, afresh=afresh, path=command.path, account_id=account_id)
        context = replace(context, is_turn=press.verb == "page")
        if carried.is_reviewed:
            context = context.of_draft(press.carried["draft"])
        if press.verb == "form":
            return await self._asking.open_form(command, carried.values, context, trigger_id)
        try:
            args = from_json(command, carried.values)
        except BadInput as problem:
            await self._pipeline.unreadable(command, context, problem)
            raise
        is_reviewed = carried.is_reviewed
        reply = await self._asking.ask_anew(command, args, context, trigger_id, is_reviewed=is_reviewed)
        return context.named(reply)

    async def _call(
        self, commands: Sequence[Command], files: Sequence[Candidate], context: Context, trigger_id: str
    ) -> Reply:
        """Opens the form where there is no choice; else asks which one, and for which of several files."""
        takes_file = bool(with_file(commands[0], Candidate("F", "")))
        if takes_file and not files:
            raise BadInput(
                "There is no file in this message.", "Use this on a message with a CSV or NDJSON file."
            )
        if files:
            place, shown = context.place, [file.id for file in files]
            await context.services.slack_files.was_shown(
                place.team_id, context.person.id, place.channel_id, shown
            )
        if not files or len(commands) == len(files) == 1:
            values = with_file(commands[0], next(iter(files), None))
            return await self._asking.open_form(commands[0], values, context, trigger_id)
        return choose(
            [Choice(f.name, [Way(c.title, c.path, with_file(c, f)) for c in commands]) for f in files]
        )

    async def _submitted(
        self, command: Command, submission: Submission, view: Mapping[str, Any], context: Context
    ) -> Any:
        if submission.verb == "review":
            draft = await self._asking.kept(submission.draft_id, context.place.team_id, context.person.id)
            return from_json(command, draft.arguments)
        args = read_form(command, view)
        if isinstance(args, FieldErrors):
            raise BadInput(" ".join(args.by_block.values()))
        return args

    async def _help(self, press: Press, way: Return) -> Reply:
        context = await self._context(way, Source.BUTTON, afresh=False)
        root, *words = press.path.split(" ")
        found = self._catalog.find(root, words)
        if isinstance(found, Found):
            raise BadInput(OTHER_VERSION, "Type /callboard help.")
        page = press.carried.get("page")
        return help_for(self._catalog, found, context.person.role, page if isinstance(page, int) else None)

    async def _context(
        self,
        way: Return,
        source: Source,
        *,
        afresh: bool,
        path: str = "",
        account: str = "",
        account_id: str = "",
    ) -> Context:
        return await self._pipeline.context(
            way.team_id,
            way.user_id,
            way.channel_id,
            source,
            afresh=afresh,
            key=way.key,
            path=path,
            account=account,
            account_id=account_id,
            message_ts=way.message_ts,
        )

    async def _send(self, reply: Reply, way: Return) -> None:
        if reply.text:
            await self._replies.send(reply, way)
