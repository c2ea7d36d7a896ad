"""What is known of a user or a group: a table with long values folded, and one value whole."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slackblocks import ActionsBlock, Block, Button, ContextBlock, SectionBlock

from bot.domain.profiles import Profile, key_of, kind_of, moment_of, text_of
from bot.views.csv_files import csv_file
from bot.views.paging import turn_buttons
from bot.views.rendering import button, clip, code, mrkdwn, render, safe, verbatim
from bot.views.reply import OutgoingFile, Reply
from bot.views.tables import as_text, data_table, pages_of
from bot.views.times import moment, plain_moment

HEADER = ("Attribute", "Value", "Type")
MOST_BEFORE_FOLDING = 100
MOST_WHOLE = 8_000
"""Characters of a value that a message holds; a longer one comes as a file."""
_MOST_IN_TEXT = 3_500
_MOST_FOLDED = 10
_MOST_IN_NAME = 40


@dataclass(frozen=True)
class ProfileShown:
    """One profile, and how it is shown."""

    singular: str
    """Whose it is, and the argument of `show` that names them: `user`."""
    path: str
    """The noun's path: `appcues users`."""
    profile: Profile
    zone: str
    page: int = 1
    buttons: Sequence[Button] = ()
    """What can be done with it."""
    note: str = ""
    """What else to know, in a sentence."""


def card(shown: ProfileShown) -> Reply:
    """A page of the attributes, with a way to each value that is too long for the table."""
    profile = shown.profile
    attributes = sorted(profile.attributes.items(), key=lambda item: item[0].casefold())
    count = len(attributes)
    total = f"{count:,} attribute{'' if count == 1 else 's'} of the {shown.singular}"
    head = f"*{total}* {code(profile.id, 600)}"
    actions: list[Block] = [ActionsBlock(list(shown.buttons))] if shown.buttons else []
    if not attributes:
        text = f"Nothing is known of the {shown.singular} {code(profile.id, 600)} but the id."
        return Reply(text, render(SectionBlock(mrkdwn(text)), *actions))
    rows = [_row(name, value, shown.zone) for name, value in attributes]
    pages = pages_of(rows)
    page = min(max(shown.page, 1), len(pages))
    before = sum(len(each) for each in pages[: page - 1])
    where = f" Page {page} of {len(pages)}." if len(pages) > 1 else ""
    blocks: list[Block] = [
        SectionBlock(mrkdwn(f"{head}{where}")),
        data_table(total, HEADER, pages[page - 1]),
        *_whole_values(shown, attributes[before : before + len(pages[page - 1])]),
        *turn_buttons(f"{shown.path} show", {shown.singular: profile.id}, page, len(pages)),
        *actions,
        ContextBlock([mrkdwn(_facts(shown))]),
    ]
    words = safe(as_text(HEADER, pages[page - 1]), _MOST_IN_TEXT)
    return Reply(f"{total} {safe(profile.id, 600)}.{where}\n{words}", render(*blocks))


def whole(shown: ProfileShown, name: str) -> Reply:
    """One value to the last character; a very long one as a file."""
    value = shown.profile.attributes[name]
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
    when = moment_of(value)
    what = f"{kind_of(value)}, {len(text):,} character{'' if len(text) == 1 else 's'}"
    head = f"*{safe(name, 500)}* of the {shown.singular} {code(shown.profile.id, 600)} ({what})"
    facts = f"{moment(when)} · " if when else ""
    context = ContextBlock([mrkdwn(f"{facts}As of {moment(shown.profile.as_of)}")])
    if len(text) > MOST_WHOLE:
        beginning = clip(text, 1000)
        file = OutgoingFile(f"{shown.singular}-attribute.txt", text.encode(errors="replace"))
        blocks = render(SectionBlock(mrkdwn(f"{head} begins so:")), verbatim(beginning), context)
        return Reply(f"{head} begins so: {safe(beginning)}", blocks, file=file)
    blocks = render(SectionBlock(mrkdwn(f"{head}:")), verbatim(text), context)
    return Reply(f"{head}: {safe(text, _MOST_IN_TEXT)}", blocks)


def as_file(shown: ProfileShown) -> Reply:
    """All attributes as a file, whole."""
    rows = [
        (name, text_of(value), kind_of(value)) for name, value in sorted(shown.profile.attributes.items())
    ]
    header = ("attribute", "value", "type")
    return csv_file(f"{shown.singular}-attributes", header, rows, shown.profile.as_of)


def _row(name: str, value: Any, zone: str) -> tuple[str, str, str]:
    when = moment_of(value)
    text = text_of(value) or '""'
    folded = _folded(text) if len(text) > MOST_BEFORE_FOLDING else text
    here = f" ({plain_moment(when, zone)})" if when else ""
    return (name, f"{folded}{here}", f"{kind_of(value)}, a time" if when else kind_of(value))


def _folded(text: str) -> str:
    return f"{clip(text, MOST_BEFORE_FOLDING)} ({len(text):,} characters)"


def _whole_values(shown: ProfileShown, attributes: Sequence[tuple[str, Any]]) -> list[Block]:
    long = [name for name, value in attributes if len(text_of(value)) > MOST_BEFORE_FOLDING]
    if not long:
        return []
    buttons = [
        button(
            f"Show {clip(name.strip() or '–', _MOST_IN_NAME)}",
            "run",
            f"{shown.path} show",
            n,
            {shown.singular: shown.profile.id, "attribute": key_of(name)},
            spoken=f"Show the whole value of {clip(name.strip(), _MOST_IN_NAME)}",
        )
        for n, name in enumerate(long[:_MOST_FOLDED])
    ]
    more = len(long) - len(buttons)
    words = f"and {more} more long values: add `--attribute NAME`, or `--csv` for all of them"
    return [ActionsBlock(list(buttons)), *([ContextBlock([mrkdwn(words)])] if more > 0 else [])]


def _facts(shown: ProfileShown) -> str:
    note = f" · {safe(shown.note)}" if shown.note else ""
    return f"As of {moment(shown.profile.as_of)} · times in brackets are in {safe(shown.zone)}{note}"
