"""Turns errors into words; the one place that does (style, rule 8)."""

import re

from slackblocks import ActionsBlock, Block, ContextBlock, SectionBlock

from bot.errors import CallboardError, Candidate, NoSuchItem, SeveralMatch
from bot.views.rendering import Verb, button, mrkdwn, render, safe
from bot.views.reply import Reply

MOST_BUTTONS = 5
_PERSON = re.compile(r"&lt;@([UW][A-Z0-9]+)&gt;")


def problem(error: CallboardError) -> Reply:
    """A known problem: what is wrong, and what to do."""
    text = _words(error.sentence) + (f"\n{_words(error.hint)}" if error.hint else "")
    return Reply(text, render(SectionBlock(mrkdwn(f":warning: {text}"))))


def candidates(
    error: NoSuchItem | SeveralMatch, path: str, argument: str, carried: dict[str, object]
) -> Reply:
    """The things that may have been meant, as buttons that run the same command with one of them."""
    shown: list[Candidate] = list(error.candidates)[:MOST_BUTTONS]
    if not shown:
        return problem(error)
    verb: Verb = "run"
    buttons = [
        button(candidate.name, verb, path, n, {**carried, argument: candidate.id})
        for n, candidate in enumerate(shown)
    ]
    names = ", ".join(f"“{safe(candidate.name)}”" for candidate in shown)
    text = f"{_words(error.sentence)} {_words(error.hint)}"
    blocks: list[Block] = [SectionBlock(mrkdwn(text)), ActionsBlock(list(buttons))]
    return Reply(f"{text} {names}", render(*blocks))


def unexpected(error_id: str) -> Reply:
    """Something that should not happen; the id stands in the log."""
    text = f"Something went wrong here, and it is not your doing. It is written down as error `{error_id}`."
    hint = "Try again; if it stays, tell whoever runs Callboard this id."
    return Reply(f"{text} {hint}", render(SectionBlock(mrkdwn(f":x: {text}")), ContextBlock([mrkdwn(hint)])))


def _words(text: str) -> str:
    """A sentence or hint, escaped; people named in it show by their names.

    Problems are told privately, where naming somebody does not notify them.
    """
    return _PERSON.sub(r"<@\1>", safe(text))
