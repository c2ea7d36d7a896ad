"""What a search has found, each hit with a way to it."""

from slackblocks import Block, ContextBlock, SectionBlock

from bot.domain.search import Found, Hit
from bot.views.rendering import button, mrkdwn, render, safe
from bot.views.reply import Reply

_ARGUMENTS = {"segments": "segment", "tags": "tag"}


def found(read: Found) -> Reply:
    """The hits, the best first, and what could not be searched."""
    gap = f" These could not be read just now: {', '.join(read.missing)}." if read.missing else ""
    if not read.hits:
        text = f"Nothing among {read.searched:,} items is like “{safe(read.words, 200)}”.{gap}"
        return Reply(text, render(SectionBlock(mrkdwn(text))))
    count = f"{len(read.hits)} of {read.searched:,} items are like “{safe(read.words, 200)}”."
    blocks: list[Block] = [SectionBlock(mrkdwn(f"*{count}*"))]
    lines = [_line(hit) for hit in read.hits]
    for n, (hit, line) in enumerate(zip(read.hits, lines, strict=True)):
        item = hit.item
        value = {_ARGUMENTS.get(item.noun, "item"): item.id}
        show = button("Show", "run", f"appcues {item.noun} show", n, value, spoken=f"Show {item.name}")
        blocks.append(SectionBlock(mrkdwn(line), accessory=show))
    if gap:
        blocks.append(ContextBlock([mrkdwn(gap.strip())]))
    return Reply("\n".join([f"{count}{gap}", *lines]), render(*blocks))


def _line(hit: Hit) -> str:
    detail = f" · {safe(hit.item.detail, 150)}" if hit.item.detail else ""
    return f"*{safe(hit.item.name, 300)}* · {hit.item.singular}{detail}"
