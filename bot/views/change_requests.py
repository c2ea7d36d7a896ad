"""The card of a change request in every state, and what the requester and others are told."""

from collections.abc import Sequence

from slackblocks import ActionsBlock, Block, Button, ContextBlock, HeaderBlock, Markdown, SectionBlock

from bot.domain.change_requests import UNDER_WAY, ChangeRequest, State
from bot.domain.people import Person, Role
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
    State.CHANGED: ":warning: Not done: the content changed",
    State.UNCLEAR: ":grey_question: Carried out, but whether it took effect cannot be known",
    State.REJECTED: ":no_entry: Rejected",
    State.WITHDRAWN: ":leftwards_arrow_with_hook: Withdrawn",
    State.EXPIRED: ":alarm_clock: Expired",
}
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
    text = f"{opening} {safe(request.summary)} needs a second person. {_who_may(approvers, me)}"
    detail = f"The card is in <#{request.channel_id}>. It expires {moment(request.expires_at)}."
    blocks: list[Block] = [SectionBlock(mrkdwn(text)), ContextBlock([mrkdwn(detail)])]
    if is_mine or me.role is Role.ADMIN:
        value = {"request": request.id}
        blocks.append(ActionsBlock([button("Withdraw", "run", "callboard approvals withdraw", 0, value)]))
    return Reply(text=f"{text} {detail}", blocks=render(*blocks))


def _who_may(approvers: Sequence[Person], me: Person) -> str:
    if not approvers:
        return "Nobody may approve it yet: an admin has to grant somebody the approver role."
    shown = approvers[:MOST_NAMES]
    names = ", ".join("you" if person.id == me.id else f"<@{person.id}>" for person in shown)
    more = f" and {len(approvers) - len(shown)} more" if len(approvers) > len(shown) else ""
    sentence = f"{names}{more} may approve it."
    return sentence[0].upper() + sentence[1:]


def thread_note(request: ChangeRequest) -> Reply | None:
    """What the requester is told in the thread of the card; None where the state is no news to them."""
    who = f"<@{request.requester_id}>"
    item = f"*{safe(request.item_name)}*"
    by = f" by <@{request.decided_by}>" if request.decided_by else ""
    approved = f", approved{by}" if request.needed else ""
    note = f"\n> {safe(request.decision_note)}" if request.decision_note else ""
    sentences = {
        State.DONE: f"{who} {item} is {safe(request.outcome_note) or 'done'}{approved}.",
        State.FAILED: f"{who} {item} could not be changed: {safe(request.outcome_note)}",
        State.CHANGED: f"{who} {item} was not touched. {_what_changed(request)}",
        State.UNKNOWN: f"{who} No clear answer came about {item}. I am checking, and will tell you here.",
        State.UNCLEAR: f"{who} Whether {item} was changed cannot be known. {safe(request.outcome_note)}",
        State.REJECTED: f"{who} The request for {item} was rejected{by}.{note}",
        State.EXPIRED: f"{who} Nobody decided about {item} in time, so the request expired.",
    }
    text = sentences.get(request.state)
    return Reply(text, render(SectionBlock(mrkdwn(text)), *_next_steps(request))) if text else None


def decided(request: ChangeRequest) -> Reply:
    """Tells the one who clicked what came of it."""
    sentences = {
        State.DONE: f"Done: *{safe(request.item_name)}* is {request.outcome_note}.",
        State.FAILED: f"It could not be carried out: {safe(request.outcome_note)}",
        State.CHANGED: f"Nothing was done. {_what_changed(request)}",
        State.UNKNOWN: f"No clear answer came about *{safe(request.item_name)}*. I am checking, and will tell.",
        State.UNCLEAR: f"Whether it took effect cannot be known. {safe(request.outcome_note)}",
        State.REJECTED: "Rejected. The requester is told in the thread.",
        State.WITHDRAWN: "Withdrawn.",
    }
    text = sentences.get(request.state, f"{safe(request.summary)}: {request.standing}")
    failed = request.state in {State.FAILED, State.CHANGED}
    again = [ActionsBlock([_ask_anew(request)])] if failed and not request.needed else []
    return Reply(text, render(SectionBlock(mrkdwn(text)), *_next_steps(request), *again))


def _next_steps(request: ChangeRequest) -> list[Block]:
    """Buttons to what a change that is done has led to."""
    buttons: list[Button] = []
    if request.state is State.DONE and request.has_secret:
        value = {"request": request.id}
        buttons.append(button("Show it once", "run", "callboard secrets show", 0, value, style="primary"))
    if request.state is State.DONE and request.job_id:
        buttons.append(button("Show the job", "run", "appcues jobs show", 1, {"job": request.job_id}))
    return [ActionsBlock(list(buttons))] if buttons else []


