"""Segments: list, show, create, update and delete; adding users and removing them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.people import Role
from bot.services.changes import Change
from bot.services.segment_members import ChangingMembers
from bot.views import segments as views
from bot.views import user_ids
from bot.views.reply import Reply
from commands.context import Context, Source
from commands.given_users import FILE_HELP, IDS_HELP, check_given, users_given
from commands.spec import Command, Effect, Modal, Reviewed, Shape, option, positional


@dataclass(frozen=True)
class ListSegments:
    """Which segments to list."""

    search: str = option("only names that contain these words", default="")
    sort: str = option("by what", default="name", choices=("name", "updated", "created"))
    csv: bool = option("the whole list as a file, privately", default=False, shape=Shape.FLAG)
    page: int = option("which page", default=1, shape=Shape.NUMBER, hidden=True)


@dataclass(frozen=True)
class ShowSegment:
    """Which segment."""

    segment: str = positional("name or id of the segment", shape=Shape.ITEM, source="segments")


@dataclass(frozen=True)
class CreateSegment:
    """What the new segment is called."""

    name: str = positional("what to call it")
    description: str = option("what it is for", default="", shape=Shape.LONG_WORDS)


@dataclass(frozen=True)
class UpdateSegment:
    """What to change of a segment; what is left out stays."""

    segment: str = positional("name or id of the segment", shape=Shape.ITEM, source="segments")
    name: str = option("its new name", default="")
    description: str = option("its new description", default="", shape=Shape.LONG_WORDS)


@dataclass(frozen=True)
class DeleteSegment:
    """Which segment to delete, and its name once more, so that it is not the wrong one."""

    segment: str = positional("name or id of the segment", shape=Shape.ITEM, source="segments")
    confirm: str = option("the whole name of the segment, typed once more")
    reason: str = option("why, for whoever approves", default="", shape=Shape.LONG_WORDS)


@dataclass(frozen=True)
class ChangeMembers:
    """Which users to add to which segment, or to remove from it."""

    segment: str = positional("name or id of the segment", shape=Shape.ITEM, source="segments")
    ids: str = option(IDS_HELP, default="", shape=Shape.LINES, private=True)
    file: str = option(FILE_HELP, default="", shape=Shape.FILE)

    def __post_init__(self) -> None:
        check_given(self.ids, self.file)


async def show_list(args: ListSegments, context: Context) -> Reply:
    """Answers with a page of the segments, or with all of them as a file."""
    listing = await context.appcues.segments.listing()
    shown = views.SegmentsShown(args.search, args.sort, args.page)
    return views.as_file(listing, shown) if args.csv else views.listing(listing, shown, context.zone)


async def show_one(args: ShowSegment, context: Context) -> Reply:
    """Answers with the card of one."""
    segment = await context.appcues.segments.find(args.segment)
    return views.card(segment, may_change=context.person.role >= Role.EDITOR)


async def create(args: CreateSegment, context: Context) -> Change:
    """The change that makes one."""
    return context.appcues.segments.creating(args.name, args.description)


async def update(args: UpdateSegment, context: Context) -> Change:
    """The change that gives one another name or description."""
    return await context.appcues.segments.updating(args.segment, args.name, args.description)


async def delete(args: DeleteSegment, context: Context) -> Change:
    """The change that deletes one for good."""
    segments = context.appcues.segments
    if context.source is Source.APPROVAL:  # by then it may be gone, which is for the change to find out
        return segments.deletion(args.segment, args.confirm, args.reason)
    return await segments.deleting(args.segment, args.confirm, args.reason)


async def add(args: ChangeMembers, context: Context) -> Change:
    """The change that adds users."""
    return await _changing_members(args, context, adds=True)


async def remove(args: ChangeMembers, context: Context) -> Change:
    """The change that removes users."""
    return await _changing_members(args, context, adds=False)


async def review_add(args: ChangeMembers, context: Context) -> Reviewed:
    """How many users would be added, and which."""
    return await _review_members(args, context, adds=True)


async def review_remove(args: ChangeMembers, context: Context) -> Reviewed:
    """How many users would be removed, and which."""
    return await _review_members(args, context, adds=False)


async def _changing_members(args: ChangeMembers, context: Context, *, adds: bool) -> ChangingMembers:
    given = await users_given(args.ids, args.file, context)
    return await context.appcues.segments.changing_members(
        args.segment, given.ids, given.arguments, adds=adds
    )


async def _review_members(args: ChangeMembers, context: Context, *, adds: bool) -> Reviewed:
    change = await _changing_members(args, context, adds=adds)
    would = "added to" if adds else "removed from"
    shown = user_ids.review(
        change.given, f"{would} the segment “{change.segment.name}”", change.subject.effect_words
    )
    return Reviewed(shown, ChangeMembers(**change.arguments))


async def current(values: Mapping[str, Any], context: Context) -> Mapping[str, Any]:
    """What the form of `update` starts with: the segment as it is, if it is known which, and what was typed."""
    if not values.get("segment"):
        return {}
    segment = await context.appcues.segments.find(values["segment"])
    known = {"name": segment.name, "description": segment.description or ""}
    typed = {name: values[name] for name in known if values.get(name)}
    return {"segment": {"id": segment.id, "name": segment.name}, **known, **typed}


async def named(values: Mapping[str, Any], context: Context) -> Mapping[str, Any]:
    """What the forms of `add` and `remove` start with: the segment by its name, if it is known which."""
    if not values.get("segment"):
        return {}
    segment = await context.appcues.segments.find(values["segment"])
    return {"segment": {"id": segment.id, "name": segment.name}}


COMMANDS = (
    Command(
        path="appcues segments list",
        summary="List the segments, by name or by when they were changed",
        args=ListSegments,
        run=show_list,
        allow=Role.VIEWER,
        examples=("appcues segments", 'appcues segments list --search "trial" --sort updated'),
    ),
    Command(
        path="appcues segments show",
        summary="Show a segment: what it is for, and who changed it when",
        args=ShowSegment,
        run=show_one,
        allow=Role.VIEWER,
        examples=('appcues segments show "Trial users"',),
    ),
    Command(
        path="appcues segments create",
        summary="Make a segment, to add users to",
        args=CreateSegment,
        run=create,
        allow=Role.EDITOR,
        effect=Effect.GUARDED,
        examples=('appcues segments create "Beta testers" --description "asked to try things first"',),
        modal=Modal(wants=("name",)),
    ),
    Command(
        path="appcues segments update",
        summary="Give a segment another name or description",
        args=UpdateSegment,
        run=update,
        allow=Role.EDITOR,
        effect=Effect.GUARDED,
        examples=('appcues segments update "Trial users" --name "Trial users 2027"',),
        modal=Modal(wants=("name", "description"), fill=current),
    ),
    Command(
        path="appcues segments delete",
        summary="Delete a segment for good",
        args=DeleteSegment,
        run=delete,
        allow=Role.EDITOR,
        effect=Effect.GUARDED,
        examples=('appcues segments delete "Trial users" --confirm "Trial users"',),
        modal=Modal(wants=("confirm",)),
    ),
    Command(
        path="appcues segments add",
        summary="Add users to a segment, by their ids",
        args=ChangeMembers,
        run=add,
        allow=Role.EDITOR,
        effect=Effect.GUARDED,
        examples=('appcues segments add "Trial users" --ids user-1001, user-1002',),
        modal=Modal(
            wants=("ids", "file"),
            fill=named,
            review=review_add,
            title="Add users to a segment",
            go="Add users",
        ),
    ),
    Command(
        path="appcues segments remove",
        summary="Remove users from a segment, if they were added to it by their ids",
        args=ChangeMembers,
        run=remove,
        allow=Role.EDITOR,
        effect=Effect.GUARDED,
        examples=('appcues segments remove "Trial users" --ids user-1001, user-1002',),
        modal=Modal(
            wants=("ids", "file"),
            fill=named,
            review=review_remove,
            title="Remove from a segment",
            go="Remove users",
        ),
    ),
)
