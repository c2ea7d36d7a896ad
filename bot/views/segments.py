"""Lists and cards of segments."""

from dataclasses import dataclass

from slackblocks import ActionsBlock, Block, Button, ContextBlock, HeaderBlock, SectionBlock

from bot.domain.listings import Listing
from bot.domain.segments import Segment
from bot.views.csv_files import csv_file
from bot.views.lists import ListShown, list_reply, name_filter
from bot.views.rendering import button, mrkdwn, plain, render, safe
from bot.views.reply import Reply
from bot.views.times import moment, plain_moment

HEADER = ("Name", "Description", "Updated", "Created")
PATH = "appcues segments"
_EARLIEST = ""


@dataclass(frozen=True)
class SegmentsShown:
    """Which segments are shown, and in which order."""

    search: str = ""
    sort: str = "name"
    page: int = 1


def chosen(listing: Listing[Segment], shown: SegmentsShown) -> list[Segment]:
    """The segments that are asked for, in the order that is asked for."""
    wanted = shown.search.casefold()
    found = [each for each in listing.items if wanted in each.name.casefold()]
    if shown.sort == "name":
        return sorted(found, key=lambda each: each.name.casefold())
    return sorted(found, key=lambda each: str(getattr(each, f"{shown.sort}_at") or _EARLIEST), reverse=True)


def listing(read: Listing[Segment], shown: SegmentsShown, zone: str) -> Reply:
    """A page of the segments, with the total and a way to each."""
    rows = [
        (
            each.name,
            each.description or "",
            plain_moment(each.updated_at, zone),
            plain_moment(each.created_at, zone),
        )
        for each in chosen(read, shown)
    ]
    return list_reply(
        ListShown(
            singular="segment",
            plural="segments",
            path=PATH,
            pick="segment",
            header=HEADER,
            rows=rows,
            total=len(read.items),
            as_of=read.as_of,
            zone=zone,
            page=shown.page,
            arguments={"search": shown.search, "sort": shown.sort},
            filters=name_filter(shown.search),
            nothing_yet="There are no segments in this account yet. Make one: /appcues segments create",
        )
    )


def as_file(read: Listing[Segment], shown: SegmentsShown) -> Reply:
    """All segments that are asked for, as a file."""
    rows = [
        (each.id, each.name, each.description, each.created_at, each.updated_at)
        for each in chosen(read, shown)
    ]
    return csv_file("segments", ("id", "name", "description", "created_at", "updated_at"), rows, read.as_of)


def card(segment: Segment, *, may_change: bool) -> Reply:
    """One segment."""
    description = safe(segment.description or "") or "_no description_"
    times = f"Changed {moment(segment.updated_at)} · created {moment(segment.created_at)}"
    facts = f"{times} · id `{safe(segment.id, 200)}`"
    blocks: list[Block] = [
        HeaderBlock(plain(segment.name, 150)),
        SectionBlock(mrkdwn(description)),
        ContextBlock([mrkdwn(facts)]),
    ]
    if may_change:
        blocks.append(ActionsBlock(list(_buttons(segment))))
    return Reply(f"Segment {safe(segment.name)}: {description}. {facts}.", render(*blocks))


def _buttons(segment: Segment) -> list[Button]:
    chosen_one = {"segment": {"id": segment.id, "name": segment.name}}
    return [
        button("Change…", "form", f"{PATH} update", 0, {"segment": segment.id}),
        button("Add users…", "form", f"{PATH} add", 2, {"segment": segment.id}),
        button("Remove users…", "form", f"{PATH} remove", 3, {"segment": segment.id}),
        button("Delete…", "form", f"{PATH} delete", 1, chosen_one, style="danger"),
    ]
