"""What setting attributes would do to a profile, before it is done."""

from collections.abc import Sequence
from typing import Any

from slackblocks import Block, ContextBlock, SectionBlock

from bot.domain.attribute_lines import attribute_line
from bot.domain.profiles import Difference, Profile, kind_of
from bot.views.rendering import clip, code, cut, mrkdwn, render, safe, verbatim
from bot.views.reply import Reply

MOST_SHOWN = 7_000
"""Characters of differences; a message holds some 12,000 in all (Slack 3.2)."""
_MOST_IN_VALUE = 300
_MOST_NAMES = 20


def review(singular: str, profile: Profile, wanted: Difference) -> Reply:
    """What would be added and what would change, from what to what; what stays is only named."""
    whose = f"the {singular} {code(profile.id, 600)}"
    parts = [
        ("Added", [f"{_line(name, value)}  ({kind_of(value)})" for name, value in wanted.added.items()]),
        ("Changed", [_changed(name, *values) for name, values in wanted.changed.items()]),
    ]
    blocks: list[Block] = [SectionBlock(mrkdwn(f"This is what would be sent for {whose}:"))]
    words = [f"This is what would be sent for {whose}."]
    if not profile.is_known:
        warning = (
            f"Appcues does not know {whose} yet: this makes a new one. Check the id if that is not meant."
        )
        blocks.append(SectionBlock(mrkdwn(f":warning: {warning}")))
        words.append(warning)
    room = MOST_SHOWN
    for title, lines in parts:
        shown, room = _as_many_as_fit(lines, room)
        if lines:
            blocks += [SectionBlock(mrkdwn(f"*{title}: {len(lines)}*")), verbatim("\n".join(shown))]
            words.append(f"{title}: {len(lines)}.\n{safe(chr(10).join(shown), MOST_SHOWN)}")
    rest = _rest(wanted)
    blocks.append(ContextBlock([mrkdwn(rest)]))
    return Reply("\n".join([*words, rest]), render(*blocks))


def _line(name: str, value: Any) -> str:
    return _clipped(attribute_line(name, value))


def _changed(name: str, before: Any, after: Any) -> str:
    line = f"{_line(name, before)} → {_written(after)}"
    if kind_of(before) == kind_of(after):
        return f"{line}  ({kind_of(after)})"
    return f"{line}  ({kind_of(before)} → {kind_of(after)})"


def _written(value: Any) -> str:
    return _clipped(attribute_line("", value).partition(": ")[2])


def _clipped(text: str) -> str:
    if len(text) <= _MOST_IN_VALUE:
        return text
    return f"{clip(text, _MOST_IN_VALUE)} ({len(text):,} characters)"


def _as_many_as_fit(lines: list[str], room: int) -> tuple[list[str], int]:
    shown: list[str] = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            return [*shown, f"and {len(lines) - len(shown)} more, which are not shown here"], 0
        shown.append(line)
    return shown, room


def _rest(wanted: Difference) -> str:
    stays = "Every attribute that is not named here stays as it is."
    if not wanted.unchanged:
        return stays
    names = ", ".join(clip(name, 60) for name in wanted.unchanged[:_MOST_NAMES])
    more = f" and {len(wanted.unchanged) - _MOST_NAMES} more" if len(wanted.unchanged) > _MOST_NAMES else ""
    return cut(f"Left out, since the profile says so already: {safe(names)}{more}. {stays}", 2900)


def before_filling_in(singular: str, profile: Profile, left_out: Sequence[str], room: int) -> str:
    """What to know before filling in the form: which attributes do not fit into its field, or that all are new."""
    if not profile.is_known:
        return f"Appcues does not know this {singular} yet: what you set makes a new one. Check the id first."
    if not left_out:
        return ""
    told = ", ".join(clip(name, 60) for name in left_out[:_MOST_NAMES])
    more = f" and {len(left_out) - _MOST_NAMES} more" if len(left_out) > _MOST_NAMES else ""
    do = "attribute does" if len(left_out) == 1 else "attributes do"
    where = f"the {room:,} characters of this field"
    return f"{len(left_out):,} {do} not fit into {where} and stay as they are: {told}{more}."
