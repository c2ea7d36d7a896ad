"""The ingestion rules as they are, and what replacing them would change."""

from collections.abc import Sequence
from datetime import datetime

from slackblocks import ActionsBlock, Block, ContextBlock, SectionBlock

from bot.domain.ingestion_rules import ALLOW, IngestionRules, RuleDifference, names_in
from bot.views.rendering import button, code, mrkdwn, render, safe
from bot.views.reply import Reply
from bot.views.times import moment

PATH = "appcues rules"
MOST_NAMES = 60
_MODES = {
    ALLOW: "Only these names are kept; data of all others is dropped.",
    "deny": "Data of these names is dropped; all other is kept.",
}


def card(rules: IngestionRules | None, now: datetime, *, may_change: bool) -> Reply:
    """The rules of the account."""
    blocks: list[Block] = []
    if rules is None:
        sentence = "No ingestion rules were ever set, so all data is kept."
        words = [sentence]
    else:
        sentence = f"*{safe(rules.mode)}*: {_MODES.get(rules.mode, 'an unknown mode.')}"
        words = [sentence, *_lists(rules)]
    blocks.extend(SectionBlock(mrkdwn(text)) for text in words)
    if may_change:
        blocks.append(
            ActionsBlock(
                [
                    button("Allow only…", "form", f"{PATH} allow", 0),
                    button("Deny…", "form", f"{PATH} deny", 1),
                ]
            )
        )
    blocks.append(ContextBlock([mrkdwn(f"As of {moment(now)}. Changing them replaces the whole set.")]))
    return Reply("\n".join(words).replace("*", ""), render(*blocks))


def review(found: RuleDifference) -> Reply:
    """What would be different, name by name."""
    words = [
        *changed(found),
        f"{_kept(found.kept)} A second person has to approve it. Dropped data does not come back.",
    ]
    return Reply("\n".join(words).replace("*", ""), render(*(SectionBlock(mrkdwn(text)) for text in words)))


def changed(found: RuleDifference) -> tuple[str, str, str]:
    """What becomes of the mode, what is added, and what is not in the rules any more, each in mrkdwn."""
    before = found.mode_before or "no rules"
    mode = (
        f"The mode stays *{safe(found.mode_after)}*."
        if found.mode_before == found.mode_after
        else f"The mode changes from *{safe(before)}* to *{safe(found.mode_after)}*."
    )
    return (
        f"{mode} {_MODES.get(found.mode_after, 'That mode is not known.')}",
        f"*Added ({len(found.added)})*\n{_named(found.added)}",
        f"*No longer in it ({len(found.removed)})*\n{_named(found.removed)}",
    )


def _kept(count: int) -> str:
    if count == 0:
        return "No name stays."
    return "1 name stays." if count == 1 else f"{count} names stay."


def _lists(rules: IngestionRules) -> list[str]:
    return [
        f"*{plural.capitalize()} ({len(names)})*\n{_named(names)}"
        for plural, names in names_in(rules.names).items()
    ]


def _named(names: Sequence[str]) -> str:
    if not names:
        return "none"
    shown = ", ".join(code(name, 120) for name in names[:MOST_NAMES])
    return f"{shown} and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else shown
