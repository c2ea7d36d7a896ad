"""Whether somebody may decide about a request now, or take it back, and why not. Fails closed."""

from collections.abc import Collection, Iterable
from datetime import datetime

from bot.domain.change_requests import ChangeRequest, State
from bot.domain.people import Person, Role, RoleWish
from bot.domain.policy import Ruling, is_about_roles, why_not_approver
from bot.errors import NotAllowed

LOSING = "losing"
"""Of a request that takes the admin role away, the field in which those stand who would have it no more."""
_NOT_THE_LOSER = "not who would lose the role"


def why_not_decide(
    request: ChangeRequest,
    person: Person,
    ruling: Ruling,
    now: datetime,
    requester_groups: Collection[str] = (),
) -> NotAllowed | None:
    """Why this person may not approve this request now; None when they may."""
    if person.role is Role.NOBODY:
        return NotAllowed(
            "Guests and people from other workspaces cannot decide about requests.",
            "Ask a workspace admin if you need to.",
            rule="full members only",
        )
    if request.state is not State.WAITING:
        return NotAllowed(f"Nothing to decide any more: {request.standing}", rule="already decided")
    if now >= request.expires_at:
        return NotAllowed(
            "This request has expired, so nothing was done.",
            "Ask anew if it is still wanted.",
            rule="expired",
        )
    if person.id == request.requester_id:
        return NotAllowed(
            "You asked for this yourself, so somebody else has to decide.",
            f"You can withdraw it instead: /callboard approvals withdraw {request.id}",
            rule="not the requester",
        )
    refusals = (why_not_approver(rule, person, requester_groups) for rule in ruling.rules)
    return next(filter(None, refusals), None)


def why_not_reject(
    request: ChangeRequest,
    person: Person,
    ruling: Ruling,
    now: datetime,
    requester_groups: Collection[str] = (),
) -> NotAllowed | None:
    """Why this person may not reject this request now; None when they may."""
    return why_not_decide(request, person, ruling, now, requester_groups) or _why_not_keep_role(
        request, person
    )


def why_not_withdraw(request: ChangeRequest, person: Person) -> NotAllowed | None:
    """Why this person may not withdraw this request now; None when they may."""
    if request.state is not State.WAITING and not request.is_coming:
        return NotAllowed(f"Nothing to withdraw any more: {request.standing}", rule="already decided")
    if person.id != request.requester_id and person.role < Role.ADMIN:
        return NotAllowed(
            "Only the person who asked, or an admin, can withdraw a request.", rule="requester or admin"
        )
    return None if person.id == request.requester_id else _why_not_keep_role(request, person)


def loses_role(request: ChangeRequest, person_id: str) -> bool:
    """Whether it takes the admin role from this person."""
    return is_about_roles(request.command_path) and person_id in request.before.get(LOSING, ())


def why_not_grant(waiting: Iterable[ChangeRequest], person_id: str, wish: RoleWish) -> NotAllowed | None:
    """Why this person may not give this role while these requests wait; None when they may.

    A user group may be one that they are in.
    """
    is_own = wish.subject_id == person_id or wish.subject_id.startswith("S")
    if wish.role is not Role.ADMIN or not is_own or not any(loses_role(each, person_id) for each in waiting):
        return None
    return NotAllowed(
        "A request to take the admin role from you waits for a decision:"
        " until then you can give it neither to yourself nor to a user group.",
        "Another admin can.",
        rule=_NOT_THE_LOSER,
    )


def _why_not_keep_role(request: ChangeRequest, person: Person) -> NotAllowed | None:
    """Nobody stays an admin by saying no to what others want: they may agree, and others may say no."""
    if not loses_role(request, person.id):
        return None
    return NotAllowed(
        "This takes the admin role from you: you can agree to it, but not end it.",
        "Another admin can reject it, and whoever asked can withdraw it.",
        rule=_NOT_THE_LOSER,
    )
