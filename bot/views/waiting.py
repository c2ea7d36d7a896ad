"""Requests in a list: what waits for a decision, and what waits for its time."""

from collections.abc import Sequence

from slackblocks import Block, ContextBlock, HeaderBlock, SectionBlock

from bot.domain.change_requests import ChangeRequest, State
from bot.views.rendering import button, mrkdwn, render, safe
from bot.views.reply import Reply
from bot.views.times import age, moment

MOST_SHOWN = 20


def waiting_list(requests: Sequence[ChangeRequest]) -> Reply:
    """The requests that wait for somebody, with a card's facts in one line each."""
    if not requests:
        return Reply("Nothing waits for approval.", render(SectionBlock("Nothing waits for approval.")))
    shown = requests[:MOST_SHOWN]
    return _list(
        f"{len(requests)} waiting for approval",
        requests,
        [_line(request) + account_words(request) for request in shown],
    )


def upcoming(requests: Sequence[ChangeRequest]) -> Reply:
    """What has a time of its own that is still to come, the nearest first."""
    if not requests:
        return Reply("Nothing is coming up.", render(SectionBlock("Nothing is coming up.")))
    lines = [coming_line(request) + account_words(request) for request in requests[:MOST_SHOWN]]
    return _list(f"{len(requests)} coming up", requests, lines)


def _list(title: str, requests: Sequence[ChangeRequest], lines: Sequence[str]) -> Reply:
    blocks: list[Block] = [HeaderBlock(title)]
    for request, line in zip(requests, lines, strict=False):
        show = button("Show", "run", "callboard approvals show", len(blocks), {"request": request.id})
        blocks.append(SectionBlock(mrkdwn(line), accessory=show))
    if len(requests) > len(lines):
        blocks.append(ContextBlock([mrkdwn(f"and {len(requests) - len(lines)} more")]))
    return Reply("\n".join([f"{title}.", *lines]), render(*blocks))


def coming_line(request: ChangeRequest) -> str:
    """When what is done, and who asked for it, in one line of mrkdwn."""
    waits = ", still waits for approval" if request.state is State.WAITING else ""
    until = f", until {moment(request.until)}" if request.until else ""
    return (
        f"{moment(request.not_before)}{until}: *{safe(request.summary)}*, asked by"
        f" <@{request.requester_id}>{waits} (request `{request.id}`)"
    )


def account_words(request: ChangeRequest) -> str:
    """Which account it is about, where that is said."""
    return f" · {safe(request.account, 200)}" if request.account else ""


def _line(request: ChangeRequest) -> str:
    at = f", for {moment(request.not_before)}" if request.not_before else ""
    return (
        f"*{safe(request.summary)}*, asked by <@{request.requester_id}> {age(request.created_at)}{at}"
        f" (request `{request.id}`)"
    )
