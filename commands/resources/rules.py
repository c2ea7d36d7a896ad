"""Ingestion filtering rules: show, allow, deny."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.domain.ingestion_rules import ALLOW, DENY, RuleNames, difference, read_names, written
from bot.domain.people import Role
from bot.errors import BadInput
from bot.services.changes import Change
from bot.views import rules as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, Effect, Modal, NoArgs, Shape, option

MOST_IN_FIELD = 3000
_NAMES = "one a line, or with commas between"


@dataclass(frozen=True)
class ReplaceRules:
    """All rules there shall be: these take the place of every rule before."""

    profiles: str = option(f"attributes of profiles, {_NAMES}", default="", shape=Shape.LONG_WORDS)
    events: str = option(f"events, {_NAMES}", default="", shape=Shape.LONG_WORDS)
    groups: str = option(f"attributes of groups, {_NAMES}", default="", shape=Shape.LONG_WORDS)
    reason: str = option("why, for whoever approves", default="", shape=Shape.LONG_WORDS)

    @property
    def names(self) -> RuleNames:
        """The rules that are asked for."""
        return RuleNames(read_names(self.profiles), read_names(self.events), read_names(self.groups))


async def show(args: NoArgs, context: Context) -> Reply:  # noqa: ARG001 - every handler has the same form
    """Answers with the rules as they are."""
    rules = await context.appcues.rules.current()
    return views.card(rules, context.now, may_change=context.person.role >= Role.EDITOR)


async def replace(mode: str, args: ReplaceRules, context: Context) -> Change:
    """The change that puts these rules in place of all others."""
    return await context.appcues.rules.replacing(mode, args.names, args.reason)


async def review(mode: str, args: ReplaceRules, context: Context) -> Reply:
    """Shows what these rules would change."""
    change = await context.appcues.rules.replacing(mode, args.names, args.reason)
    return views.review(difference(change.before, mode, args.names))


async def current(values: Mapping[str, Any], context: Context) -> Mapping[str, Any]:
    """What the form starts with: the rules as they are, since what is left out of it is gone."""
    rules = await context.appcues.rules.current()
    if values or rules is None:
        return values
    names = written(rules.names)
    longest = max(len(text) for text in names.values())
    if longest > MOST_IN_FIELD:
        raise BadInput(
            f"The rules are too many for a form: {longest:,} characters, and a field holds {MOST_IN_FIELD:,}.",
            "Nothing was changed. Change them in Studio, or by the API.",
        )
    return names


def _command(mode: str, summary: str, example: str) -> Command:
    return Command(
        path=f"appcues rules {mode}",
        summary=summary,
        args=ReplaceRules,
        run=partial(replace, mode),
        allow=Role.EDITOR,
        effect=Effect.GUARDED,
        examples=(example,),
        modal=Modal(
            wants=("profiles", "events", "groups"),
            fill=current,
            review=partial(review, mode),
            title="Ingestion rules",
        ),
    )


COMMANDS = (
    Command(
        path="appcues rules show",
        summary="Show which names of data are kept or dropped",
        args=NoArgs,
        run=show,
        allow=Role.VIEWER,
        examples=("appcues rules show",),
    ),
    _command(
        ALLOW,
        "Keep data of these names only, in place of all rules there are",
        'appcues rules allow --events "Signed up, Paid" --profiles plan --reason "privacy review"',
    ),
    _command(
        DENY,
        "Drop data of these names, in place of all rules there are",
        'appcues rules deny --events "Mouse moved" --reason "noise"',
    ),
)
