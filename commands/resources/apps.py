"""list and show, for the apps that Appizer measures."""

from dataclasses import dataclass

from bot.domain.people import Role
from bot.views import apps as views
from bot.views.apps import SORTS
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, Shape, option, positional


@dataclass(frozen=True)
class ListApps:
    """Which apps to list."""

    search: str = option("only names that contain these words", default="")
    sort: str = option("by what; by figures and times, the largest first", default=SORTS[0], choices=SORTS)
    csv: bool = option("the whole list as a file, privately", default=False, shape=Shape.FLAG)
    page: int = option("which page", default=1, shape=Shape.NUMBER, hidden=True)


@dataclass(frozen=True)
class ShowApp:
    """Which app."""

    app: str = positional("name or id of the app", shape=Shape.ITEM, source="apps")


async def show_list(args: ListApps, context: Context) -> Reply:
    """Answers with a page of the apps, or with all of them as a file."""
    listing = await context.appizer.apps.listing()
    shown = views.AppsShown(args.search, args.sort, args.page)
    return views.as_file(listing, shown) if args.csv else views.app_list(listing, shown, context.zone)


async def show_one(args: ShowApp, context: Context) -> Reply:
    """Answers with one app."""
    return views.app_card(await context.appizer.apps.find(args.app))


COMMANDS = (
    Command(
        path="appizer apps list",
        summary="List the apps with their cached counts",
        args=ListApps,
        run=show_list,
        allow=Role.VIEWER,
        examples=("appizer apps", "appizer apps list --sort users"),
    ),
    Command(
        path="appizer apps show",
        summary="Show an app: users, events, last event, and how it is set up",
        args=ShowApp,
        run=show_one,
        allow=Role.VIEWER,
        examples=('appizer apps show "Customer portal"',),
    ),
)
