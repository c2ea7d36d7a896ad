"""Digests: what one would say now, and all that one has said."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.digests import Period, usual_length
from bot.domain.people import Role
from bot.domain.subscriptions import Filters, Severity, Standing, Topic
from bot.errors import BadInput
from bot.views import digests as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, Shape, option

MOST_DAYS = 35
"""So long are notices kept."""


@dataclass(frozen=True)
class PreviewDigest:
    """Over how many days."""

    days: int | None = option(
        "over how many days, and how many ahead; otherwise as many as lie between the digests here, or one",
        default=None,
        shape=Shape.NUMBER,
    )


@dataclass(frozen=True)
class ShowDigest:
    """Of which time, filtered how."""

    days: int = option("over how many days, and how many ahead", default=1, shape=Shape.NUMBER)
    since: str = option("from when on", default="", shape=Shape.MOMENT, hidden=True)
    until: str = option("until when", default="", shape=Shape.MOMENT, hidden=True)
    ahead: str = option("how far ahead", default="", shape=Shape.MOMENT, hidden=True)
    of_account: str = option("vendor and id of an account", default="", hidden=True)
    kind: str = option("kind of item", default="", hidden=True)
    tag: str = option("id of a tag", default="", hidden=True)
    app: str = option("id of an app", default="", hidden=True)
    least: int = option("how much it matters at least", default=0, shape=Shape.NUMBER, hidden=True)
    page: int = option("which page", default=1, shape=Shape.NUMBER, hidden=True)


async def preview(args: PreviewDigest, context: Context) -> Reply:
    """Answers with the digest that would be posted here now."""
    team_id = context.place.team_id
    here = await _here(context)
    subscription = here.subscription if here else None
    period = _last_days(args.days, context) if args.days is not None else _usual(here, context)
    filters = subscription.filters if subscription else Filters()
    digest = await context.services.digests.read(team_id, filters, period)
    zone = subscription.zone if subscription else context.zone
    return views.preview(digest, subscription, zone, is_usual=args.days is None)


async def show(args: ShowDigest, context: Context) -> Reply:
    """Answers with a page of all that a digest tells."""
    period = _period(args, context)
    digest = await context.services.digests.read(context.place.team_id, _filters(args), period)
    return views.everything(digest, args.page, context.zone)


async def _here(context: Context) -> Standing | None:
    """The first digest that was set up in a channel, or in somebody's direct messages by the id of the person."""
    channel_id = context.place.channel_id
    place = context.person.id if channel_id.startswith("D") else channel_id
    listed = await context.services.subscriptions.listing(context.place.team_id, place)
    return next((each for each in listed if each.subscription.topic is Topic.DIGEST), None)


def _usual(here: Standing | None, context: Context) -> Period:
    """As long as from one digest of the channel to the next, or a day."""
    times = here.schedule.recurrence if here and here.schedule else None
    length = usual_length(times, context.now) if times else timedelta(days=1)
    return Period(context.now - length, context.now, context.now + length)


def _period(args: ShowDigest, context: Context) -> Period:
    if not (args.since and args.until and args.ahead):
        return _last_days(args.days, context)
    return Period(context.when(args.since), context.when(args.until), context.when(args.ahead))


def _last_days(days: int, context: Context) -> Period:
    if not 1 <= days <= MOST_DAYS:
        raise BadInput(
            f"{days} days cannot be looked back.",
            f"Take 1 to {MOST_DAYS}, for example --days 7.",
            field="days",
        )
    length = timedelta(days=days)
    return Period(context.now - length, context.now, context.now + length)


def _filters(args: ShowDigest) -> Filters:
    least = min(max(args.least, min(Severity)), max(Severity))
    return Filters(args.of_account, args.kind, args.tag, args.app, Severity(least))


COMMANDS: tuple[Command, ...] = (
    Command(
        path="callboard digest preview",
        summary="Show yourself the digest that would be posted here now",
        args=PreviewDigest,
        run=preview,
        allow=Role.VIEWER,
        examples=("callboard digest preview", "callboard digest preview --days 7"),
    ),
    Command(
        path="callboard digest show",
        summary="Show yourself all that needs someone, changed and is coming, page by page",
        args=ShowDigest,
        run=show,
        allow=Role.VIEWER,
        examples=("callboard digest show", "callboard digest show --days 7"),
    ),
)
