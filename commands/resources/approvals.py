"""Requests for approval: list, show, approve, reject, withdraw. The buttons of a card run the same commands."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.change_requests import ChangeRequest
from bot.domain.people import Role
from bot.views import change_requests as views
from bot.views import waiting as lists
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, Effect, Modal, NoArgs, Shape, option, positional


@dataclass(frozen=True)
class OneRequest:
    """Which request."""

    request: str = positional("which one; its card says the id", shape=Shape.ITEM, source="requests")


@dataclass(frozen=True)
class RejectRequest:
    """Which request, and why not."""

    request: str = positional("which one; its card says the id", shape=Shape.ITEM, source="requests")
    reason: str = option("why not; the requester reads it", default="", shape=Shape.LONG_WORDS)


async def show_list(args: NoArgs, context: Context) -> Reply:  # noqa: ARG001 - every handler has the same form
    """Answers with what waits for a decision."""
    requests = await context.services.approvals.waiting(context.place.team_id)
    return lists.waiting_list(await _named(context, requests))


async def upcoming(args: NoArgs, context: Context) -> Reply:  # noqa: ARG001 - every handler has the same form
    """Answers with what is still to come at a time of its own."""
    requests = await context.services.approvals.upcoming(context.place.team_id)
    return lists.upcoming(await _named(context, requests))


async def show_one(args: OneRequest, context: Context) -> Reply:
    """Answers with the card of a request, privately."""
    request = await context.services.approvals.get(context.place.team_id, args.request)
    return views.card(*await _named(context, [request]))


async def approve(args: OneRequest, context: Context) -> Reply:
    """Approves, and carries out what was asked for."""
    request = await context.services.decisions.approve(context.place.team_id, args.request, context.who)
    return views.decided(await context.carry_out(request), context.person)


async def reject(args: RejectRequest, context: Context) -> Reply:
    """Rejects."""
    request = await context.services.decisions.reject(
        context.place.team_id, args.request, context.who, args.reason
    )
    return views.decided(request, context.person)


async def withdraw(args: OneRequest, context: Context) -> Reply:
    """Takes a request back."""
    request = await context.services.approvals.withdraw(context.place.team_id, args.request, context.who)
    return views.decided(request, context.person)


async def _named(context: Context, requests: Iterable[ChangeRequest]) -> list[ChangeRequest]:
    """The requests with the names of their accounts, where there is more than one of a vendor."""
    badges = await context.services.accounts.badges(context.place.team_id)
    return [request.named(badges) for request in requests]


COMMANDS = (
    Command(
        path="callboard approvals list",
        summary="List what waits for approval",
        args=NoArgs,
        run=show_list,
        allow=Role.VIEWER,
        examples=("callboard approvals",),
    ),
    Command(
        path="callboard approvals upcoming",
        summary="List what is coming up at a time of its own",
        args=NoArgs,
        run=upcoming,
        allow=Role.VIEWER,
        examples=("callboard approvals upcoming",),
    ),
    Command(
        path="callboard approvals show",
        summary="Show a request and what came of it",
        args=OneRequest,
        run=show_one,
        allow=Role.VIEWER,
        examples=("callboard approvals show k7m2p9qa",),
        modal=Modal(title="Show a request"),
    ),
    Command(
        path="callboard approvals approve",
        summary="Approve what somebody else asked for",
        args=OneRequest,
        run=approve,
        allow=Role.VIEWER,
        effect=Effect.WRITE,
        examples=("callboard approvals approve k7m2p9qa",),
        modal=Modal(title="Approve a request"),
    ),
    Command(
        path="callboard approvals reject",
        summary="Reject what somebody asked for",
        args=RejectRequest,
        run=reject,
        allow=Role.VIEWER,
        effect=Effect.WRITE,
        examples=('callboard approvals reject k7m2p9qa --reason "wrong week"',),
        modal=Modal(title="Reject a request"),
    ),
    Command(
        path="callboard approvals withdraw",
        summary="Take back what you asked for, as long as it has not begun",
        args=OneRequest,
        run=withdraw,
        allow=Role.VIEWER,
        effect=Effect.WRITE,
        examples=("callboard approvals withdraw k7m2p9qa",),
        modal=Modal(title="Withdraw a request"),
    ),
)
