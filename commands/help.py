"""Decides what help says: only what the person may do, and the nearest matches where nothing fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.people import Role
from bot.errors import BadInput
from bot.views import usage as view
from bot.views.reply import Reply
from commands.account_option import FLAG
from commands.catalog import Catalog, Group, Unknown
from commands.parsing import button_value, parse, understood, usage
from commands.quoting import spoken
from commands.spec import Argument, Command, Effect, Shape
from commands.typed_secrets import without_secrets

_MOST_GUESSES = 5


def help_for(catalog: Catalog, found: Group | Unknown, role: Role, page: int | None = None) -> Reply:
    """The answer to a question for help, or to words that are no command.

    `page` counts from 1 and is given when a button turned to it; the answer then replaces the message.
    """
    if role is Role.NOBODY:
        return view.not_a_member()
    if isinstance(found, Unknown):
        return _unknown(catalog, found, role)
    allowed = [command for command in found.commands if role >= command.allow]
    turned_to, replace = page or 1, page is not None
    if found.path in catalog.roots:
        others = [root for root in catalog.roots if root != found.path]
        elsewhere = [root for root in others if _may_any(catalog.below(root), role)]
        return view.overview(found.path, _topics(allowed), elsewhere, turned_to, replace=replace)
    if not allowed:
        needed = min(command.allow for command in found.commands)
        return view.nothing_allowed(found.path, _those_with(needed), role.label)
    if len(found.commands) == 1 and found.commands[0].path == found.path:
        return view.detail(_detail(found.commands[0]))
    return view.topic(view.Topic(found.path, tuple(map(_entry, allowed))), turned_to, replace=replace)


def mistake_reply(command: Command, problem: BadInput, carried: Mapping[str, Any] | None = None) -> Reply:
    """The answer to arguments that cannot be read; its form starts with what its button carries."""
    return view.mistake(problem.sentence, _detail(command), carried or {})


def _unknown(catalog: Catalog, found: Unknown, role: Role) -> Reply:
    shown, left = without_secrets(found.words, catalog.open_options | {FLAG})
    guesses = [guess for path in found.nearest if (guess := _guess(catalog, path, left, role)) is not None]
    root = found.path or next(iter(catalog.roots), "callboard")
    typed = " ".join([root.partition(" ")[0], *shown])
    return view.unknown(typed, root, guesses[:_MOST_GUESSES])


def _guess(catalog: Catalog, path: str, words: Sequence[str], role: Role) -> view.Guess | None:
    command = catalog.by_path(path)
    if command is None:
        return view.Guess(path, None) if _may_any(catalog.below(path), role) else None
    if role < command.allow:
        return None
    rest = words[path.count(" ") :]
    entry = _entry(command)
    value = understood(command, rest) if entry.opens_form else _complete(command, rest)
    return view.Guess(path, entry, value)


def _complete(command: Command, words: Sequence[str]) -> Mapping[str, Any]:
    """The arguments for a button that runs the command at once: those typed if they fit, else none."""
    try:
        return button_value(parse(command, words))
    except BadInput:
        return {}


def _topics(commands: Sequence[Command]) -> list[view.Topic]:
    entries: dict[str, list[view.Entry]] = {}
    for command in commands:
        noun = " ".join(command.path.split(" ")[:2])
        entries.setdefault(noun, []).append(_entry(command))
    return [view.Topic(noun, tuple(listed)) for noun, listed in entries.items()]


def _entry(command: Command) -> view.Entry:
    asks_first = command.effect is not Effect.READ or any(
        argument.required and not argument.hidden for argument in command.arguments
    )
    return view.Entry(command.path, usage(command), command.summary, opens_form=asks_first)


def _detail(command: Command) -> view.Detail:
    return view.Detail(
        entry=_entry(command),
        arguments=tuple(
            (argument.typed, _explained(argument)) for argument in command.arguments if not argument.hidden
        ),
        examples=tuple(map(spoken, command.examples)),
        allowed=f"For {_those_with(command.allow)}",
        is_guarded=command.effect is Effect.GUARDED,
    )


def _explained(argument: Argument) -> str:
    choices = f": {', '.join(argument.choices)}" if argument.choices else ""
    is_default_told = not argument.required and argument.default not in (None, "", False)
    default = f", otherwise {argument.default}" if is_default_told else ""
    optional = "" if argument.required or argument.shape is Shape.FLAG else " (optional)"
    return f"{argument.help}{choices}{default}{optional}"


def _those_with(role: Role) -> str:
    if role <= Role.VIEWER:
        return "every member of the workspace"
    return "admins" if role is Role.ADMIN else f"{role.label}s and above"


def _may_any(commands: Sequence[Command], role: Role) -> bool:
    return any(role >= command.allow for command in commands)
