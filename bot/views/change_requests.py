"""The card of a change request in every state, and what the requester and others are told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from slackblocks import ActionsBlock, Block, Button, ContextBlock, HeaderBlock, Markdown, SectionBlock

from bot.domain.change_requests import UNDER_WAY, ChangeRequest, State
from bot.domain.channels import is_direct
from bot.domain.people import Person, Role
from bot.domain.timing import clock_words
from bot.views.rendering import Verb, button, mrkdwn, plain, render, safe
from bot.views.reply import Reply
from bot.views.times import age, moment

MOST_NAMES = 5
MOST_FIELDS = 20

_BADGES = {
    State.WAITING: ":hourglass_flowing_sand: Waiting for approval",
    State.APPROVED: ":gear: Approved, being carried out",
    State.EXECUTING: ":gear: Approved, being carried out",
    State.UNKNOWN: ":mag: Approved, outcome being checked",
    State.DONE: ":white_check_mark: Done",
    State.FAILED: ":x: Could not be carried out",
    State.CHANGED: ":warning: Not done",
    State.UNCLEAR: ":grey_question: Carried out, but whether it took effect cannot be known",
    State.REJECTED: ":no_entry: Rejected",
    State.WITHDRAWN: ":leftwards_arrow_with_hook: Withdrawn",
    State.EXPIRED: ":alarm_clock: Expired",
}
_BADGES_UNAPPROVED = _BADGES | {
    State.APPROVED: ":gear: Being carried out",
    State.EXECUTING: ":gear: Being carried out",
    State.UNKNOWN: ":mag: Outcome being checked",
}
"""The same where nobody has to agree."""
_MAY_ASK_ANEW = frozenset({State.CHANGED, State.FAILED, State.EXPIRED, State.REJECTED})


def card(request: ChangeRequest) -> Reply:
    """The one message that stands for a request, whatever its state."""
    blocks: list[Block] = [
        HeaderBlock(plain(request.summary, 150)),
        SectionBlock(fields=[_field(name, value) for name, value in _facts(request)]),
        SectionBlock(mrkdwn(_verdict(request))),
    ]
    if buttons := _buttons(request):
        blocks.append(ActionsBlock(list(buttons)))
    link = f" · <{request.link}|Open in Studio>" if request.link else ""
    blocks.append(ContextBlock([mrkdwn(f"Request `{request.id}`{link}")]))
    return Reply(text=_words(request), blocks=render(*blocks))


def asked(request: ChangeRequest, approvers: Sequence[Person], me: Person, *, again: bool) -> Reply:
    """Tells whoever asks that the request stands, whose it is, and who may approve it."""
    is_mine = request.requester_id == me.id
    if again:
        who = "You" if is_mine else f"<@{request.requester_id}>"
        opening = f"{who} asked for this already, and it is still open."
    else:
        opening = "Asked."
    others = "a second person" if request.needed == 1 else f"{request.needed} other people"
    times = _times(request)
    text = f"{opening} {safe(request.summary)} needs {others}. {_who_may(request, approvers, me)}{times}"
    detail = f"{_where(request, is_mine=is_mine)} It expires {moment(request.expires_at)}."
    blocks: list[Block] = [SectionBlock(mrkdwn(text)), ContextBlock([mrkdwn(detail)])]
    if is_mine or me.role is Role.ADMIN:
        value = {"request": request.id}
        blocks.append(ActionsBlock([button("Withdraw", "run", "callboard approvals withdraw", 0, value)]))
    return Reply(text=f"{text} {detail}", blocks=render(*blocks))


def _where(request: ChangeRequest, *, is_mine: bool) -> str:
    if not is_direct(request.channel_id):
        return f"The card is in <#{request.channel_id}>."
    whose = "your direct messages" if is_mine else "the direct messages of who asked"
    return (
        f"The card is in {whose} with me, where nobody else sees it: whoever may approve finds the request "
        "in their Home tab, and with /callboard approvals."
    )


def _who_may(request: ChangeRequest, approvers: Sequence[Person], me: Person) -> str:
    if not approvers:
        return f"Nobody may approve it yet. Who could: {safe(request.rule)}."
    shown = approvers[:MOST_NAMES]
    names = ", ".join("you" if person.id == me.id else f"<@{person.id}>" for person in shown)
    more = f" and {len(approvers) - len(shown)} more" if len(approvers) > len(shown) else ""
    sentence = f"{names}{more} may approve it.{_too_few(request, len(approvers))}"
    return sentence[0].upper() + sentence[1:]


def _too_few(request: ChangeRequest, able: int) -> str:
    """That it cannot be approved where fewer may do so than it needs, besides those who have."""
    if len(request.approved_by) + able >= request.needed:
        return ""
    return (
        f" That is fewer than the {request.needed} it takes: it cannot be approved unless more people get a role"
        " for it, or an admin changes the rule."
    )


def thread_note(request: ChangeRequest) -> Reply | None:
    """What the requester is told in the thread of the card; None where the state is no news to them."""
    who = f"<@{request.requester_id}>"
    item = f"*{safe(request.item_name)}*"
    by = _by(request)
    approved = f", approved{by}" if request.needed else ""
    note = f"\n> {safe(request.decision_note)}" if request.decision_note else ""
    undecided = "Not enough people approved" if request.approved_by else "Nobody decided about"
    sentences = {
        State.DONE: f"{who} {item} is {safe(request.outcome_note) or 'done'}{approved}.",
        State.FAILED: f"{who} {item} could not be changed: {safe(request.outcome_note)}",
        State.CHANGED: f"{who} {item} was not touched. {what_changed(request)}",
        State.UNKNOWN: f"{who} No clear answer came about {item}. I am checking, and will tell you here.",
        State.UNCLEAR: f"{who} Whether {item} was changed cannot be known. {safe(request.outcome_note)}",
        State.REJECTED: f"{who} The request for {item} was rejected{by}.{note}",
        State.EXPIRED: f"{who} {undecided} {item} in time, so the request expired.",
    }
    if request.decision_note:
        sentences[State.WITHDRAWN] = f"{who} The request for {item} was withdrawn.{note}"
    if request.not_before and request.decided_by:
        sentences[State.WITHDRAWN] = f"{who} {item} was withdrawn before its time, so nothing will be done."
    if request.is_coming and request.needed and not request.follows:
        sentences[State.APPROVED] = f"{who} {item}{approved}.{_times(request)}"
    text = sentences.get(request.state)
    return Reply(text, render(SectionBlock(mrkdwn(text)), *_next_steps(request))) if text else None


def decided(request: ChangeRequest, me: Person) -> Reply:
    """Tells the one who clicked what came of it; a new secret is offered to nobody but who asked for it."""
    sentences = {
        State.DONE: f"Done: *{safe(request.item_name)}* is {safe(request.outcome_note)}.{_followed(request)}",
        State.FAILED: f"It could not be carried out: {safe(request.outcome_note)}",
        State.CHANGED: f"Nothing was done. {what_changed(request)}",
        State.UNKNOWN: f"No clear answer came about *{safe(request.item_name)}*. I am checking, and will tell.",
        State.UNCLEAR: f"Whether it took effect cannot be known. {safe(request.outcome_note)}",
        State.REJECTED: f"Rejected: {safe(request.summary)}. The requester is told in the thread.",
        State.WITHDRAWN: f"Withdrawn: {safe(request.summary)}.",
        State.WAITING: f"{safe(request.summary)} has {so_far(request)}. It waits for more.",
    }
    if request.is_coming:
        sentences[State.APPROVED] = f"{safe(request.summary)}: {request.standing}{_times(request)}"
    text = sentences.get(request.state, f"{safe(request.summary)}: {request.standing}")
    shown = replace(request, has_secret=request.has_secret and request.requester_id == me.id)
    failed = request.state in {State.FAILED, State.CHANGED}
    again = [ActionsBlock([_ask_anew(request)])] if failed and not request.needed else []
    buttons = [ActionsBlock([_cancel(request)])] if request.is_coming else []
    return Reply(text, render(SectionBlock(mrkdwn(text)), *_next_steps(shown), *again, *buttons))


def _next_steps(request: ChangeRequest) -> list[Block]:
    """Buttons to what a change that is done has led to."""
    buttons: list[Button] = []
    if request.state is State.DONE and request.has_secret:
        value = {"request": request.id}
        buttons.append(button("Show it once", "run", "callboard secrets show", 0, value, style="primary"))
    if request.state is State.DONE and request.job_id:
        buttons.append(button("Show the job", "run", "appcues jobs show", 1, {"job": request.job_id}))
    return [ActionsBlock(list(buttons))] if buttons else []


def _followed(request: ChangeRequest) -> str:
    return " Its job is followed on a card in your direct messages." if request.job_id else ""


def _ask_anew(request: ChangeRequest) -> Button:
    """Asks for the same again; in the form where a secret was part of it, or a time, which may be over."""
    verb: Verb = "form" if request.secrets or request.not_before or request.until else "run"
    return button("Ask anew", verb, request.command_path, 0, {"again": request.id})


def _cancel(request: ChangeRequest) -> Button:
    """Takes back what has not begun."""
    return button("Cancel", "run", "callboard approvals withdraw", 2, {"request": request.id})


def _facts(request: ChangeRequest) -> list[tuple[str, str]]:
    name = safe(request.item_name, 300)
    facts = [
        ("Item", f"<{request.link}|{name}>" if request.link else name),
        ("State when asked", safe(request.state_before)),
        ("What will change", safe(request.effect_words)),
        ("Asked by", f"<@{request.requester_id}>, {age(request.created_at)}"),
        ("Reason", safe(request.reason, 1500) or "_none given_"),
    ]
    if request.account:
        facts.insert(0, ("Account", safe(request.account, 200)))
    if request.not_before:
        facts.append(("Starts", _when(request.not_before, request.zone)))
    if request.until:
        facts.append(("Ends", _when(request.until, request.zone)))
    if request.state is State.WAITING:
        facts.append(("Needs", f"{so_far(request)}\n{safe(request.rule, 500)}"))
        facts.append(("Expires", moment(request.expires_at)))
    return facts


def so_far(request: ChangeRequest) -> str:
    """How many have said yes: `1 of 2 approvals, by @tomas`."""
    by = f", by {_names(request)}" if request.approved_by else ""
    approvals = "approval" if request.needed == 1 else "approvals"
    enough = ", which is enough by now: press Approve once more" if request.has_enough else ""
    return f"{len(request.approved_by)} of {request.needed} {approvals}{by}{enough}"


def _by(request: ChangeRequest) -> str:
    """Who decided; where several approved it, all of them."""
    if len(request.approved_by) > 1 and request.state is not State.REJECTED:
        return f" by {_names(request)}"
    return f" by <@{request.decided_by}>" if request.decided_by else ""


def _names(request: ChangeRequest) -> str:
    return " and ".join(f"<@{person}>" for person in request.approved_by)


def _when(at: datetime, zone: str) -> str:
    """A moment in the zone of whoever looks, in that of the person who asked, and in UTC."""
    return f"{moment(at)}\n{clock_words(at, zone)}"


def _times(request: ChangeRequest) -> str:
    """When it happens and when it is taken back, in sentences."""
    start = f" It is due {clock_words(request.not_before, request.zone)}." if request.not_before else ""
    end = f" It is taken back {clock_words(request.until, request.zone)}." if request.until else ""
    return start + end


def _field(name: str, value: str) -> Markdown:
    return mrkdwn(f"*{name}*\n{value}", 2000)


def _verdict(request: ChangeRequest) -> str:
    by = f"{_by(request)} {moment(request.decided_at)}" if request.decided_by else ""
    approved = by if request.needed else ""
    note = f"\n> {safe(request.decision_note)}" if request.decision_note else ""
    details = {
        State.DONE: f" since {moment(request.finished_at)}" + (approved and f", approved{approved}"),
        State.FAILED: f": {safe(request.outcome_note)}",
        State.CHANGED: f". {what_changed(request)}",
        State.UNCLEAR: f". {safe(request.outcome_note)}",
        State.REJECTED: f"{by}{note}",
        State.WITHDRAWN: note,
        State.APPROVED: approved,
        State.EXECUTING: approved,
        State.UNKNOWN: approved,
    }
    return f"*{badge(request)}*{details.get(request.state, '')}"


def badge(request: ChangeRequest) -> str:
    """The state as a word with its sign; what is done says how the item is now."""
    if request.state is State.DONE and request.outcome_note:
        return f":white_check_mark: {safe(request.outcome_note[:1].upper() + request.outcome_note[1:])}"
    if request.is_coming:
        return f":calendar: {'Approved, waits' if request.needed else 'Waits'} for its time"
    return (_BADGES if request.needed else _BADGES_UNAPPROVED)[request.state]


def what_changed(request: ChangeRequest) -> str:
    """Why nothing was done to an item that is not what was agreed to, in a sentence of mrkdwn."""
    if request.outcome_note:
        return safe(request.outcome_note)
    names = ", ".join(f"`{safe(name)}`" for name in request.changed[:MOST_FIELDS])
    more = f" and {len(request.changed) - MOST_FIELDS} more" if len(request.changed) > MOST_FIELDS else ""
    return f"Since it was asked, these fields changed: {names}{more}."


def _buttons(request: ChangeRequest) -> list[Button]:
    if request.state is State.WAITING:
        value = {"request": request.id}
        named = {"request": {"id": request.id, "name": request.summary}}
        return [
            button("Approve", "run", "callboard approvals approve", 0, value, style="primary"),
            button("Reject", "form", "callboard approvals reject", 1, named, style="danger"),
        ]
    if request.is_coming:
        return [_cancel(request)]
    if request.state in _MAY_ASK_ANEW:
        return [_ask_anew(request)]
    return []


def _words(request: ChangeRequest) -> str:
    """The whole card as one text, for screen readers and notifications."""
    sign = badge(request).split(": ", 1)[1]
    parts = [
        f"{safe(request.summary)}. {sign}.",
        *([f"Account: {safe(request.account, 200)}."] if request.account else []),
        f"Asked by <@{request.requester_id}>.",
        safe(request.effect_words),
        f"Reason: {safe(request.reason) or 'none given'}.{_times(request)}",
        *([f"{so_far(request)}."] if request.state is State.WAITING else []),
    ]
    if request.state not in UNDER_WAY and request.state is not State.WAITING:
        parts.append(_verdict(request).replace("*", ""))
    return " ".join(parts)
