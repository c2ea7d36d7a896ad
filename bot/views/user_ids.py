"""User ids that were handed over, before anything is done with them: how many, the first ones, those given again."""

from slackblocks import Block, ContextBlock, SectionBlock

from bot.domain.user_ids import GivenIds
from bot.views.rendering import clip, mrkdwn, render, safe, verbatim
from bot.views.reply import Reply

MOST_FIRST = 10
MOST_REPEATED = 10
_MOST_IN_ID = 100
_MOST_IN_HEAD = 700


def review(given: GivenIds, done: str, note: str) -> Reply:
    """What would be done with the ids: `done` as a phrase (`added to …`), `note` what else to know."""
    what = clip(f"{given.counted} would be {done}", _MOST_IN_HEAD)
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
