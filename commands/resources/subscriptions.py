"""Subscriptions: what channels want to hear about; subscribe after a preview, list, mute, unmute, unsubscribe."""

from dataclasses import dataclass

from bot.domain.experiences import KINDS
from bot.domain.people import Role
from bot.domain.subscriptions import LEAST_OF, Topic
from bot.errors import NoSuchItem
from bot.views import subscriptions as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, Effect, Modal, Noun, Reviewed, Shape, option, positional
from commands.subscription_typing import choosing, listing, muting, speaks_of_times, subscribing
from commands.subscription_words import (
    channel_of,
    end_of_mute,
    new_from,
    one_of,
    pinned,
    some_of,
)

_WHERE = "which channel; otherwise this one"
_WHICH = "number in the list, or what it is called, such as jobs"


@dataclass(frozen=True, kw_only=True)
class Subscribe:
    """What is to be posted where, and at which times if not when it happens."""

    channel: str = positional(_WHERE, default="", shape=Shape.CHANNEL)
    topic: str = positional("what to hear about", choices=tuple(Topic))
    rhythm: str = positional(
        "of a digest or of statistics: when, such as weekdays 09:00 or mondays 9:00", default=""
    )
    only: str = option(
        "only what went wrong: failed jobs, warnings and alarms, or alarms alone",
        default="",
        choices=tuple(LEAST_OF),
    )
    elsewhere: bool = option(
        "whether jobs count, too, that were started outside Callboard", default=False, shape=Shape.FLAG
    )
    kind: str = option("only this kind of item", default="", choices=tuple(kind.plural for kind in KINDS))
    tag: str = option("only items with this tag, by name or id", default="", shape=Shape.ITEM, source="tags")
    app: str = option("only this app, by name or id", default="", shape=Shape.ITEM, source="apps")
    in_account: str = option("label of the one account it is about; otherwise all", default="")
    zone: str = option("of the times, such as Europe/Paris; otherwise your own", default="")
    always: bool = option(
        "whether a digest comes also when there is nothing to tell", default=False, shape=Shape.FLAG
    )


@dataclass(frozen=True, kw_only=True)
class ListSubscriptions:
    """Of which channel, or of all."""

    channel: str = positional(_WHERE, default="", shape=Shape.CHANNEL)
    all: bool = option("those of the whole workspace", default=False, shape=Shape.FLAG)
    page: int = option("which page", default=1, shape=Shape.NUMBER, hidden=True)


@dataclass(frozen=True, kw_only=True)
class Unsubscribe:
    """Which one."""

    channel: str = positional(_WHERE, default="", shape=Shape.CHANNEL)
    which: str = positional(_WHICH, shape=Shape.ITEM, source="subscriptions")


@dataclass(frozen=True, kw_only=True)
class Mute:
    """For how long, and which ones."""

    channel: str = positional(_WHERE, default="", shape=Shape.CHANNEL)
    length: str = positional("how long, such as 2h or 1d, or until 18:00")
    which: str = positional(f"{_WHICH}; otherwise all", default="", shape=Shape.ITEM, source="subscriptions")


@dataclass(frozen=True, kw_only=True)
class Unmute:
    """Which ones."""

    channel: str = positional(_WHERE, default="", shape=Shape.CHANNEL)
    which: str = positional(f"{_WHICH}; otherwise all", default="", shape=Shape.ITEM, source="subscriptions")


async def preview(args: Subscribe, context: Context) -> Reply:
    """Answers with what it would have posted last week."""
    new = await new_from(args, context)
    labels = await context.services.accounts.labels(new.team_id)
    return views.preview(await context.services.subscriptions.preview(new), labels)


async def review(args: Subscribe, context: Context) -> Reviewed:
    """Shows what it would have posted last week, and pins down what will be saved."""
    new = await new_from(args, context)
    await context.services.subscriptions.require_room(new)
    labels = await context.services.accounts.labels(new.team_id)
    shown = views.preview(await context.services.subscriptions.preview(new), labels)
    return Reviewed(shown, pinned(args, new, context))


async def subscribe(args: Subscribe, context: Context) -> Reply:
    """Saves it."""
    new = await new_from(args, context)
    standing = await context.services.subscriptions.add(new, context.key, context.who)
    return views.saved(standing, await context.services.accounts.labels(new.team_id))


