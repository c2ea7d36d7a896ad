"""Turns errors into words; the one place that does (style, rule 8)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from slackblocks import ActionsBlock, Block, ContextBlock, SectionBlock

from bot.errors import CallboardError, Candidate, NameUnclear
from bot.views.rendering import MOST_IN_BUTTON, Verb, button, clip_name, mrkdwn, render, safe
from bot.views.reply import Reply

MOST_BUTTONS = 5
MOST_BLOCKS = 49
"""Of an earlier answer, with room for one more (Slack 3.2)."""
_PERSON = re.compile(r"&lt;@([UW][A-Z0-9]+)&gt;")


def problem(error: CallboardError) -> Reply:
    """A known problem: what is wrong, what to do, and by name what may have been meant."""
    meant = error.candidates[:MOST_BUTTONS] if isinstance(error, NameUnclear) else ()
    next_step = " ".join(filter(None, (_words(error.hint), _names(meant))))
    text = _words(error.sentence) + (f"\n{next_step}" if next_step else "")
    return Reply(text, render(SectionBlock(mrkdwn(f":warning: {text}"))), is_problem=True)


def candidates(error: NameUnclear, path: str, argument: str, carried: Mapping[str, object]) -> Reply:
    """The things that may have been meant, as buttons that run the same command with one of them."""
    shown = error.candidates[:MOST_BUTTONS]
    verb: Verb = "run"
    buttons = [
        button(clip_name(candidate, MOST_IN_BUTTON), verb, path, n, {**carried, argument: candidate.id})
        for n, candidate in enumerate(shown)
    ]
    text = f"{_words(error.sentence)} {_words(error.hint)}"
    blocks: list[Block] = [SectionBlock(mrkdwn(text)), ActionsBlock(list(buttons))]
    return Reply(f"{text} {_names(shown)}", render(*blocks))


def unexpected(error_id: str) -> Reply:
    """Something that should not happen; the id stands in the log."""
    text = f"Something went wrong here, and it is not your doing. It is written down as error `{error_id}`."
    hint = "Try again; if it stays, tell whoever runs Callboard this id."
    blocks = render(SectionBlock(mrkdwn(f":x: {text}")), ContextBlock([mrkdwn(hint)]))
    return Reply(f"{text} {hint}", blocks, is_problem=True)


def with_form_again(reply: Reply, path: str, draft_id: str) -> Reply:
    """A problem with a way back into the form that led to it, filled as it was."""
    again = button("Open the form again", "form", path, MOST_BUTTONS, {"draft": draft_id})
    return replace(reply, blocks=(*reply.blocks, *render(ActionsBlock([again]))))


def said_before(answer: Reply | None) -> Reply:
    """The answer to a line that the same person typed a moment ago."""
    if answer is None:
        text = "You have typed this already, a moment ago, and it is being worked on. It counts once."
        return Reply(text, render(SectionBlock(mrkdwn(text))))
    text = "You have typed this already, less than a minute ago, so it counts once. This is what came of it:"
    note = render(ContextBlock([mrkdwn(text)]))
    shown = answer.blocks or render(SectionBlock(mrkdwn(answer.text)))
    return Reply(f"{text}\n{answer.text}", (*note, *shown[:MOST_BLOCKS]))


def _names(candidates: Iterable[Candidate]) -> str:
    return ", ".join(f"“{safe(candidate.words)}”" for candidate in candidates)


def _words(text: str) -> str:
    """A sentence or hint, escaped; people named in it show by their names.

    Problems are told privately, where naming somebody does not notify them.
    """
    return _PERSON.sub(r"<@\1>", safe(text))
