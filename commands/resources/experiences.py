"""list, show, publish and unpublish, for each of the six kinds of experiences."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.domain.experience_filters import SORTS, Filters
from bot.domain.experiences import KINDS, Kind
from bot.domain.people import Role
from bot.services.changes import Change
from bot.views import experiences as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, Effect, Run, Shape, option, positional


@dataclass(frozen=True)
class ListExperiences:
    """Which experiences to list."""

    search: str = option("only names that contain these words", default="")
    state: str = option("only live ones, or only drafts", default="", choices=("live", "draft"))
    tag: str = option("only those with this tag", default="")
    sort: str = option("by what; by a time, the newest first", default=SORTS[0], choices=SORTS)
    csv: bool = option("the whole list as a file, privately", default=False, shape=Shape.FLAG)
    page: int = option("which page", default=1, shape=Shape.NUMBER, hidden=True)


def arguments_for(kind: Kind) -> tuple[type[Any], type[Any]]:
    """The arguments of `show`, and of `publish` and `unpublish`, whose item is one of this kind."""

    @dataclass(frozen=True)
    class ShowExperience:
        item: str = positional(f"name or id of the {kind.singular}", shape=Shape.ITEM, source=kind.plural)

    @dataclass(frozen=True)
    class PublishExperience(ShowExperience):
        reason: str = option("why, for whoever approves", default="", shape=Shape.LONG_WORDS)

    return ShowExperience, PublishExperience


async def show_list(kind: Kind, args: ListExperiences, context: Context) -> Reply:
    """Answers with a page of the list, or with all of it as a file."""
    listing = await context.appcues.experiences.listing(kind)
    filters = Filters(args.search, args.state, args.tag, args.sort)
    if args.csv:
        return views.as_file(listing, filters)
    return views.listing(listing, filters, args.page, context.zone)


async def show_one(kind: Kind, args: Any, context: Context) -> Reply:
    """Answers with the card of one."""
    detail = await context.appcues.experiences.detail(kind, args.item)
    return views.detail(detail, may_change=context.person.role >= Role.EDITOR)


async def publish(kind: Kind, args: Any, context: Context) -> Change:
    """The change of taking one live."""
    return await context.appcues.experiences.publishing(kind, args.item, live=True, reason=args.reason)


async def unpublish(kind: Kind, args: Any, context: Context) -> Change:
    """The change of taking one down."""
    return await context.appcues.experiences.publishing(kind, args.item, live=False, reason=args.reason)


def commands_for(kind: Kind) -> tuple[Command, ...]:
    """The commands of one kind."""
    noun, one = f"appcues {kind.plural}", kind.singular
    show_args, publish_args = arguments_for(kind)
    return (
        Command(
            path=f"{noun} list",
            summary=f"List {kind.plural_words}, by state, tag or words in the name",
            args=ListExperiences,
            run=partial(show_list, kind),
            allow=Role.VIEWER,
            examples=(noun, f"{noun} list --state live --sort name", f"{noun} list --tag onboarding --csv"),
        ),
        Command(
            path=f"{noun} show",
            summary=f"Show a {one}: its state, tags, and who changed it when",
            args=show_args,
            run=partial(show_one, kind),
            allow=Role.VIEWER,
            examples=(f'{noun} show "Welcome tour"', f"{noun} show welcome"),
        ),
        *publishing_commands(noun, one, partial(publish, kind), partial(unpublish, kind), publish_args),
    )


def publishing_commands(
    noun: str, one: str, publish: Run, unpublish: Run, args: type[Any]
) -> tuple[Command, Command]:
    """The two commands that change what end users see."""
    return (
        Command(
            path=f"{noun} publish",
            summary=f"Take a {one} live",
            args=args,
            run=publish,
            allow=Role.EDITOR,
            effect=Effect.GUARDED,
            examples=(f'{noun} publish "Welcome tour" --reason "spring launch"',),
        ),
        Command(
            path=f"{noun} unpublish",
            summary=f"Take a {one} down at once",
            args=args,
            run=unpublish,
            allow=Role.EDITOR,
            effect=Effect.GUARDED,
            examples=(f'{noun} unpublish "Welcome tour" --reason "typo on step 2"',),
        ),
    )


COMMANDS = tuple(command for kind in KINDS for command in commands_for(kind))
