"""Groups of end users: what is known of them, and making users members."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.attribute_lines import lines_that_fit, read_attribute_lines
from bot.domain.people import Role
from bot.services.changes import Change
from bot.views import groups as views
from bot.views import profile_reviews, profiles, user_ids
from bot.views.reply import Reply
from commands.context import Context
from commands.given_users import FILE_HELP, IDS_HELP, check_given, users_given
from commands.spec import Command, Effect, Filling, Modal, Reviewed, Shape, option, positional
from commands.values import MOST_CHARACTERS

_GROUP = "id of the group, exactly as your product sends it"
_ROOM = MOST_CHARACTERS[Shape.LINES]


@dataclass(frozen=True)
class ShowGroup:
    """Which group, and what of it."""

    group: str = positional(_GROUP, shape=Shape.EXACT)
    attribute: str = option("only this attribute, with its whole value", default="", shape=Shape.EXACT)
    csv: bool = option("all attributes as a file, privately", default=False, shape=Shape.FLAG)
    page: int = option("which page", default=1, shape=Shape.NUMBER, hidden=True)


@dataclass(frozen=True)
class UpdateGroup:
    """What to set of a group; what is not named stays."""

    group: str = positional(_GROUP, shape=Shape.EXACT)
    set: str = option(
        'attributes, one a line: plan: "pro" or seats: 12 or is_admin: true or note: null. '
        "A line that you take away changes nothing",
        shape=Shape.LINES,
        private=True,
    )

    def __post_init__(self) -> None:
        read_attribute_lines(self.set)


@dataclass(frozen=True)
class AddUsers:
    """Which users become members of which group."""

    group: str = positional(_GROUP, shape=Shape.EXACT)
    ids: str = option(IDS_HELP, default="", shape=Shape.LINES, private=True)
    file: str = option(FILE_HELP, default="", shape=Shape.FILE)

    def __post_init__(self) -> None:
        check_given(self.ids, self.file)


async def show(args: ShowGroup, context: Context) -> Reply:
    """Answers with the profile, with one value of it, or with all of it as a file."""
    profile = await context.appcues.groups.profile(args.group)
    may_change = context.person.role >= Role.EDITOR
    shown = views.shown(profile, context.zone, page=args.page, may_change=may_change)
    if args.attribute:
        return profiles.whole(shown, profile.named(args.attribute))
    return profiles.as_file(shown) if args.csv else profiles.card(shown)


async def current(values: Mapping[str, Any], context: Context) -> Filling:
    """What the form of `update` starts with: the attributes as they are, as many as fit."""
    if not values.get("group") or values.get("set"):
        return Filling({})
    profile = await context.appcues.groups.profile_if_any(values["group"])
    lines, left_out = lines_that_fit(profile.attributes, _ROOM)
    return Filling({"set": lines}, profile_reviews.before_filling_in("group", profile, left_out, _ROOM))


async def review_update(args: UpdateGroup, context: Context) -> Reviewed:
    """What an update would add and change, and the arguments that do only that."""
    change = await context.appcues.groups.updating(args.group, args.set)
    shown = profile_reviews.review("group", change.profile, change.wanted)
    return Reviewed(shown, UpdateGroup(**change.arguments))


async def update(args: UpdateGroup, context: Context) -> Change:
    """The change that sets attributes."""
    return await context.appcues.groups.updating(args.group, args.set)


async def review_users(args: AddUsers, context: Context) -> Reply:
    """How many users would be added, and which."""
    given = await users_given(args.ids, args.file, context)
    group = await context.appcues.groups.profile_if_any(args.group)
    return user_ids.review(given.ids, f"added to the group “{args.group}”", views.before_adding(group))


async def add_users(args: AddUsers, context: Context) -> Change:
    """The change that makes users members."""
    given = await users_given(args.ids, args.file, context)
    return context.appcues.groups.adding(args.group, given.ids, given.arguments)


COMMANDS = (
    Command(
        path="appcues groups show",
        summary="Show what is known of a group: attributes, values and their types",
        args=ShowGroup,
        run=show,
        allow=Role.VIEWER,
        examples=("appcues groups show riverside_school",),
    ),
    Command(
        path="appcues groups update",
        summary="Set attributes of a group; you see the difference before anything is sent",
        args=UpdateGroup,
        run=update,
        allow=Role.EDITOR,
        effect=Effect.GUARDED,
        examples=(
            'appcues groups update riverside_school --set "plan=PRO"',
            "appcues groups update riverside_school --set seats=12 --set note=null",
        ),
        modal=Modal(wants=("set",), fill=current, review=review_update, title="Change a group"),
    ),
    Command(
        path="appcues groups add-users",
        summary="Make users members of a group",
        args=AddUsers,
        run=add_users,
        allow=Role.EDITOR,
        effect=Effect.GUARDED,
        examples=("appcues groups add-users riverside_school --ids user-1001, user-1002",),
        modal=Modal(wants=("ids", "file"), review=review_users, title="Add users to a group", go="Add users"),
    ),
)
