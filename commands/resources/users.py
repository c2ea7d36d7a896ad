"""End users: what is known of them, their events, and recording one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.attribute_lines import lines_that_fit, read_attribute_lines
from bot.domain.people import Role
from bot.services.changes import Change
from bot.services.users import event_attributes
from bot.views import profile_reviews, profiles, user_events
from bot.views import users as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, Effect, Filling, Modal, Reviewed, Shape, option, positional
from commands.values import MOST_CHARACTERS

_USER = "id of the user, exactly as your product sends it"
_ROOM = MOST_CHARACTERS[Shape.LINES]


@dataclass(frozen=True)
class ShowUser:
    """Which user, and what of them."""

    user: str = positional(_USER, shape=Shape.EXACT)
    attribute: str = option("only this attribute, with its whole value", default="", shape=Shape.EXACT)
    csv: bool = option("all attributes as a file, privately", default=False, shape=Shape.FLAG)
    page: int = option("which page", default=1, shape=Shape.NUMBER, hidden=True)


@dataclass(frozen=True)
class UpdateUser:
    """What to set of a user; what is not named stays."""

    user: str = positional(_USER, shape=Shape.EXACT)
    set: str = option(
        'attributes, one a line: plan: "pro" or seats: 12 or is_admin: true or note: null. '
        "A line that you take away changes nothing",
        shape=Shape.LINES,
        private=True,
    )

    def __post_init__(self) -> None:
        read_attribute_lines(self.set)


@dataclass(frozen=True)
class DeleteUser:
    """Whose profile to delete, and the id once more, so that it is not the wrong one."""

    user: str = positional(_USER, shape=Shape.EXACT)
    confirm: str = option("the whole id of the user, typed once more", shape=Shape.EXACT)
    reason: str = option("why, for whoever approves", default="", shape=Shape.LONG_WORDS)


@dataclass(frozen=True)
class ListEvents:
    """Which of a user's events."""

    user: str = positional(_USER, shape=Shape.EXACT)
    limit: int = option("how many of the newest", default=100, shape=Shape.NUMBER)
    name: str = option("only events with these words in their name", default="")
    csv: bool = option("all of them as a file, privately", default=False, shape=Shape.FLAG)
    page: int = option("which page", default=1, shape=Shape.NUMBER, hidden=True)


@dataclass(frozen=True)
class TrackEvent:
    """What happened to a user, and when."""

    user: str = positional(_USER, shape=Shape.EXACT)
    name: str = option("what the event is called")
    at: str = option("when it happened", default="now", shape=Shape.MOMENT)
    attributes: str = option(
        'a JSON object: {"button": "Book", "seats": 2}', default="", shape=Shape.LINES, private=True
    )

    def __post_init__(self) -> None:
        event_attributes(self.attributes)


async def show(args: ShowUser, context: Context) -> Reply:
    """Answers with the profile, with one value of it, or with all of it as a file."""
    profile = await context.appcues.users.profile(args.user)
    may_change = context.person.role >= Role.EDITOR
    shown = views.shown(profile, context.zone, page=args.page, may_change=may_change)
    if args.attribute:
        return profiles.whole(shown, profile.named(args.attribute))
    return profiles.as_file(shown) if args.csv else profiles.card(shown)


async def current(values: Mapping[str, Any], context: Context) -> Filling:
    """What the form of `update` starts with: the attributes as they are, as many as fit."""
    if not values.get("user") or values.get("set"):
        return Filling({})
    profile = await context.appcues.users.profile_if_any(values["user"])
    lines, left_out = lines_that_fit(profile.attributes, _ROOM)
    return Filling({"set": lines}, profile_reviews.before_filling_in("user", profile, left_out, _ROOM))


async def review_update(args: UpdateUser, context: Context) -> Reviewed:
    """What an update would add and change, and the arguments that do only that."""
    change = await context.appcues.users.updating(args.user, args.set)
    shown = profile_reviews.review("user", change.profile, change.wanted)
    return Reviewed(shown, UpdateUser(**change.arguments))


async def update(args: UpdateUser, context: Context) -> Change:
    """The change that sets attributes."""
    return await context.appcues.users.updating(args.user, args.set)


async def delete(args: DeleteUser, context: Context) -> Change:
    """The change that deletes a profile for good."""
    return await context.appcues.users.deleting(args.user, args.confirm, args.reason)


async def show_events(args: ListEvents, context: Context) -> Reply:
    """Answers with a page of the newest events, or with all of them as a file."""
    listing = await context.appcues.users.events(args.user, args.limit)
    shown = user_events.EventsShown(args.user, args.limit, context.zone, args.name, args.page)
    return user_events.as_file(listing, shown) if args.csv else user_events.listing(listing, shown)


async def track(args: TrackEvent, context: Context) -> Change:
    """The change that records an event."""
    return context.appcues.users.tracking(args.user, args.name, context.when(args.at), args.attributes)


COMMANDS = (
    Command(
        path="appcues users show",
        summary="Show what is known of a user: attributes, values and their types",
        args=ShowUser,
        run=show,
        allow=Role.VIEWER,
        examples=("appcues users show user-1001", 'appcues users show "user 1001" --attribute plan'),
    ),
    Command(
        path="appcues users update",
        summary="Set attributes of a user; you see the difference before anything is sent",
        args=UpdateUser,
        run=update,
        allow=Role.EDITOR,
        effect=Effect.GUARDED,
        examples=(
            'appcues users update user-1001 --set "plan=pro"',
            "appcues users update user-1001 --set seats=12 --set note=null",
        ),
        modal=Modal(wants=("set",), fill=current, review=review_update, title="Change a user"),
    ),
    Command(
        path="appcues users delete",
        summary="Delete the profile of a user for good; the history of events stays",
        args=DeleteUser,
        run=delete,
        allow=Role.EDITOR,
        effect=Effect.GUARDED,
        examples=("appcues users delete user-1001 --confirm user-1001",),
        modal=Modal(wants=("confirm",), title="Delete a user"),
    ),
    Command(
        path="appcues users events",
        summary="List the newest events of a user, by name, and how many there were each day",
        args=ListEvents,
        run=show_events,
        allow=Role.VIEWER,
        examples=(
            "appcues users events user-1001 --limit 20",
            'appcues users events user-1001 --name "flow"',
        ),
        modal=Modal(title="Events of a user"),
    ),
    Command(
        path="appcues users track",
        summary="Record an event of a user",
        args=TrackEvent,
        run=track,
        allow=Role.EDITOR,
        effect=Effect.GUARDED,
        examples=(
            'appcues users track user-1001 --name "Booked tickets"',
            'appcues users track user-1001 --name "Booked tickets" --at "2026-12-01 09:00" --attributes {"seats":2}',
        ),
        modal=Modal(wants=("name",), title="Record an event", go="Record"),
    ),
)
