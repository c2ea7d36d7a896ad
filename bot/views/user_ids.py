"""User ids that were handed over, before anything is done with them: how many, the first ones, those given again."""

from slackblocks import Block, ContextBlock, SectionBlock

from bot.domain.user_ids import GivenIds
from bot.views.rendering import clip, mrkdwn, render, safe, verbatim
from bot.views.reply import Reply

MOST_FIRST = 10
MOST_REPEATED = 10
_MOST_IN_ID = 100


def review_of_group(given: GivenIds, group_id: str, *, is_known: bool) -> Reply:
    """What adding users to a group would do."""
    note = "It happens at once. Whoever is in the group already stays in it, and who that is cannot be read."
    if not is_known:
        note = f"Nothing is known of a group of this id yet: check it, since this may make a new one. {note}"
    return _review(given, f"{given.counted} would be added to the group “{clip(group_id, 500)}”", note)


def review_of_segment(given: GivenIds, name: str, *, adds: bool, note: str) -> Reply:
    """What adding users to a segment, or removing them, would do."""
    would = "added to" if adds else "removed from"
    return _review(given, f"{given.counted} would be {would} the segment “{clip(name, 500)}”", note)


def _review(given: GivenIds, what: str, note: str) -> Reply:
    first = [_shown(user_id) for user_id in given.ids[:MOST_FIRST]]
    more = len(given.ids) - len(first)
    title = "The first ones" if more else "All of them"
    end = [f"and {more:,} more"] if more else []
    again = _given_again(given)
    blocks: list[Block] = [
        SectionBlock(mrkdwn(f"*{safe(what)}*")),
        SectionBlock(mrkdwn(f"{title}:")),
        verbatim("\n".join([*first, *end])),
        *([SectionBlock(mrkdwn(safe(again)))] if again else []),
        ContextBlock([mrkdwn(safe(note))]),
    ]
    words = [f"{what}. {title}: {', '.join([*first, *end])}.", again, note]
    return Reply(safe(" ".join(filter(None, words))), render(*blocks))


def _shown(user_id: str) -> str:
    """An id on one line, so that it is counted as one by whoever looks."""
    return clip(user_id.replace("\n", "⏎"), _MOST_IN_ID)


def _given_again(given: GivenIds) -> str:
    """How many were given more than once; sent once, since once is enough."""
    if not given.repeated:
        return ""
    told = ", ".join(
        f"{_shown(user_id)} ({count} times)"
        for user_id, count in list(given.repeated.items())[:MOST_REPEATED]
    )
    more = len(given.repeated) - MOST_REPEATED
    rest = f" and {more:,} others" if more > 0 else ""
    surplus = "1 duplicate is" if given.surplus == 1 else f"{given.surplus:,} duplicates are"
    return f"{surplus} left out, since once is enough: {told}{rest}."