def _ask_anew(request: ChangeRequest) -> Button:
    """Asks for the same again; where a secret was part of it, in the form, since nobody may read it back."""
    verb: Verb = "form" if request.secrets else "run"
    return button("Ask anew", verb, request.command_path, 0, {"again": request.id})


def waiting_list(requests: Sequence[ChangeRequest]) -> Reply:
    """The requests that wait for somebody, with a card's facts in one line each."""
    if not requests:
        return Reply("Nothing waits for approval.", render(SectionBlock("Nothing waits for approval.")))
    shown = requests[:20]
    lines = [_line(request) for request in shown]
    blocks: list[Block] = [HeaderBlock(f"{len(requests)} waiting for approval")]
    for request, line in zip(shown, lines, strict=True):
        show = button("Show", "run", "callboard approvals show", len(blocks), {"request": request.id})
        blocks.append(SectionBlock(mrkdwn(line), accessory=show))
    if len(requests) > len(shown):
        blocks.append(ContextBlock([mrkdwn(f"and {len(requests) - len(shown)} more")]))
    return Reply("\n".join([f"{len(requests)} waiting for approval.", *lines]), render(*blocks))


def _line(request: ChangeRequest) -> str:
    return (
        f"*{safe(request.summary)}*, asked by <@{request.requester_id}> {age(request.created_at)}"
        f" (request `{request.id}`)"
    )


def _facts(request: ChangeRequest) -> list[tuple[str, str]]:
    name = safe(request.item_name, 300)
    facts = [
        ("Item", f"<{request.link}|{name}>" if request.link else name),
        ("State when asked", request.state_before),
        ("What will change", request.effect_words),
        ("Asked by", f"<@{request.requester_id}>, {age(request.created_at)}"),
        ("Reason", safe(request.reason, 1500) or "_none given_"),
    ]
    if request.account:
        facts.insert(0, ("Account", safe(request.account, 200)))
    if request.state is State.WAITING:
        facts.append(("Expires", moment(request.expires_at)))
    return facts


def _field(name: str, value: str) -> Markdown:
    return mrkdwn(f"*{name}*\n{value}", 2000)


def _verdict(request: ChangeRequest) -> str:
    by = f" by <@{request.decided_by}> {moment(request.decided_at)}" if request.decided_by else ""
    note = f"\n> {safe(request.decision_note)}" if request.decision_note else ""
    details = {
        State.DONE: f" since {moment(request.finished_at)}, approved{by}",
        State.FAILED: f": {safe(request.outcome_note)}",
        State.CHANGED: f". {_what_changed(request)}",
        State.UNCLEAR: f". {safe(request.outcome_note)}",
        State.REJECTED: f"{by}{note}",
        State.APPROVED: by,
        State.EXECUTING: by,
        State.UNKNOWN: by,
    }
    return f"*{_badge(request)}*{details.get(request.state, '')}"


def _badge(request: ChangeRequest) -> str:
    """The state as a word with its sign; what is done says how the item is now."""
    if request.state is State.DONE and request.outcome_note:
        return f":white_check_mark: {safe(request.outcome_note.capitalize())}"
    return _BADGES[request.state]


def _what_changed(request: ChangeRequest) -> str:
    if request.outcome_note:
        return safe(request.outcome_note)
    names = ", ".join(f"`{safe(name)}`" for name in request.changed[:MOST_FIELDS])
    more = f" and {len(request.changed) - MOST_FIELDS} more" if len(request.changed) > MOST_FIELDS else ""
    return f"Since it was asked, these fields changed: {names}{more}."


def _buttons(request: ChangeRequest) -> list[Button]:
    value = {"request": request.id}
    if request.state is State.WAITING:
        return [
            button("Approve", "run", "callboard approvals approve", 0, value, style="primary"),
            button("Reject", "form", "callboard approvals reject", 1, value, style="danger"),
        ]
    if request.state in _MAY_ASK_ANEW:
        return [_ask_anew(request)]
    return []


def _words(request: ChangeRequest) -> str:
    """The whole card as one text, for screen readers and notifications."""
    badge = _badge(request).split(": ", 1)[1]
    parts = [
        f"{safe(request.summary)}. {badge}.",
        *([f"Account: {safe(request.account, 200)}."] if request.account else []),
        f"Asked by <@{request.requester_id}>.",
        f"{request.effect_words}",
        f"Reason: {safe(request.reason) or 'none given'}.",
    ]
    if request.state not in UNDER_WAY and request.state is not State.WAITING:
        parts.append(_verdict(request).replace("*", ""))
    return " ".join(parts)