async def show_list(args: ListSubscriptions, context: Context) -> Reply:
    """Answers with those of a channel, or with all that the person may know of; the Home tab is in no channel."""
    team_id, place = context.place.team_id, context.place.channel_id
    is_of_all = args.all or not (args.channel or place)
    channel_id = "" if is_of_all else await channel_of(args, context)
    listed = await context.services.subscriptions.listing(team_id, channel_id)
    channels = {each.subscription.channel_id for each in listed} - {channel_id}
    known = {channel_id, *await context.services.channels.known_to(context.person, channels, place)}
    shown = [each for each in listed if each.subscription.channel_id in known]
    return views.listing(
        shown,
        hidden=len(listed) - len(shown),
        channel_id=channel_id,
        labels=await context.services.accounts.labels(team_id),
        page=args.page,
        now=context.now,
        may_change=context.person.role >= Role.EDITOR,
    )


async def unsubscribe(args: Unsubscribe, context: Context) -> Reply:
    """Removes one."""
    standing = await one_of(args, context)
    labels = await context.services.accounts.labels(context.place.team_id)
    if not await context.services.subscriptions.remove(standing, context.who):
        raise NoSuchItem("Somebody else removed it at the same moment.", "Nothing is left to do.")
    return views.unsubscribed(standing, labels)


async def mute(args: Mute, context: Context) -> Reply:
    """Lets nothing be posted for a while."""
    until = end_of_mute(args, context)
    chosen = await some_of(args, context)
    await context.services.subscriptions.mute(chosen, until, context.who)
    return views.muted(chosen, until, await context.services.accounts.labels(context.place.team_id))


async def unmute(args: Unmute, context: Context) -> Reply:
    """Lets it be posted again, and answers with what was left out."""
    named = await some_of(args, context)
    chosen = [each for each in named if each.subscription.is_muted(context.now)]
    if not chosen:
        await context.services.subscriptions.note_none_muted(named, context.who)
    labels = await context.services.accounts.labels(context.place.team_id)
    return views.unmuted(chosen, await context.services.subscriptions.unmute(chosen, context.who), labels)


COMMANDS = (
    Command(
        path="callboard subscribe",
        summary="Have a channel told of something; see first what that would have been last week",
        args=Subscribe,
        run=subscribe,
        allow=Role.EDITOR,
        effect=Effect.WRITE,
        examples=(
            "callboard subscribe <#C012345|launches> jobs --only failed",
            "callboard subscribe digest weekdays 09:00",
            'callboard subscribe stats mondays 9:00 --app "Customer portal" --zone Europe/Paris',
        ),
        modal=Modal(wants=("topic",), review=review, title="Subscribe", go="Save"),
        order=subscribing,
        noun=Noun("digest", speaks_of_times),
    ),
    Command(
        path="callboard subscriptions",
        summary="List what channels are told of, by whose wish, and when next",
        args=ListSubscriptions,
        run=show_list,
        allow=Role.VIEWER,
        examples=("callboard subscriptions", "callboard subscriptions --all"),
        order=listing,
    ),
    Command(
        path="callboard subscriptions preview",
        summary="See what a subscription would have posted last week, without setting it up",
        args=Subscribe,
        run=preview,
        allow=Role.VIEWER,
        examples=("callboard subscriptions preview publishing --kind flows",),
        modal=Modal(wants=("topic",), title="Preview", go="Show"),
        order=subscribing,
    ),
    Command(
        path="callboard unsubscribe",
        summary="Stop telling a channel of something",
        args=Unsubscribe,
        run=unsubscribe,
        allow=Role.EDITOR,
        effect=Effect.WRITE,
        examples=("callboard unsubscribe jobs", "callboard unsubscribe 2"),
        modal=Modal(wants=("which",), title="Unsubscribe", go="Unsubscribe"),
        order=choosing,
    ),
    Command(
        path="callboard mute",
        summary="Let all subscriptions of a channel rest for a while, or some of them",
        args=Mute,
        run=mute,
        allow=Role.EDITOR,
        effect=Effect.WRITE,
        examples=("callboard mute 1d", "callboard mute 2h jobs", "callboard mute jobs until 18:00"),
        modal=Modal(wants=("length",), title="Mute", go="Mute"),
        order=muting,
    ),
    Command(
        path="callboard unmute",
        summary="Let what was muted be posted again, and see what was left out",
        args=Unmute,
        run=unmute,
        allow=Role.EDITOR,
        effect=Effect.WRITE,
        examples=("callboard unmute", "callboard unmute jobs"),
        order=choosing,
    ),
)
