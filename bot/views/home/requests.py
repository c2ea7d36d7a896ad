"""What waits for whom, what somebody asked for, and what is coming up, on the Home tab."""

from collections.abc import Sequence

from slackblocks import ActionsBlock, Block, Button, SectionBlock

from bot.domain.accounts import badges
from bot.domain.change_requests import ChangeRequest, State
from bot.domain.decisions import loses_role, why_not_withdraw
from bot.domain.home import Coming, HomeFacts
from bot.domain.people import Person
from bot.domain.subscriptions import Topic
from bot.views.change_requests import badge, so_far
from bot.views.rendering import button, cut, mrkdwn, safe
from bot.views.times import age, moment
from bot.views.waiting import account_words, coming_line

MOST_NAMES = 5
_MOST_IN_NAME = 300
_MOST_IN_WORDS = 400


def waiting(facts: HomeFacts) -> list[Block]:
    """What this person may decide about, with the buttons that do it."""
    blocks: list[Block] = []
    for request in facts.waiting.items:
        effect = safe(request.effect_words, _MOST_IN_WORDS)
        text = (
            f"{_headline(request, facts)}\n{_asked(request)} · {so_far(request)}\n{effect}{_reason(request)}"
        )
        blocks += [SectionBlock(mrkdwn(text)), ActionsBlock(list(_decide(request, facts.person)))]
    return blocks


def others(facts: HomeFacts) -> list[Block]:
    """What waits for others, and who they are."""
    return [
        SectionBlock(
            mrkdwn(f"{_headline(request, facts)}\n{_asked(request)} · {_who_may(request, facts)}"),
            accessory=_show(request),
        )
        for request in facts.others.items
    ]


def mine(facts: HomeFacts) -> list[Block]:
    """What this person asked for; what can be taken back has the button for it."""
    return [
        SectionBlock(mrkdwn(_standing(request, facts)), accessory=_withdraw_or_show(request, facts.person))
        for request in facts.mine.items
    ]


def coming(facts: HomeFacts) -> list[Block]:
    """What happens at its time: changes and posts."""
    return [_coming(each, facts) for each in facts.coming.items]


def _coming(each: Coming, facts: HomeFacts) -> Block:
    if each.request is None:
        what = "statistics" if each.topic is Topic.STATS else "the digest"
        return SectionBlock(mrkdwn(f"{moment(each.at)}: {what} in <#{each.channel_id}>"))
    text = cut(coming_line(each.request), 2 * _MOST_IN_WORDS) + _account(each.request, facts)
    return SectionBlock(mrkdwn(text), accessory=_withdraw_or_show(each.request, facts.person))


def _headline(request: ChangeRequest, facts: HomeFacts) -> str:
    return f"*{safe(request.summary, _MOST_IN_NAME)}*{_account(request, facts)}"


def _account(request: ChangeRequest, facts: HomeFacts) -> str:
    return account_words(request.named(badges(account for account, _ in facts.roles)))


def _asked(request: ChangeRequest) -> str:
    at = f", for {moment(request.not_before)}" if request.not_before else ""
    return f"asked by <@{request.requester_id}> {age(request.created_at)}{at} · expires {moment(request.expires_at)}"


def _reason(request: ChangeRequest) -> str:
    words = safe(" ".join(request.reason.split()), _MOST_IN_WORDS)
    return f"\n> {words}" if words else ""


def _who_may(request: ChangeRequest, facts: HomeFacts) -> str:
    if facts.person.id in request.approved_by and not request.has_enough:
        return f"you approved it; it has {so_far(request)}"
    able: Sequence[Person] | None = None if facts.able is None else facts.able.get(request.id, ())
    if able is None:
        return f"needs {safe(request.rule, _MOST_IN_WORDS)}"
    if not able:
        return f"nobody may approve it. Who could: {safe(request.rule, _MOST_IN_WORDS)}"
    names = ", ".join(f"<@{person.id}>" for person in able[:MOST_NAMES])
    more = f" and {len(able) - MOST_NAMES} more" if len(able) > MOST_NAMES else ""
    return f"{names}{more} may approve it"


def _standing(request: ChangeRequest, facts: HomeFacts) -> str:
    sign = cut(badge(request), _MOST_IN_WORDS)
    first = f"{_headline(request, facts)}\n{sign} · asked {age(request.created_at)}"
    match request.state:
        case State.WAITING:
            return f"{first} · {so_far(request)} · who may: {safe(request.rule, _MOST_IN_WORDS)}"
        case State.REJECTED:
            note = safe(" ".join(request.decision_note.split()), _MOST_IN_WORDS)
            return f"{first} · by <@{request.decided_by}>" + (f"\n> {note}" if note else "")
        case State.FAILED | State.UNCLEAR | State.CHANGED if request.outcome_note:
            return f"{first}\n> {safe(' '.join(request.outcome_note.split()), _MOST_IN_WORDS)}"
        case _ if request.is_coming:
            return f"{first} · due {moment(request.not_before)}"
    return first


def _withdraw_or_show(request: ChangeRequest, person: Person) -> Button:
    return _show(request) if why_not_withdraw(request, person) else _withdraw(request)


def _withdraw(request: ChangeRequest) -> Button:
    value, spoken = {"request": request.id}, f"Withdraw: {request.summary}"
    return button("Withdraw", "run", "callboard approvals withdraw", 0, value, spoken=spoken)


def _show(request: ChangeRequest) -> Button:
    value, spoken = {"request": request.id}, f"Show: {request.summary}"
    return button("Show", "run", "callboard approvals show", 0, value, spoken=spoken)


def _decide(request: ChangeRequest, person: Person) -> list[Button]:
    value = {"request": request.id}
    approve = button(
        "Approve",
        "run",
        "callboard approvals approve",
        0,
        value,
        style="primary",
        spoken=f"Approve: {request.summary}",
    )
    if loses_role(request, person.id):
        return [approve, _show(request)]
    reject = button(
        "Reject",
        "form",
        "callboard approvals reject",
        0,
        value,
        style="danger",
        spoken=f"Reject: {request.summary}",
    )
    return [approve, reject, _show(request)]
