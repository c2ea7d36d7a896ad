"""Statistics of the apps: how many, how they changed, and how they went over time."""

from dataclasses import dataclass

from bot.domain.people import Role
from bot.views import statistics as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, Shape, option, positional


@dataclass(frozen=True)
class ShowStatistics:
    """Of which app, and over how many days."""

    app: str = positional(
        "name or id of an app; otherwise all of them", default="", shape=Shape.ITEM, source="apps"
    )
    days: int = option("over how many days", default=30, shape=Shape.NUMBER)
    page: int = option("which page", default=1, shape=Shape.NUMBER, hidden=True)


async def show(args: ShowStatistics, context: Context) -> Reply:
    """Answers with the statistics of all apps, or of one."""
    statistics = context.appizer.statistics
    if args.app:
        return views.one_app(await statistics.of_app(args.app, args.days), context.zone)
    return views.overview(await statistics.overview(args.days), args.page, context.zone)


COMMANDS: tuple[Command, ...] = (
    Command(
        path="appizer stats",
        summary="Show users and events, how they changed, and charts over time",
        args=ShowStatistics,
        run=show,
        allow=Role.VIEWER,
        examples=("appizer stats", 'appizer stats "Customer portal" --days 90'),
    ),
)
