"""What changed lately, and how accounts, jobs and messages are, on the Home tab."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from slackblocks import ActionsBlock, Block, Button, ContextBlock, SectionBlock

from bot.domain.accounts import Vendor
from bot.domain.app_warnings import AppWarning
from bot.domain.followed_jobs import JobState
from bot.domain.home import AccountHealth, HomeFacts
from bot.domain.notices import Notice
from bot.domain.outbox_health import OutboxHealth
from bot.domain.sdk_keys import MOST_KEYS
from bot.views.accounts import OF_ACCOUNT
from bot.views.app_warnings import warning_line
from bot.views.board import SOON, account_line, message_lines
from bot.views.keys import slots_warning
from bot.views.rendering import button, cut, mrkdwn, safe
from bot.views.times import age

MOST_ACCOUNTS = 5
MOST_WARNINGS = 3
MOST_MESSAGE_LINES = 4
_MOST_IN_LINE = 600
_FEW_LEFT = MOST_KEYS - 1


def changed(facts: HomeFacts) -> list[Block]:
    """What was published, changed elsewhere, or done to keys, with who did it."""
    return [SectionBlock(mrkdwn(_change(each, facts))) for each in facts.changed.items]


def health(facts: HomeFacts) -> list[Block]:
    """Each account with its key slots, then warnings, jobs and messages."""
    accounts = facts.health.accounts
    blocks: list[Block] = [
        SectionBlock(mrkdwn(_account(each, facts.now))) for each in accounts[:MOST_ACCOUNTS]
    ]
    if len(accounts) > MOST_ACCOUNTS:
        blocks.append(ContextBlock([mrkdwn(f"and {len(accounts) - MOST_ACCOUNTS} more accounts")]))
    if not accounts:
        text = "No account is connected yet. An admin can add one: `/callboard accounts add`"
        blocks.append(SectionBlock(mrkdwn(text)))
    blocks += [
        *_warnings(facts),
        SectionBlock(mrkdwn(_jobs(facts))),
        *(SectionBlock(mrkdwn(line)) for line in _messages(facts.health.outbox)),
        ActionsBlock(list(_buttons(facts))),
    ]
    return blocks


def _change(notice: Notice, facts: HomeFacts) -> str:
    vendor, _, account_id = notice.account.partition(":")
    badge = safe(facts.badge(vendor, account_id), 200)
    by = [] if notice.says_who else [f"by <@{notice.actor_id}>"]
    parts = [age(notice.at), *by, *([badge] if badge else [])]
    return f"{cut(notice.line, _MOST_IN_LINE) or '–'}\n{' · '.join(parts)}"


def _account(each: AccountHealth, now: datetime) -> str:
    line = account_line(each.account, each.pulse, now)
    if each.account.vendor is not Vendor.APPCUES:
        return line
    if each.slots_used is None:
        return f"{line}\nSDK keys: they could not be read just now."
    sign = _sign(each.slots_used)
    return f"{line}\n{sign}SDK keys: {each.slots_used} of {MOST_KEYS} slots used.{slots_warning(each.slots_used)}"


def _sign(used: int) -> str:
    return ":rotating_light: " if used >= MOST_KEYS else ":warning: " if used >= _FEW_LEFT else ""


def _warnings(facts: HomeFacts) -> list[Block]:
    warnings = facts.health.warnings
    blocks: list[Block] = [SectionBlock(mrkdwn(_warning(*each, facts))) for each in warnings[:MOST_WARNINGS]]
    if len(warnings) > MOST_WARNINGS:
        more = f"and {len(warnings) - MOST_WARNINGS} more warnings about apps"
        blocks.append(ContextBlock([mrkdwn(more)]))
    return blocks


def _warning(account_id: str, warning: AppWarning, facts: HomeFacts) -> str:
    badge = safe(facts.badge(Vendor.APPIZER, account_id), 200)
    return f":warning: {warning_line(warning)}{f' · {badge}' if badge else ''}"


def _jobs(facts: HomeFacts) -> str:
    counts = facts.health.jobs
    stuck = counts.get(JobState.STUCK, 0)
    running = sum(counts.values()) - stuck
    words = [
        *([f"{running} of our jobs run at Appcues"] if running else []),
        *([f":warning: {stuck} of our jobs seem to be stuck"] if stuck else []),
    ]
    return f"{', '.join(words) or 'None of our jobs runs at Appcues'}."


def _messages(outbox: OutboxHealth) -> list[str]:
    """What is late or kept; the answer to the press that this is drawn after may just be on its way."""
    is_late = outbox.lag > SOON
    return message_lines(outbox if is_late else replace(outbox, waiting=0))[:MOST_MESSAGE_LINES]


def _buttons(facts: HomeFacts) -> list[Button]:
    full: Sequence[AccountHealth] = [
        each for each in facts.health.accounts if (each.slots_used or 0) >= _FEW_LEFT
    ][:MOST_ACCOUNTS]
    keys = [
        button(
            "SDK keys",
            "run",
            "appcues keys list",
            0,
            {OF_ACCOUNT: each.account.id},
            spoken=f"SDK keys of {each.account.label}",
        )
        for each in full
    ]
    jobs = [button("Jobs", "run", "appcues jobs list", 0)] if facts.has(Vendor.APPCUES) else []
    statistics = [button("Statistics", "run", "appizer stats", 0)] if facts.has(Vendor.APPIZER) else []
    return [button("Status", "run", "callboard status", 0), *keys, *jobs, *statistics]
