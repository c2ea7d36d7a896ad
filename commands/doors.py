"""Lets in what Slack delivered: finds the command that it means, runs it, and brings the answer back."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog

from bot.errors import ApiError, BadInput, CallboardError, NoSuchItem, SeveralMatch, SlackError
from bot.inbox.delivery import COMMAND, Delivery
from bot.log_setup import error_report, new_error_id
from bot.services.replies import RepliesService, Return
from bot.services.views import ViewsService
from bot.views import problems
from bot.views.reply import Reply
from commands.catalog import Catalog, Found
from commands.context import Source
from commands.help import help_for, mistake_reply
from commands.home import HomeTab
from commands.modals.form import FieldErrors, build_form, form_context, read_form
from commands.parsing import button_value, from_json, parse, split
from commands.pipeline import Pipeline
from commands.presses import Press, came_from_home, read_press
from commands.spec import Command, Effect, Shape

_LOG = structlog.get_logger(__name__)

OTHER_VERSION = "This was posted by another version of Callboard, which cannot read it any more."


class Doors:
    """The typed, the pressed and the submitted: three doors into one pipeline."""

    def __init__(
        self,
        catalog: Catalog,
        pipeline: Pipeline,
        replies: RepliesService,
        forms: ViewsService,
        home: HomeTab,
    ) -> None:
        self._catalog = catalog
        self._pipeline = pipeline
        self._replies = replies
        self._forms = forms
        self._home = home

    def only_looks(self, body: Mapping[str, Any]) -> bool:
        """Whether a typed line changes nothing, so that it need not be recorded before it is acknowledged."""
        asked = self._asked(body)
        return not isinstance(asked, Found) or asked.command.effect is Effect.READ

    def field_errors(self, payload: Mapping[str, Any]) -> dict[str, str]:
        """What is wrong with which field of a submitted form; empty when nothing is."""
        command = self._form_command(payload)
        read = read_form(command, payload["view"]) if command else None
        return dict(read.by_block) if isinstance(read, FieldErrors) else {}

    async def typed(self, delivery: Delivery) -> None:
        """Answers a slash command."""
        body = delivery.body
        way = Return(
            team_id=body["team_id"],
            user_id=body["user_id"],
            channel_id=body["channel_id"],
            response_url=body.get("response_url", ""),
            key=delivery.key,
        )
        asked = self._asked(body)

        async def answer() -> Reply:
            afresh = not self.only_looks(body)
            context = await self._pipeline.context(
                way.team_id, way.user_id, way.channel_id, Source.TYPED, afresh=afresh, key=way.key
            )
            if not isinstance(asked, Found):
                return help_for(self._catalog, asked, context.person.role)
            try:
                args = parse(asked.command, asked.rest)
            except BadInput as mistake:
                await self._pipeline.permit(asked.command, context)
                return mistake_reply(asked.command, mistake, asked.rest)
            return await self._run(asked.command, args, context)

        await self._replies.send(await self._in_words(answer), way)

    async def pressed(self, delivery: Delivery) -> None:
        """Answers a button, or an item that was picked from a list."""
        payload = delivery.body
        press = read_press(payload)
        if press.verb == "link":
            return
        at_home = came_from_home(payload)
        way = _way_back(payload, delivery.key)

        async def answer() -> Reply:
            return await self._press(press, payload, way, at_home=at_home)

        reply = await self._in_words(answer)
        if reply.text:
            turned = reply.replace or press.verb == "page"
            await self._replies.send(replace(reply, replace=turned and _is_private(payload)), way)
        if at_home:
            await self._home.show(way.team_id, way.user_id)

    async def submitted(self, delivery: Delivery) -> None:
        """Answers a form that was accepted."""
        payload = delivery.body
        view = payload["view"]
        command = self._form_command(payload)
        channel_id = _json(form_context(view)).get("channel", "")
        way = replace(_way_back(payload, delivery.key), channel_id=channel_id)

        async def answer() -> Reply:
            if command is None:
                raise BadInput(OTHER_VERSION, "Start again, please.")
            args = read_form(command, view)
            if isinstance(args, FieldErrors):
                raise BadInput(" ".join(args.by_block.values()))
            context = await self._pipeline.context(
                way.team_id, way.user_id, channel_id, Source.MODAL, afresh=True, key=way.key
            )
            return await self._run(command, args, context)

        await self._replies.send(await self._in_words(answer), way)

    async def given_up(self, delivery: Delivery, error_id: str) -> None:
        """Tells the person that what they asked for was tried several times, in vain."""
        body = delivery.body
        if delivery.kind == COMMAND:
            way = Return(body["team_id"], body["user_id"], body["channel_id"], key=f"{delivery.key}:given-up")
        elif "user" in body:
            way = replace(_way_back(body, f"{delivery.key}:given-up"), response_url="")
        else:
            return
        await self._replies.send(problems.unexpected(error_id), way)

    def _asked(self, body: Mapping[str, Any]) -> Any:
        return self._catalog.find(body["command"], split(body.get("text", "")))

    def _form_command(self, payload: Mapping[str, Any]) -> Command | None:
        verb, _, path = str(payload["view"].get("callback_id", "")).partition("|")
        return self._catalog.by_path(path) if verb == "form" else None

    async def _press(self, press: Press, payload: Mapping[str, Any], way: Return, *, at_home: bool) -> Reply:
        if press.path.endswith(" help"):
            return await self._help(press, way)
        command = self._catalog.by_path(press.path)
        if command is None or press.verb not in {"run", "page", "form", "open"}:
            raise BadInput(OTHER_VERSION, "Ask for the list again.")
        source = Source.HOME if at_home else Source.BUTTON
        context = await self._pipeline.context(
            way.team_id,
            way.user_id,
            way.channel_id,
            source,
            afresh=command.effect is not Effect.READ,
            key=way.key,
        )
        if press.verb == "form":
            await self._pipeline.permit(command, context)
            context_json = json.dumps({"channel": way.channel_id})
            view = build_form(command, press.carried, context_json=context_json)
            await self._forms.open(payload["trigger_id"], view)
            return Reply("")
        return await self._run(command, from_json(command, press.carried), context)

    async def _help(self, press: Press, way: Return) -> Reply:
        context = await self._pipeline.context(
            way.team_id, way.user_id, way.channel_id, Source.BUTTON, afresh=False
        )
        root, *words = press.path.split(" ")
        found = self._catalog.find(root, words)
        if isinstance(found, Found):
            raise BadInput(OTHER_VERSION, "Type /callboard help.")
        page = press.carried.get("page")
        return help_for(self._catalog, found, context.person.role, page if isinstance(page, int) else None)

    async def _run(self, command: Command, args: Any, context: Any) -> Reply:
        try:
            return await self._pipeline.run(command, args, context)
        except (NoSuchItem, SeveralMatch) as error:
            item = next((a.name for a in command.arguments if a.shape is Shape.ITEM), "")
            if not item:
                raise
            return problems.candidates(error, command.path, item, button_value(args))

    async def _in_words(self, answer: Callable[[], Awaitable[Reply]]) -> Reply:
        """The answer, or the problem in words; what nobody foresaw gets an id that is in the log."""
        try:
            return await answer()
        except CallboardError as error:
            if isinstance(error, ApiError | SlackError):
                _LOG.warning("command_failed", error=type(error).__name__, sentence=error.sentence)
            return problems.problem(error)
        except Exception:  # noqa: BLE001 - the person gets an id, the log the rest
            error_id = new_error_id()
            with error_report(error_id):
                _LOG.exception("unexpected_error")
            return problems.unexpected(error_id)


def _way_back(payload: Mapping[str, Any], key: str) -> Return:
    container = payload.get("container") or {}
    channel = (payload.get("channel") or {}).get("id") or container.get("channel_id") or ""
    team = payload.get("team") or {}
    user = payload["user"]
    return Return(
        team_id=team.get("id") or user.get("team_id") or "",
        user_id=user["id"],
        channel_id=channel,
        response_url=payload.get("response_url") or "",
        key=key,
    )


def _is_private(payload: Mapping[str, Any]) -> bool:
    """Whether the button stands in a message that only this person sees: never replace what others see."""
    return bool((payload.get("container") or {}).get("is_ephemeral"))


def _json(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
