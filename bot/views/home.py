"""The Home tab: what waits for somebody, what they asked for, and what they may do."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from slackblocks import (
    ActionsBlock,
    Block,
    Button,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    HomeTabView,
    SectionBlock,
)

from bot.domain.change_requests import ChangeRequest
from bot.domain.people import Person, Role
from bot.views.rendering import button, mrkdwn, plain, safe, without_made_up_ids
from bot.views.roles import MEANINGS
from bot.views.times import age

MOST_SHOWN = 15

Buttons = Callable[[ChangeRequest, int], list[Button]]


def home_tab(person: Person, waiting: Sequence[ChangeRequest]) -> Mapping[str, Any]:
    """The view for one person; for guests it says why it is empty."""
    if person.role is Role.NOBODY:
        return _view([SectionBlock(mrkdwn("Callboard is for full members of this workspace."))])
    mine = [request for request in waiting if request.requester_id == person.id]
    others = [request for request in waiting if request.requester_id != person.id]
    blocks: list[Block] = [
        HeaderBlock(plain(f"Hello, {person.member.name}", 150)),
        SectionBlock(
            mrkdwn(f"You are *{person.role.label}*: {MEANINGS[person.role]}.{_how_to_get_more(person)}")
        ),
        ActionsBlock(list(_starts())),
        DividerBlock(),
    ]
    if person.role >= Role.APPROVER:
        blocks += _section("Waiting for you", others, _decide, 0)
    else:
        blocks += _section("Waiting for an approver", others, _show, 0)
    blocks += _section("Asked by you", mine, _withdraw, MOST_SHOWN)
    blocks.append(
        ContextBlock([mrkdwn("Type `/callboard help`, `/appcues help` or `/appizer help` in any channel.")])
    )
    return _view(blocks)


def _section(title: str, requests: Sequence[ChangeRequest], buttons: Buttons, first: int) -> list[Block]:
    """One list of requests; its buttons are numbered from `first`, since ids must differ within a view."""
    blocks: list[Block] = [HeaderBlock(plain(title, 150))]
    if not requests:
        blocks.append(SectionBlock(mrkdwn("_Nothing at the moment._")))
    for n, request in enumerate(requests[:MOST_SHOWN], start=first):
        line = f"*{safe(request.summary, 500)}*\nasked by <@{request.requester_id}> {age(request.created_at)}"
        reason = f"\n> {safe(request.reason, 500)}" if request.reason else ""
        blocks += [SectionBlock(mrkdwn(line + reason)), ActionsBlock(list(buttons(request, n)))]
    if len(requests) > MOST_SHOWN:
        blocks.append(
            ContextBlock([mrkdwn(f"and {len(requests) - MOST_SHOWN} more: `/callboard approvals`")])
        )
    return blocks


def _decide(request: ChangeRequest, n: int) -> list[Button]:
    value = {"request": request.id}
    return [
        button("Approve", "run", "callboard approvals approve", n, value, style="primary"),
        button("Reject", "form", "callboard approvals reject", n, value, style="danger"),
    ]


def _show(request: ChangeRequest, n: int) -> list[Button]:
    return [button("Show", "run", "callboard approvals show", n, {"request": request.id})]


def _withdraw(request: ChangeRequest, n: int) -> list[Button]:
    return [button("Withdraw", "run", "callboard approvals withdraw", n, {"request": request.id})]


def _starts() -> list[Button]:
    return [
        button("Flows", "run", "appcues flows list", 90),
        button("Apps", "run", "appizer apps list", 91),
        button("Roles", "run", "callboard roles list", 92),
    ]


def _how_to_get_more(person: Person) -> str:
    if person.role is Role.ADMIN:
        return ""
    return " An admin of this workspace can give you more with `/callboard roles grant`."


def _view(blocks: list[Block]) -> Mapping[str, Any]:
    view: dict[str, Any] = without_made_up_ids(HomeTabView(blocks=blocks).to_dict())
    return view
