"""What needs a second person, and whether this person may be that one. Fails closed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.change_requests import ChangeRequest, State
from bot.domain.people import Person, Role
from bot.errors import NotAllowed

EXPIRY = timedelta(hours=8)


@dataclass(frozen=True)
class Rule:
    """How one kind of change is held back; `approvals` 0 means that it is not."""

    name: str
    approvals: int = 1
    approver_role: Role = Role.APPROVER
    expires_after: timedelta = EXPIRY


TWO_PEOPLE = Rule("two people")
ONE_EDITOR = Rule("one editor", approvals=0)

_SENSITIVE_NOUNS = frozenset({"keys", "enforcement", "rules"})
_FREE_VERBS = frozenset(
    {"unpublish", "create", "update", "add", "remove", "track", "add-users", "profiles", "groups", "events"}
)


def rule_for(command_path: str) -> Rule:
    """The rule for a guarded command.

    One editor is enough to take something down, which must be quick, and for the daily work on segments,
    profiles and apps. Everything else, what nobody thought of included, needs two people: what end users see,
    what is deleted for good, keys, enforcement and ingestion rules.
    """
    _, noun, verb = command_path.split(" ", 2)
    return ONE_EDITOR if verb in _FREE_VERBS and noun not in _SENSITIVE_NOUNS else TWO_PEOPLE


def why_not_decide(request: ChangeRequest, person: Person, rule: Rule, now: datetime) -> NotAllowed | None:
    """Why this person may not approve or reject this request now; None when they may."""
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
            "You can withdraw it instead.",
            rule="not the requester",
        )
    if person.role < rule.approver_role:
        return NotAllowed(
            f"Deciding needs the {rule.approver_role.label} role; yours is {person.role.label}.",
            f"An admin can grant it: /callboard roles grant <@{person.id}> {rule.approver_role.label}",
            rule=f"{rule.approver_role.label} or higher",
        )
    return None


def why_not_withdraw(request: ChangeRequest, person: Person) -> NotAllowed | None:
    """Why this person may not withdraw this request now; None when they may."""
    if request.state is not State.WAITING:
        return NotAllowed(f"Nothing to withdraw any more: {request.standing}", rule="already decided")
    if person.id != request.requester_id and person.role < Role.ADMIN:
        return NotAllowed(
            "Only the person who asked, or an admin, can withdraw a request.", rule="requester or admin"
        )
    return None
