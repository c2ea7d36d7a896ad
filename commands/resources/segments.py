"""Segments: list, show, create, update and delete."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.people import Role
from bot.services.changes import Change
from bot.views import segments as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, Effect, Modal, Shape, option, positional


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
    return await context.appcues.segments.deleting(args.segment, args.confirm, args.reason)


async def current(values: Mapping[str, Any], context: Context) -> Mapping[str, Any]:
    """What the form of `update` starts with: the segment as it is, if it is known which."""
    if not values.get("segment"):
        return {}
    segment = await context.appcues.segments.find(values["segment"])
    return {
        "segment": {"id": segment.id, "name": segment.name},
        "name": segment.name,
        "description": segment.description or "",
    }


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
)
