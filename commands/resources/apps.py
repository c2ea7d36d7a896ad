"""list and show, for the apps that Appizer measures."""

from dataclasses import dataclass

from bot.domain.people import Role
from bot.views import apps as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, Shape, option, positional


@dataclass(frozen=True)
class ListApps:
    """Which page of the apps."""

    page: int = option("which page", default=1, shape=Shape.NUMBER, hidden=True)


@dataclass(frozen=True)
class ShowApp:
    """Which app."""

    app: str = positional("name or id of the app", shape=Shape.ITEM, source="apps")


async def show_list(args: ListApps, context: Context) -> Reply:
    """Answers with a page of the apps."""
    listing = await context.appizer.apps.listing()
    return views.app_list(listing.items, listing.as_of, args.page, context.person.member.tz)


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
        examples=("appizer apps",),
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
