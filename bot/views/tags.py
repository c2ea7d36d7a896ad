"""Lists of tags, and of what carries one."""

from collections.abc import Sequence

from slackblocks import Block, ContextBlock, HeaderBlock, SectionBlock

from bot.domain.experiences import Experience
from bot.domain.listings import Listing
from bot.domain.tags import Tag
from bot.views.csv_files import csv_file
from bot.views.lists import ListShown, list_reply, name_filter
from bot.views.paging import turn_buttons
from bot.views.rendering import button, mrkdwn, plain, render, safe
from bot.views.reply import Reply
from bot.views.times import moment, plain_moment

PATH = "appcues tags"
HEADER = ("Name", "Updated", "Created")
ON_A_PAGE = 20


def chosen(read: Listing[Tag], search: str) -> list[Tag]:
    """The tags whose names contain the words, by name."""
    found = [tag for tag in read.items if search.casefold() in tag.name.casefold()]
    return sorted(found, key=lambda tag: tag.name.casefold())


def listing(read: Listing[Tag], search: str, page: int, zone: str) -> Reply:
    """A page of the tags."""
    rows = [
        (tag.name, plain_moment(tag.updated_at, zone), plain_moment(tag.created_at, zone))
        for tag in chosen(read, search)
    ]
    return list_reply(
        ListShown(
            singular="tag",
            plural="tags",
            path=PATH,
            pick="tag",
            header=HEADER,
            rows=rows,
            total=len(read.items),
            as_of=read.as_of,
            zone=zone,
            page=page,
            arguments={"search": search},
            filters=name_filter(search),
            nothing_yet="There are no tags in this account yet. They are made in Studio.",
        )
    )


def as_file(read: Listing[Tag], search: str) -> Reply:
    """All tags that are asked for, as a file."""
    rows = [(tag.id, tag.name, tag.created_at, tag.updated_at) for tag in chosen(read, search)]
    return csv_file("tags", ("id", "name", "created_at", "updated_at"), rows, read.as_of)


def carriers(tag: Tag, tagged: Sequence[Experience], page: int) -> Reply:
    """What carries the tag, the live ones first."""
    ordered = sorted(tagged, key=lambda each: (not each.published, each.kind.plural, each.name.casefold()))
    pages = max(1, -(-len(ordered) // ON_A_PAGE))
    page = min(max(page, 1), pages)
    shown = ordered[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    live = sum(each.published for each in ordered)
    total = f"{len(ordered)} carry it, {live} of them live." if ordered else "Nothing carries it."
    where = f" Page {page} of {pages}." if pages > 1 else ""
    blocks: list[Block] = [
        HeaderBlock(plain(f"Tag {tag.name}", 150)),
        SectionBlock(mrkdwn(f"*{total}*{where}")),
    ]
    lines = [f"*{safe(each.name, 300)}* · {each.kind.singular} · {each.state}" for each in shown]
    for n, (each, line) in enumerate(zip(shown, lines, strict=True)):
        path = f"appcues {each.kind.plural} show"
        show = button("Show", "run", path, n, {"item": each.id}, spoken=f"Show {each.name}")
        blocks.append(SectionBlock(mrkdwn(line), accessory=show))
    blocks.extend(turn_buttons(f"{PATH} show", {"tag": tag.id}, page, pages))
    facts = f"Changed {moment(tag.updated_at)} · created {moment(tag.created_at)} · id `{safe(tag.id, 200)}`"
    blocks.append(ContextBlock([mrkdwn(facts)]))
    return Reply("\n".join([f"Tag {safe(tag.name)}. {total}{where}", *lines, facts]), render(*blocks))
