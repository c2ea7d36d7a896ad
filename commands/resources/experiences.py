"""list, show, publish and unpublish, for each of the six kinds of experiences."""

from dataclasses import dataclass

from bot.domain.experience_filters import Filters
from bot.domain.experiences import KINDS, Kind
from bot.domain.people import Role
from bot.services.changes import Change
from bot.views import experiences as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, Effect, Shape, option, positional


@dataclass(frozen=True)
class ListExperiences:
    """Which experiences to list."""

    search: str = option("only names that contain these words", default="")
    state: str = option("only live ones, or only drafts", default="", choices=("live", "draft"))
    tag: str = option("only those with this tag", default="")
    page: int = option("which page", default=1, shape=Shape.NUMBER, hidden=True)


def commands_for(kind: Kind) -> tuple[Command, ...]:
    """The commands of one kind."""
    one = kind.singular

    @dataclass(frozen=True)
    class ShowExperience:
        item: str = positional(f"name or id of the {one}", shape=Shape.ITEM, source=kind.plural)

    @dataclass(frozen=True)
    class PublishExperience:
        item: str = positional(f"name or id of the {one}", shape=Shape.ITEM, source=kind.plural)
        reason: str = option("why, for whoever approves", default="", shape=Shape.LONG_WORDS)

    async def show_list(args: ListExperiences, context: Context) -> Reply:
        listing = await context.services.experiences.listing(kind)
        filters = Filters(args.search, args.state, args.tag)
        return views.listing(listing, filters, args.page, context.person.member.tz)

    async def show_one(args: ShowExperience, context: Context) -> Reply:
        detail = await context.services.experiences.detail(kind, args.item)
        return views.detail(detail, may_change=context.person.role >= Role.EDITOR)

    async def publish(args: PublishExperience, context: Context) -> Change:
        return await context.services.experiences.publishing(kind, args.item, live=True, reason=args.reason)

    async def unpublish(args: PublishExperience, context: Context) -> Change:
        return await context.services.experiences.publishing(kind, args.item, live=False, reason=args.reason)

    noun = f"appcues {kind.plural}"
    return (
        Command(
            path=f"{noun} list",
            summary=f"List {kind.plural_words}, by state, tag or words in the name",
            args=ListExperiences,
            run=show_list,
            allow=Role.VIEWER,
            examples=(noun, f"{noun} list --state live", f'{noun} list --tag onboarding --search "tour"'),
        ),
        Command(
            path=f"{noun} show",
            summary=f"Show a {one}: its state, tags, and who changed it when",
            args=ShowExperience,
            run=show_one,
            allow=Role.VIEWER,
            examples=(f'{noun} show "Welcome tour"', f"{noun} show welcome"),
        ),
        Command(
            path=f"{noun} publish",
            summary=f"Take a {one} live, once somebody else has approved",
            args=PublishExperience,
            run=publish,
            allow=Role.EDITOR,
            effect=Effect.GUARDED,
            examples=(f'{noun} publish "Welcome tour" --reason "spring launch"',),
        ),
        Command(
            path=f"{noun} unpublish",
            summary=f"Take a {one} down at once",
            args=PublishExperience,
            run=unpublish,
            allow=Role.EDITOR,
            effect=Effect.GUARDED,
            examples=(f'{noun} unpublish "Welcome tour" --reason "typo on step 2"',),
        ),
    )


COMMANDS = tuple(command for kind in KINDS for command in commands_for(kind))
