"""Looks through everything that has a name."""

from dataclasses import dataclass

from bot.domain.people import Role
from bot.views import search as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, positional


@dataclass(frozen=True)
class Search:
    """What to look for."""

    words: str = positional("words of a name, or an id; typing errors are forgiven")


async def search(args: Search, context: Context) -> Reply:
    """Answers with what is most like the words."""
    return views.found(await context.appcues.search.search(args.words))


COMMANDS: tuple[Command, ...] = (
    Command(
        path="appcues search",
        summary="Search all experiences, segments and tags at once",
        args=Search,
        run=search,
        allow=Role.VIEWER,
        examples=("appcues search onboarding", "appcues search wellcome tuor"),
    ),
)
