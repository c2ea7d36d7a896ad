"""What channels hear about change requests: how each stands, and what took effect. Nobody is called by it."""

from collections.abc import Sequence

from slackblocks import ActionsBlock, Block, Button, ContextBlock, HeaderBlock, SectionBlock

from bot.domain.change_requests import ChangeRequest, State
from bot.domain.experiences import KIND_BY_PLURAL
from bot.domain.notices import ASKED_BY
from bot.views.accounts import OF_ACCOUNT
from bot.views.change_requests import badge, what_changed
from bot.views.rendering import button, mrkdwn, plain, render, safe
from bot.views.reply import Reply
from bot.views.times import age, moment

_SOMEBODY = "somebody"


def standing_line(request: ChangeRequest) -> str:
    """How a request stands, in one line of mrkdwn."""
    words = _without_sign(badge(request))
    return f"*{safe(request.summary, 500)}*: {words[:1].lower()}{words[1:]}{_by(request)}, {_asked(request)}"


def standing_card(request: ChangeRequest) -> Reply:
    """How a request stands; the same message from its beginning to its end."""
    text = f"*{badge(request)}*{_detail(request)}"
    asked = f"Asked by {_name(request, request.requester_id)} {age(request.created_at)}"
    show = button("Show the request", "run", "callboard approvals show", 0, {"request": request.id})
    return _card(request, request.summary, text, asked, [show])


def effect_line(request: ChangeRequest) -> str:
    """What took effect, in one line of mrkdwn: what was done, who asked, and who approved."""
    return f"*{safe(_done(request), 500)}*, {_asked(request)}{_approved(request)}"


def effect_card(request: ChangeRequest) -> Reply:
    """What took effect, with a way to it."""
    note = request.outcome_note or "done"
    text = f":white_check_mark: *{safe(note[:1].upper() + note[1:])}* · {moment(request.finished_at)}"
    asked = f"Asked by {_name(request, request.requester_id)}{_approved(request)}{_why_then(request)}"
    return _card(request, _done(request), text, asked, _ways_to(request))


def _card(request: ChangeRequest, title: str, text: str, asked: str, buttons: Sequence[Button]) -> Reply:
    reason = f"\n> {safe(request.reason, 1000)}".replace("\n\n", "\n") if request.reason else ""
    account = f"Account {safe(request.account, 200)} · " if request.account else ""
    studio = f" · <{request.link}|Open in Studio>" if request.link else ""
    blocks: list[Block] = [
        HeaderBlock(plain(title, 150)),
        SectionBlock(mrkdwn(text)),
        SectionBlock(mrkdwn(f"{asked}{reason}")),
        ActionsBlock(list(buttons)),
        ContextBlock([mrkdwn(f"{account}Request `{request.id}`{studio}")]),
    ]
    return Reply(f"{safe(title, 1000)}. {_without_sign(text.replace('*', ''))}. {asked}.", render(*blocks))


def _detail(request: ChangeRequest) -> str:
    note = f"\n> {safe(request.decision_note)}" if request.decision_note else ""
    approvals = f"{len(request.approved_by)} of {request.needed} approval{'' if request.needed == 1 else 's'}"
    expires = f"It expires {moment(request.expires_at)}"
    details = {
        State.WAITING: f": {approvals}{_by(request)}\n{safe(request.rule, 500)}\n{expires}",
        State.DONE: _approved(request),
        State.FAILED: f": {safe(request.outcome_note)}",
        State.CHANGED: f". {what_changed(request)}",
        State.UNCLEAR: f". {safe(request.outcome_note)}",
        State.REJECTED: f"{_by(request)}{note}",
        State.EXPIRED: ": nobody decided in time",
    }
    return details.get(request.state, _by(request)).rstrip(".")


def _by(request: ChangeRequest) -> str:
    """By whom it was rejected, or approved so far."""
    people = (request.decided_by,) if request.state is State.REJECTED else request.approved_by
    decides = {State.WAITING, State.REJECTED, State.APPROVED, State.EXECUTING, State.UNKNOWN}
    return f" by {_names(request, people)}" if people and request.state in decides else ""


def _approved(request: ChangeRequest) -> str:
    return f", approved by {_names(request, request.approved_by)}" if request.approved_by else ""


def _asked(request: ChangeRequest) -> str:
    return f"{ASKED_BY} {_name(request, request.requester_id)}"


def _why_then(request: ChangeRequest) -> str:
    """Why at this hour, where it was not done at once."""
    if request.follows:
        return ", to end at this time"
    return ", to be done at this time" if request.not_before else ""


def _names(request: ChangeRequest, people: Sequence[str]) -> str:
    return " and ".join(_name(request, person) for person in people)


def _name(request: ChangeRequest, person: str) -> str:
    return safe(request.names.get(person) or _SOMEBODY, 80)


def _done(request: ChangeRequest) -> str:
    """What was done: `Published the flow “Welcome tour”`. All summaries begin with a regular verb."""
    verb, _, rest = request.summary.partition(" ")
    return f"{verb}{'d' if verb.endswith('e') else 'ed'} {rest}"


def _ways_to(request: ChangeRequest) -> list[Button]:
    kind, about = request.item_kind, {OF_ACCOUNT: request.account_id} if request.account_id else {}
    is_there = not request.is_removal and not request.item_id.startswith("new ")
    if kind in KIND_BY_PLURAL:
        one = KIND_BY_PLURAL[kind].singular
        return [
            button(f"Show the {one}", "run", f"appcues {kind} show", 0, {"item": request.item_id, **about})
        ]
    if kind == "segments" and is_there:
        value = {"segment": request.item_id, **about}
        return [button("Show the segment", "run", "appcues segments show", 0, value)]
    if kind == "rules":
        return [button("Show the rules", "run", "appcues rules show", 0, about)]
    noun = "segments" if kind == "segments" else "keys"
    return [button(f"Show the {noun}", "run", f"appcues {noun} list", 0, about)]


def _without_sign(text: str) -> str:
    """Text without the sign that it begins with."""
    return text.partition(": ")[2] if text.startswith(":") else text
