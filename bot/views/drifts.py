"""Changes that were made outside Callboard, as a line and as the card on which somebody finds them fine."""

from collections.abc import Iterator

from slackblocks import ActionsBlock, Block, Button, ContextBlock, HeaderBlock, SectionBlock

from bot.domain.drifts import Author, Drift, Event, Means
from bot.domain.experiences import KIND_BY_PLURAL
from bot.domain.known_items import Difference
from bot.views import rules
from bot.views.rendering import button, code, confirmation, mrkdwn, plain, render, safe
from bot.views.reply import Reply
from bot.views.times import moment

PATH = "appcues drift"
MOST_IN_NAME = 200
MOST_NAMED = 20


def drift_line(drift: Drift) -> str:
    """What was changed, of what, in one line of mrkdwn."""
    return f"{_subject(drift)} {_what(drift)} {_by(drift.author)}, not by Callboard"


def drift_card(drift: Drift) -> Reply:
    """The one message of a change, accepted or not."""
    lines = [f"{_subject(drift)} {_what(drift)} {_by(drift.author)}. No request here asked for it."]
    lines += _details(drift)
    blocks: list[Block] = [
        HeaderBlock(plain(f"Changed elsewhere: {drift.item_name}", 150)),
        *(SectionBlock(mrkdwn(line)) for line in lines),
    ]
    if buttons := tuple(_buttons(drift)):
        blocks.append(ActionsBlock(list(buttons)))
    context = [_when(drift)]
    if drift.accepted_at is not None:
        context.append(f":white_check_mark: <@{drift.accepted_by}> found it fine {moment(drift.accepted_at)}")
    blocks.append(ContextBlock([mrkdwn(" · ".join(context))]))
    words = f"Changed elsewhere. {' '.join(lines)} {'. '.join(context)}."
    return Reply(words.replace("*", "").replace("\n", " "), render(*blocks))


def accepted(drift: Drift) -> Reply:
    """Says to whoever found it fine that it is written down."""
    text = f"Noted: the change of *{safe(drift.item_name, MOST_IN_NAME)}* is fine. Its card says that it was you."
    return Reply(text.replace("*", ""), render(SectionBlock(mrkdwn(text))))


def _subject(drift: Drift) -> str:
    if drift.rules:
        return "*The ingestion rules*"
    kind = KIND_BY_PLURAL[drift.kind].singular
    return f"The {kind} *{safe(drift.item_name, MOST_IN_NAME)}*"


def _what(drift: Drift) -> str:
    if drift.rules:
        return "were changed"
    if drift.event is Event.CREATED:
        return "was made and published" if drift.published else "was made as a draft"
    if drift.event is Event.DELETED:
        return "was deleted while it was live" if drift.published else "was deleted"
    if drift.event is Event.RESTORED:
        return "was brought back live" if drift.published else "was brought back as a draft"
    deeds = [*_deeds(drift.difference)]
    return f"was {' and '.join([', '.join(deeds[:-1]), deeds[-1]] if deeds[1:] else deeds)}"


def _deeds(difference: Difference) -> Iterator[str]:
    if difference.published is not None:
        yield "published" if difference.published else "unpublished"
    if difference.renamed_from:
        yield "renamed"
    if difference.fields:
        yield "edited"
    if difference.tags_added or difference.tags_removed:
        yield "tagged anew"
    if difference.is_bare:
        yield "saved"


def _by(author: Author) -> str:
    return {
        Means.STUDIO: f"by the Studio user {code(author.user_id, 60)}",
        Means.KEY: "by somebody with an API key",
        Means.OWN_KEY: "by somebody who uses Callboard’s own API key elsewhere",
        Means.UNKNOWN: "by somebody whom Appcues does not name",
    }[author.means]


def _details(drift: Drift) -> Iterator[str]:
    if drift.rules:
        yield from rules.changed(drift.rules)
        return
    difference = drift.difference
    if difference.renamed_from:
        yield f"It was called *{safe(difference.renamed_from, MOST_IN_NAME)}* before."
    if difference.fields:
        yield f"What differs: {_names(difference.fields)}."
    if difference.tags_added:
        yield f"Tags added: {_names(difference.tags_added)}."
    if difference.tags_removed:
        yield f"Tags taken away: {_names(difference.tags_removed)}."
    if drift.event is Event.CHANGED and difference.is_bare:
        yield "Appcues does not tell what of it is different, if anything is."
    if drift.as_until is not None:
        yield f"It is again as it was until {moment(drift.as_until)}: somebody changed it back."


def _names(names: tuple[str, ...]) -> str:
    shown = ", ".join(code(name, 100) for name in names[:MOST_NAMED])
    return f"{shown} and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else shown


def _when(drift: Drift) -> str:
    if drift.at is not None:
        return f"Made {moment(drift.at)}, noticed {moment(drift.found_at)}"
    after = f" · it was not so yet {moment(drift.since)}" if drift.since else ""
    return f"Noticed {moment(drift.found_at)}{after}"


def _buttons(drift: Drift) -> Iterator[Button]:
    if drift.rules:
        yield button("Show", "run", "appcues rules show", 0, spoken="Show the rules")
    elif drift.event is not Event.DELETED:
        path = f"appcues {drift.kind}"
        yield button(
            "Show", "run", f"{path} show", 0, {"item": drift.item_id}, spoken=f"Show {drift.item_name}"
        )
        if drift.accepted_at is None and drift.event is Event.CHANGED and drift.changes_what_is_live:
            yield _put_back(drift, path)
    if drift.accepted_at is None:
        yield button(
            "Fine", "run", f"{PATH} accept", 2, {"drift": drift.id}, spoken="Say that the change is fine"
        )


def _put_back(drift: Drift, path: str) -> Button:
    """The command that takes the change back; the policy decides who has to agree."""
    if not drift.published:
        prefilled = {"item": {"id": drift.item_id, "name": drift.item_name}}
        return button("Put back…", "form", f"{path} publish", 1, prefilled, spoken="Publish it again")
    sure = confirmation(
        "Put it back?", f"{drift.item_name} is taken down for everyone who sees it.", "Unpublish", danger=True
    )
    return button(
        "Put back",
        "run",
        f"{path} unpublish",
        1,
        {"item": drift.item_id},
        confirm=sure,
        spoken="Unpublish it",
    )
