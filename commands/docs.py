"""The page of all commands, made from the catalog; `python -m commands.docs` prints it as docs/commands.md."""

import sys
from collections.abc import Iterator

from bot.domain.people import Role
from bot.domain.policy import Question, verdict
from commands.all_commands import build_catalog
from commands.catalog import Catalog
from commands.parsing import usage
from commands.quoting import spoken
from commands.spec import Argument, Command, Effect, Shape

_INTRODUCTION = """\
# Commands

Made from the commands themselves by `make docs`; a test compares. Type `/callboard help` in Slack for the part that
your role may use.

`/<root> <noun> <verb> [words] [--option value]`. A noun alone stands for its `list`. Names and ids are understood
everywhere, also in part or with a typing error; quotes are needed only where something else follows. Typographic
quotes and dashes do no harm, `--` ends the options, and `--help` after anything explains it. Commands of `/appcues`
and `/appizer` take `--account LABEL` where several accounts are connected. Times are typed as `monday 9:00`,
`2026-12-01 09:00` or `in 2h`, in your own zone.

| sign | meaning |
| --- | --- |
| reads | looks only |
| writes | changes something of Callboard's own, and is written down in the audit |
| guarded | changes something at a vendor: at once, or when a second person has approved, as the policy says |
"""


def page(catalog: Catalog) -> str:
    """The whole page."""
    return "\n".join([_INTRODUCTION, *_roots(catalog)]).rstrip() + "\n"


def _roots(catalog: Catalog) -> Iterator[str]:
    for root in catalog.roots:
        yield f"## /{root}\n"
        nouns = dict.fromkeys(" ".join(command.path.split(" ")[:2]) for command in catalog.below(root))
        for noun in nouns:
            yield f"### /{noun}\n"
            for command in catalog.below(noun):
                yield from _command(command)


def _command(command: Command) -> Iterator[str]:
    yield f"**{command.summary}**\n"
    yield f"```\n{usage(command)}\n```\n"
    yield f"{_who(command)}, {_effect(command)}.{_modal(command)}\n"
    shown = [argument for argument in command.arguments if not argument.hidden]
    if shown:
        yield "| argument | meaning |"
        yield "| --- | --- |"
        yield from (f"| `{argument.typed}` | {_explained(argument)} |" for argument in shown)
        yield ""
    examples = "\n".join(f"/{spoken(example)}" for example in command.examples)
    yield f"```\n{examples}\n```\n"


def _who(command: Command) -> str:
    if command.allow <= Role.VIEWER:
        return "For every member"
    return "For admins" if command.allow is Role.ADMIN else f"For {command.allow.label}s and above"


def _effect(command: Command) -> str:
    if command.effect is Effect.READ:
        return "reads"
    if command.effect is Effect.WRITE:
        return "writes"
    needed = verdict((), Question(command.path)).needed
    return f"guarded; by default {'two people' if needed else 'one person is enough'}"


def _modal(command: Command) -> str:
    parts = []
    if command.modal.wants:
        parts.append("Without its arguments it opens a form.")
    if command.modal.review:
        parts.append("It shows what would be done before it does it.")
    if command.modal.shows:
        parts.append("The answer is shown in a window of your own, and does not stay.")
    return "".join(f" {part}" for part in parts)


def _explained(argument: Argument) -> str:
    choices = f": {', '.join(argument.choices)}" if argument.choices else ""
    optional = "" if argument.required or argument.shape is Shape.FLAG else " (optional)"
    secret = "; entered in the form only" if argument.secret else ""
    words = f"{argument.help}{choices}{optional}{secret}"
    return words.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(page(build_catalog()))
