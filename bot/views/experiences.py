"""Lists and cards of experiences."""

from dataclasses import asdict

from slackblocks import Button, CardBlock, ContextBlock

from bot.domain.experience_filters import Filters
from bot.domain.experience_readings import Detail, Listing, names_of
from bot.domain.experiences import Experience, studio_user
from bot.views.csv_files import csv_file
from bot.views.lists import ListShown, list_reply
from bot.views.rendering import button, confirmation, mrkdwn, render, safe
from bot.views.reply import Reply
from bot.views.times import moment, plain_moment

HEADER = ("Name", "State", "Tags", "Updated")
FILE_HEADER = (
    *("id", "name", "state", "tags", "frequency", "platform", "created_at", "updated_at", "published_at"),
    "studio_link",
)


def listing(read: Listing, filters: Filters, page: int, zone: str) -> Reply:
    """A page of a list, with the total and a way to each item."""
    rows = [
        (e.name, e.state, ", ".join(names_of(e, read.tag_names)), plain_moment(e.updated_at, zone))
        for e in filters.apply(read.experiences, read.tag_names)
    ]
    kind = read.kind
    return list_reply(
        ListShown(
            singular=kind.singular,
            plural=kind.plural_words,
            path=f"appcues {kind.plural}",
            pick="item",
            header=HEADER,
            rows=rows,
            total=len(read.experiences),
            as_of=read.as_of,
            zone=zone,
            page=page,
            arguments=asdict(filters),
            filters=filters.in_words,
            nothing_yet=f"There are no {kind.plural_words} in this account yet. They are made in Studio.",
        )
    )


def as_file(read: Listing, filters: Filters) -> Reply:
    """All that are asked for, as a file."""
    rows = [
        (
            e.id,
            e.name,
            e.state,
            "; ".join(names_of(e, read.tag_names)),
            e.frequency,
            e.platform,
            e.created_at,
            e.updated_at,
            e.published_at,
            e.studio_link,
        )
        for e in filters.apply(read.experiences, read.tag_names)
    ]
    return csv_file(read.kind.plural, FILE_HEADER, rows, read.as_of)


def detail(read: Detail, *, may_change: bool) -> Reply:
    """The card of one experience."""
    experience = read.experience
    kind = experience.kind.singular
    facts = [f"shown {experience.frequency.replace('_', ' ')}"] if experience.frequency else []
    facts += [f"on {experience.platform}"] if experience.platform else []
    facts.append(f"tags: {', '.join(read.tags)}" if read.tags else "no tags")
    changed = f"Changed {moment(experience.updated_at)} by {_who(read)}"
    live = f"Published {moment(experience.published_at)}" if experience.published_at else "Never published"
    card = CardBlock(
        title=mrkdwn(safe(experience.name, 150), 150),
        subtitle=mrkdwn(f"{kind.capitalize()} · {experience.state}", 150),
        body=mrkdwn(safe(" · ".join(facts), 200), 200),
        actions=_buttons(experience, may_change=may_change),
    )
    context = ContextBlock([mrkdwn(f"{changed} · {live} · id `{safe(experience.id, 200)}`")])
    state = f"{kind.capitalize()} {safe(experience.name)}: {experience.state}, {safe(', '.join(facts))}."
    return Reply(f"{state} {changed}. {live}.", render(card, context))


def _buttons(experience: Experience, *, may_change: bool) -> list[Button]:
    path = f"appcues {experience.kind.plural}"
    studio = button("Open in Studio", "link", path, 0, url=experience.studio_link)
    if not may_change:
        return [studio]
    if experience.published:
        sure = confirmation(
            "Take it down?",
            f"{experience.name} disappears at once for everyone who sees it.",
            "Unpublish",
            danger=True,
        )
        change = button(
            "Unpublish", "run", f"{path} unpublish", 1, {"item": experience.id}, style="danger", confirm=sure
        )
    else:
        prefilled = {"item": {"id": experience.id, "name": experience.name}}
        change = button("Publish…", "form", f"{path} publish", 1, prefilled, style="primary")
    return [change, studio]


def author_words(written: str | None) -> str:
    """Who made a change, as far as the API tells; an API key is not shown."""
    if by := studio_user(written):
        return f"Studio user `{safe(by, 60)}`"
    return "somebody with an API key" if written else "somebody unknown"


def _who(read: Detail) -> str:
    if read.changed_by_us:
        return "Callboard"
    return author_words(read.experience.updated_by)
