"""How Callboard itself is, and who somebody is to it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from slackblocks import Block, ContextBlock, HeaderBlock, SectionBlock

from bot.domain.accounts import Account
from bot.domain.outbox_health import ChannelHealth, OutboxHealth
from bot.domain.people import Person, Role
from bot.domain.pulses import Pulse
from bot.views.rendering import mrkdwn, plain, render, safe
from bot.views.reply import Reply
from bot.views.roles import MEANINGS
from bot.views.times import moment

MOST_CHANNELS = 10
SOON = timedelta(seconds=10)
"""Messages that are posted within this time are not called late."""


def status(
    *,
    pulses: Sequence[tuple[Account, Pulse]],
    waiting: int,
    running: int,
    outbox: OutboxHealth,
    version: str,
    now: datetime,
) -> Reply:
    """Accounts, what waits for approval, jobs, and messages."""
    accounts = [account_line(account, pulse, now) for account, pulse in pulses] or [
        "No account is connected."
    ]
    approvals = f"{waiting} waiting for approval" if waiting else "Nothing waits for approval"
    jobs = f"{running} of our jobs run at Appcues" if running else "None of our jobs runs at Appcues"
    lines = [*accounts, f"{approvals}. {jobs}.", *message_lines(outbox)]
    blocks: list[Block] = [
        HeaderBlock(plain("How Callboard is", 150)),
        *(SectionBlock(mrkdwn(line)) for line in lines[:40]),
        ContextBlock(
            [mrkdwn(f"Callboard {version} · calls as the process that answers saw them · {moment(now)}")]
        ),
    ]
    return Reply("\n".join(lines).replace("*", ""), render(*blocks))


def whoami(me: Person, roles: Sequence[tuple[Account, Role]]) -> Reply:
    """The person's role everywhere, and where it is another."""
    others = [f"In *{safe(account.label)}*: *{role.label}*" for account, role in roles if role is not me.role]
    allowed = " · ".join(
        f"*{role.label}*: {meaning}" for role, meaning in MEANINGS.items() if role <= me.role
    )
    more = (
        "There is no role above yours."
        if me.role is Role.ADMIN
        else f"For more, ask an admin: `/callboard roles grant` <@{me.id}> `{_next(me.role).label}`"
    )
    lines = [f"You are <@{me.id}>, and your role is *{me.role.label}*.", *others, allowed, more]
    zone = f"Times are shown in {safe(me.member.tz)}, the zone of your Slack profile."
    blocks = [*(SectionBlock(mrkdwn(line)) for line in lines), ContextBlock([mrkdwn(zone)])]
    return Reply("\n".join([*lines, zone]).replace("*", ""), render(*blocks))


def account_line(account: Account, pulse: Pulse, now: datetime) -> str:
    """How an account answers, in one line of mrkdwn."""
    name = f"*{safe(account.badge)}*"
    if pulse.is_held(now):
        return f"{name}: asked to wait until {moment(pulse.held_until)}, too many calls"
    if pulse.answered_at is None and pulse.failed_at is None:
        return f"{name}: not asked yet"
    trouble = (
        f" · last trouble {moment(pulse.failed_at)}: {safe(pulse.failure, 300)}" if pulse.failed_at else ""
    )
    if pulse.answered_at is None:
        return f"{name}: has not answered{trouble}"
    return f"{name}: last answered {moment(pulse.answered_at)}{trouble}"


def message_lines(outbox: OutboxHealth) -> list[str]:
    """How far messages are behind, and which channels are troubled, in lines of mrkdwn."""
    if not outbox.waiting and not outbox.parked:
        first = "No message waits to be posted."
    else:
        behind = f", the oldest for {_words(outbox.lag)}" if outbox.lag > SOON else ""
        waits = "1 message waits" if outbox.waiting == 1 else f"{outbox.waiting} messages wait"
        kept = "1 is" if outbox.parked == 1 else f"{outbox.parked} are"
        first = f"{waits} to be posted{behind}; {kept} kept for later."
    dead = f" {outbox.dead} could not be posted at all." if outbox.dead else ""
    hidden = [_hidden(outbox.hidden)] if outbox.hidden else []
    return [first + dead, *map(_channel, outbox.troubled[:MOST_CHANNELS]), *hidden]


def _channel(each: ChannelHealth) -> str:
    where = f"<@{each.channel}>" if each.channel.startswith(("U", "W")) else f"<#{each.channel}>"
    reason = safe(each.dead_reason or each.last_error or "unknown reason", 200)
    since = f" since {moment(each.dead_since)}" if each.dead_since else ""
    return f"{where}: {each.parked} kept, because Slack says `{reason}`{since}"


def _hidden(channels: Sequence[ChannelHealth]) -> str:
    where = (
        "1 channel or direct message"
        if len(channels) == 1
        else f"{len(channels)} channels or direct messages"
    )
    return f"{where} that you do not see: {sum(each.parked for each in channels)} kept"


def _next(role: Role) -> Role:
    return Role(role + 1)


def _words(span: timedelta) -> str:
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else f"{seconds} s"
