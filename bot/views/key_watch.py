"""News of SDK keys: how many slots are used, which keys are old, and which came or went outside Callboard."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from slackblocks import ActionsBlock, Block, Button, ContextBlock, HeaderBlock, SectionBlock

from bot.domain.sdk_keys import MOST_KEYS, KnownKey
from bot.views.rendering import button, mrkdwn, plain, render, safe
from bot.views.reply import Reply
from bot.views.times import moment

PATH = "appcues keys"
MOST_IN_NAME = 200
_DAY = timedelta(days=1)


def slots_line(used: int) -> str:
    """How many slots are used, in one line of mrkdwn."""
    if used >= MOST_KEYS:
        return f"*All {MOST_KEYS} slots for SDK keys are used*: no key can be rotated before one is revoked"
    return (
        f"*{used} of {MOST_KEYS} slots for SDK keys are used*: the last one is needed for the next rotation"
    )


def slots_card(used: int, keys: Sequence[KnownKey], raised_at: datetime) -> Reply:
    """The warning while it holds, with all keys, the oldest first."""
    by_age = sorted(keys, key=lambda key: key.made_at or raised_at)
    listed = "\n".join(f"• {_key(key, raised_at)}" for key in by_age)
    icon = ":rotating_light:" if used >= MOST_KEYS else ":warning:"
    words = [f"{icon} {slots_line(used)}.", listed]
    return _card("Slots for SDK keys", words, f"Raised {moment(raised_at)}", [_show(), _rotate(by_age)])


def slots_over(before: int, used: int, now: datetime) -> Reply:
    """The warning when the number has changed."""
    words = (
        f":rotating_light: Since {moment(now)} it is {used} of {MOST_KEYS}: a newer message warns of that."
        if used > before
        else f":white_check_mark: Over since {moment(now)}: {used} of {MOST_KEYS} slots are used by now."
    )
    return _card("Slots for SDK keys", [words], f"It was raised at {before} of {MOST_KEYS}", [_show()])


def slots_ended(before: int, now: datetime) -> Reply:
    """The warning when its account was removed."""
    words = f":white_check_mark: Over since {moment(now)}: its account was removed."
    return _card("Slots for SDK keys", [words], f"It was raised at {before} of {MOST_KEYS}", [])


def old_line(keys: Sequence[KnownKey], now: datetime) -> str:
    """Which keys are old, in one line of mrkdwn."""
    one = "SDK key has" if len(keys) == 1 else "SDK keys have"
    return f"{len(keys)} {one} become old: {', '.join(_key(key, now) for key in keys)}"


def old_card(keys: Sequence[KnownKey], limit: timedelta, now: datetime) -> Reply:
    """The keys that have become old, each with a way to rotate it."""
    words = [
        "\n".join(f"• {_key(key, now)}" for key in keys),
        "Whoever ever had one of them can still sign with it.",
    ]
    note = f"Named when a key is {limit // _DAY} days old, and again after each further {limit // _DAY} days"
    return _card("Old SDK keys", words, note, [_rotate([key], n) for n, key in enumerate(keys, 1)])


def foreign_line(key: KnownKey, *, is_new: bool) -> str:
    """What happened to a key elsewhere, in one line of mrkdwn."""
    what = "was made" if is_new else "was revoked"
    return f"The SDK key *{safe(key.name, MOST_IN_NAME)}* {what} outside Callboard"


def foreign_card(key: KnownKey, used: int, now: datetime, *, is_new: bool) -> Reply:
    """A key that came or went elsewhere."""
    words = [f":warning: {foreign_line(key, is_new=is_new)}. No request here asked for it."]
    buttons = [_show()]
    if is_new:
        words.append(
            "It may sign for every end user. Appcues does not tell who made it: if nobody you know did, revoke it."
        )
        chosen = {"key": {"id": key.id, "name": key.name}}
        buttons.append(
            button(
                "Revoke…", "form", f"{PATH} revoke", 1, chosen, style="danger", spoken=f"Revoke {key.name}"
            )
        )
    else:
        words.append("What is signed with it is no longer valid. Appcues does not tell who revoked it.")
    made = f"Made {moment(key.made_at)} · noticed" if key.made_at else "Noticed"
    return _card(
        "An SDK key from elsewhere" if is_new else "An SDK key is gone",
        words,
        f"{made} {moment(now)} · {used} of {MOST_KEYS} slots used",
        buttons,
    )


def _card(title: str, words: Sequence[str], context: str, buttons: Sequence[Button]) -> Reply:
    blocks: list[Block] = [
        HeaderBlock(plain(title, 150)),
        *(SectionBlock(mrkdwn(each)) for each in words if each),
        *([ActionsBlock(list(buttons))] if buttons else []),
        ContextBlock([mrkdwn(context)]),
    ]
    return Reply("\n".join([*filter(None, words), f"{context}."]).replace("*", ""), render(*blocks))


def _key(key: KnownKey, now: datetime) -> str:
    if key.made_at is None:
        return f"*{safe(key.name, MOST_IN_NAME)}*, of unknown age"
    return f"*{safe(key.name, MOST_IN_NAME)}*, {max(now - key.made_at, timedelta()) // _DAY} days old"


def _show() -> Button:
    return button("Show the keys", "run", f"{PATH} list", 0)


def _rotate(keys: Sequence[KnownKey], n: int = 1) -> Button:
    """A way to rotate the first of these."""
    key = keys[0]
    return button(
        f"Rotate {key.name}…",
        "form",
        f"{PATH} rotate",
        n,
        {"key": {"id": key.id, "name": key.name}},
        spoken=f"Rotate the key {key.name}",
    )
