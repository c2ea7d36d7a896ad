"""Builds the form of a command from its arguments, and reads it back by the rules of typed words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slackblocks import ContextBlock, InputBlock, ModalView, SectionBlock
from slackblocks.blocks import Block

from bot.errors import BadInput, Candidate
from bot.views.rendering import clip, escape, mrkdwn, plain, safe, without_made_up_ids
from commands.modals.condition_rows import condition_blocks, filled_in
from commands.modals.elements import build_element, element_in, label, raw_text
from commands.spec import Argument, Command, Effect, Shape
from commands.values import check_value, missing, read_value

_MOST_IN_TITLE = 24
_MOST_IN_HINT = 200
_MOST_IN_ERROR = 300
_MOST_KEPT = 3000
_MOST_IN_NAME = 150
_TEXTS = frozenset(
    {Shape.WORDS, Shape.LONG_WORDS, Shape.EXACT, Shape.LINES, Shape.CONDITIONS, Shape.MENTIONS}
)


@dataclass(frozen=True)
class FieldErrors:
    """Why a form was not accepted: a sentence for each field by its block id, as in Slack's `errors`."""

    by_block: Mapping[str, str]


def build_form(
    command: Command,
    prefilled: Mapping[str, Any] | None = None,
    *,
    context_json: str = "",
    problem: str = "",
    about: str = "",
    note: str = "",
) -> dict[str, Any]:
    """The view to open for a command: one input for each argument, filled with what is known already.

    `prefilled` holds values as in `parsing.to_json`; an item or a file may be `{"id": …, "name": …}`. A secret is
    never filled in. Hidden arguments travel in `private_metadata`, and so do a file, since an input cannot show
    one that is known, and `context_json`, which `form_context` gives back. `problem` says on top what was wrong
    with the values, `about` which account it is, `note` what to know before filling it in. Raises ValueError where
    what travels does not fit Slack's 3,000 characters.
    """
    values = dict(prefilled or {})
    shown = [argument for argument in command.arguments if not argument.hidden]
    kept = {a.name: values[a.name] for a in command.arguments if a.hidden and a.name in values}
    kept |= {a.name: file.id for a in shown if (file := _file(a, values.get(a.name)))}
    metadata = json.dumps({"context": context_json, "kept": kept}, ensure_ascii=False, separators=(",", ":"))
    if len(metadata) > _MOST_KEPT:
        raise ValueError(f"the form of {command.path} would keep {len(metadata)} characters out of sight")
    view = ModalView(
        title=plain(command.title, _MOST_IN_TITLE),
        blocks=[
            *_problem(problem),
            *([ContextBlock([mrkdwn(f"Account *{escape(about)}*")])] if about else []),
            _introduction(command),
            *([SectionBlock(mrkdwn(escape(note)))] if note.strip() else []),
            *(block for argument in shown for block in _inputs(command, argument, values.get(argument.name))),
        ],
        submit=plain("Next" if command.modal.review else command.go, _MOST_IN_TITLE),
        close=plain("Cancel", _MOST_IN_TITLE),
        private_metadata=metadata,
        callback_id=f"form|{command.path}",
    )
    return dict(without_made_up_ids(view.to_dict()))


def read_form(command: Command, view: Mapping[str, Any]) -> Any | FieldErrors:
    """The arguments that a submitted view holds, or what is wrong with which field.

    Raises BadInput where something is wrong and there is no field beside which to say it.
    """
    state = view.get("state", {}).get("values", {})
    kept = _metadata(view).get("kept", {})
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for argument in command.arguments:
        try:
            value = None if argument.hidden else _shown_value(argument, state)
            if value is None and (argument.hidden or argument.shape is Shape.FILE):
                value = _kept_value(argument, kept)
            if value is not None:
                values[argument.name] = value
            elif argument.required:
                raise missing(argument)
        except BadInput as problem:
            errors |= _beside_field(command, problem)
    if errors:
        return FieldErrors(errors)
    try:
        return command.args(**values)
    except BadInput as problem:
        return FieldErrors(_beside_field(command, problem))


def form_context(view: Mapping[str, Any]) -> str:
    """The `context_json` with which the form was built, or nothing."""
    context = _metadata(view).get("context", "")
    return context if isinstance(context, str) else ""


def _problem(sentence: str) -> list[Block]:
    return [SectionBlock(mrkdwn(f":warning: {escape(sentence.strip())}"))] if sentence.strip() else []


def _introduction(command: Command) -> Block:
    if command.effect is Effect.GUARDED:
        return ContextBlock([mrkdwn(f"{escape(command.summary)}. A second person may have to approve it.")])
    if any(not argument.hidden for argument in command.arguments):
        return ContextBlock([mrkdwn(f"{escape(command.summary)}.")])
    return SectionBlock(mrkdwn(f"{escape(command.summary)}. There is nothing to fill in."))


def _inputs(command: Command, argument: Argument, value: Any) -> list[Block]:
    if argument.shape is Shape.CONDITIONS:
        return condition_blocks(argument, _prefill(argument, value) or "", command.path)
    if file := _file(argument, value):
        said = SectionBlock(mrkdwn(f"*{escape(label(argument))}*\n{safe(file.name, _MOST_IN_NAME)}"))
        return [said, _input(argument, None, words="Another file instead", is_required=False)]
    is_required = argument.required and argument.shape is not Shape.FLAG
    return [_input(argument, value, words=label(argument), is_required=is_required)]


def _input(argument: Argument, value: Any, *, words: str, is_required: bool) -> InputBlock:
    help = argument.help[:1].upper() + argument.help[1:]
    return InputBlock(
        label=plain(words),
        element=build_element(argument, _prefill(argument, value)),
        block_id=argument.name,
        hint=plain(help, _MOST_IN_HINT),
        optional=not is_required,
    )


def _file(argument: Argument, value: Any) -> Candidate | None:
    """The file that is known already, with its name or what stands for it."""
    if argument.shape is not Shape.FILE or not value:
        return None
    given = value if isinstance(value, Mapping) else {"id": value}
    try:
        file_id = str(check_value(argument, given.get("id")))
    except BadInput:
        return None
    return Candidate(file_id, str(given.get("name") or f"the file that was given ({file_id})"))


def _shown_value(argument: Argument, state: Mapping[str, Any]) -> Any:
    if argument.shape is Shape.CONDITIONS:
        return read_value(argument, filled_in(argument, state))
    element = element_in(state, argument.name)
    return read_value(argument, "" if element is None else raw_text(argument, element))


def _kept_value(argument: Argument, kept: Mapping[str, Any]) -> Any:
    return check_value(argument, kept[argument.name]) if argument.name in kept else None


def _metadata(view: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        metadata = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return metadata if isinstance(metadata, dict) else {}


def _beside_field(command: Command, problem: BadInput) -> dict[str, str]:
    shown = [argument.name for argument in command.arguments if not argument.hidden]
    if not shown:
        raise problem
    is_beside = problem.field.partition("|")[0] in shown
    return {problem.field if is_beside else shown[0]: clip(problem.sentence, _MOST_IN_ERROR)}


def _prefill(argument: Argument, value: Any) -> Any:
    """The value if the input can hold it: Slack refuses a whole form for one that it cannot."""
    if value is None or argument.secret:
        return None
    if argument.shape is Shape.ITEM and isinstance(value, Mapping):
        return value
    if argument.shape in _TEXTS:
        return value if isinstance(value, str) else None
    try:
        return check_value(argument, value)
    except BadInput:
        return None
