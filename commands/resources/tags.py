"""list and show, for the tags that experiences carry."""

from dataclasses import dataclass

from bot.domain.people import Role
from bot.views import tags as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, Shape, option, positional


@dataclass(frozen=True)
class ListTags:
    """Which tags to list."""

    search: str = option("only names that contain these words", default="")
    csv: bool = option("the whole list as a file, privately", default=False, shape=Shape.FLAG)
    page: int = option("which page", default=1, shape=Shape.NUMBER, hidden=True)


@dataclass(frozen=True)
class ShowTag:
    """Which tag."""

    tag: str = positional("name or id of the tag", shape=Shape.ITEM, source="tags")
    page: int = option("which page", default=1, shape=Shape.NUMBER, hidden=True)


async def show_list(args: ListTags, context: Context) -> Reply:
    """Answers with a page of the tags, or with all of them as a file."""
    listing = await context.appcues.tags.listing()
    if args.csv:
        return views.as_file(listing, args.search)
    return views.listing(listing, args.search, args.page, context.zone)


async def show_one(args: ShowTag, context: Context) -> Reply:
    """Answers with what carries the tag, across all kinds."""
    tag = await context.appcues.tags.find(args.tag)
    return views.carriers(tag, await context.appcues.experiences.tagged(tag.id), args.page)


COMMANDS: tuple[Command, ...] = (
    Command(
        path="appcues tags list",
        summary="List the tags",
        args=ListTags,
        run=show_list,
        allow=Role.VIEWER,
        examples=("appcues tags",),
    ),
    Command(
        path="appcues tags show",
        summary="Show what carries a tag, across all kinds",
        args=ShowTag,
        run=show_one,
        allow=Role.VIEWER,
        examples=("appcues tags show onboarding",),
    ),
)
