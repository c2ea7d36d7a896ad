"""The SDK keys of an account, never with their values."""

from datetime import datetime, timedelta

from slackblocks import ActionsBlock, Block, Button, ContextBlock, SectionBlock
from slackblocks.elements import ButtonStyleName

from bot.domain.listings import Listing
from bot.domain.sdk_keys import MOST_KEYS, SdkKey
from bot.views.rendering import button, mrkdwn, render, safe
from bot.views.reply import Reply
from bot.views.times import moment

PATH = "appcues keys"
OLD = timedelta(days=365)
"""A key older than this is called old; keys do not expire by themselves."""


def listing(read: Listing[SdkKey], now: datetime, *, may_change: bool) -> Reply:
    """Every key with its age, and what can be done with it."""
    used = f"{len(read.items)} of {MOST_KEYS} slots used"
    warning = slots_warning(len(read.items))
    blocks: list[Block] = [SectionBlock(mrkdwn(f"*{used}.*{warning}"))]
    lines = []
    for n, key in enumerate(read.items):
        line = _line(key, now)
        lines.append(line)
        blocks.append(SectionBlock(mrkdwn(line)))
        if may_change:
            blocks.append(_steps(n, key))
    if not read.items:
        blocks.append(SectionBlock(mrkdwn("There is no SDK key yet, so no signature can be checked.")))
    if may_change and len(read.items) < MOST_KEYS:
        blocks.append(ActionsBlock([button("Create a key…", "form", f"{PATH} create", 99)]))
    blocks.append(
        ContextBlock(
            [mrkdwn(f"As of {moment(read.as_of)} · whether signatures are enforced, the API does not tell")]
        )
    )
    return Reply("\n".join([f"{used}.{warning}", *lines]), render(*blocks))


def _steps(n: int, key: SdkKey) -> ActionsBlock:
    chosen = {"key": {"id": key.id, "name": key.name}}

    def step(verb: str, place: int, style: ButtonStyleName | None = None) -> Button:
        spoken = f"{verb} {key.name}"
        return button(
            f"{verb}…", "form", f"{PATH} {verb.lower()}", 3 * n + place, chosen, style=style, spoken=spoken
        )

    return ActionsBlock([step("Rotate", 0), step("Tag", 1), step("Revoke", 2, "danger")])


def _line(key: SdkKey, now: datetime) -> str:
    is_old = key.inserted_at is not None and now - key.inserted_at > OLD
    age = (
        f" · *older than a year*, made {moment(key.inserted_at)}"
        if is_old
        else f" · made {moment(key.inserted_at)}"
    )
    return f"*{safe(key.name, 300)}*{age} · changed {moment(key.updated_at)} · id `{safe(key.id, 100)}`"


def slots_warning(used: int) -> str:
    """What to know where slots run out, as a sentence after another; empty where they do not."""
    if used >= MOST_KEYS:
        return " No slot is left: revoke a key before you need a new one."
    return " One slot is left." if used == MOST_KEYS - 1 else ""
