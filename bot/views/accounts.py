"""Which account an answer is about, where there are several."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from slackblocks import Block, ContextBlock, HeaderBlock, SectionBlock

from bot.domain.accounts import Account, Vendor
from bot.views.rendering import mrkdwn, plain, render, safe
from bot.views.reply import Reply
from bot.views.times import moment

MOST_BLOCKS = 50
MOST_LISTED = 40
OF_ACCOUNT = "@account"
"""Under which name a button carries the id of its account: no argument of a command can be called so."""
_CARRY = frozenset({"run", "page", "form"})


def kept_to(reply: Reply, account: Account) -> Reply:
    """The answer whose buttons and lists ask the same account, also when another one is added later."""
    return replace(reply, blocks=tuple(_kept_to(dict(block), account) for block in reply.blocks))


def marked(reply: Reply, account: Account) -> Reply:
    """The same, with the account's badge."""
    blocks = kept_to(reply, account).blocks
    badge = render(ContextBlock([mrkdwn(f"Account *{safe(account.badge)}*")]))
    room = len(blocks) < MOST_BLOCKS
    text = f"{reply.text}\nAccount: {safe(account.badge)}."
    return replace(reply, text=text, blocks=(*blocks, *badge) if blocks and room else blocks)


def _kept_to(value: Any, account: Account) -> Any:
    if isinstance(value, list):
        return [_kept_to(inner, account) for inner in value]
    if not isinstance(value, Mapping):
        return value
    inner = {name: _kept_to(each, account) for name, each in value.items()}
    verb, _, rest = str(inner.get("action_id", "")).partition("|")
    if not rest.startswith(f"{account.vendor} "):
        return inner
    if verb == "open":
        return {**inner, "action_id": f"{inner['action_id']}|{account.id}"}
    if verb in _CARRY and "value" in inner:
        carried = {**json.loads(inner["value"]), OF_ACCOUNT: account.id}
        return {
            **inner,
            "value": json.dumps(carried, ensure_ascii=False, separators=(",", ":"), sort_keys=True),
        }
    return inner


def listing(accounts: Sequence[Account], here: Mapping[str, str]) -> Reply:
    """Every account; `here` holds the ids that this channel speaks of, by vendor."""
    if not accounts:
        text = "No account is connected yet. An admin can add one: `/callboard accounts add`"
        return Reply(text, render(SectionBlock(mrkdwn(text))))
    lines = [_line(account, here) for account in accounts]
    gone = _gone(accounts, here)
    blocks: list[Block] = [
        HeaderBlock(plain(f"{len(accounts)} connected", 150)),
        *(SectionBlock(mrkdwn(line)) for line in (*gone, *lines[:MOST_LISTED])),
    ]
    note = "Any /appcues or /appizer command takes --account LABEL. Credentials are kept encrypted and never shown."
    blocks.append(ContextBlock([mrkdwn(note)]))
    return Reply("\n".join([*gone, *lines, note]), render(*blocks))


def said(account: Account, sentence: str) -> Reply:
    """Something about one account."""
    text = f"*{safe(account.badge)}* {sentence}"
    return Reply(text.replace("*", ""), render(SectionBlock(mrkdwn(text))))


def used(account: Account, channel_id: str) -> Reply:
    """A channel speaks of an account."""
    text = f"<#{channel_id}> speaks of *{safe(account.badge)}* now, unless a command says otherwise."
    return Reply(text.replace("*", ""), render(SectionBlock(mrkdwn(text))))


def _gone(accounts: Sequence[Account], here: Mapping[str, str]) -> list[str]:
    there = {(each.vendor.value, each.id) for each in accounts}
    return [
        f":warning: The {Vendor(vendor).name_of_one} that this channel spoke of is not connected any more."
        " An admin can choose one of these here: `/callboard accounts use LABEL`"
        for vendor, account_id in here.items()
        if (vendor, account_id) not in there
    ]


def _line(account: Account, here: Mapping[str, str]) -> str:
    origin = "from the settings" if account.is_from_environment else f"added by <@{account.added_by}>"
    chosen = " · *this channel’s*" if here.get(account.vendor) == account.id else ""
    since = f" {moment(account.added_at)}" if account.added_at and not account.is_from_environment else ""
    return f"*{safe(account.badge)}* · {origin}{since}{chosen}"
