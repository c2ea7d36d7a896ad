"""Lists and cards of experiences."""

from slackblocks import ActionsBlock, Block, Button, CardBlock, ContextBlock, ExternalSelectMenu, SectionBlock

from bot.domain.experience_filters import Filters
from bot.domain.experience_readings import Detail, Listing, names_of
from bot.domain.experiences import Experience
from bot.views.paging import page_buttons
from bot.views.rendering import button, confirmation, mrkdwn, plain, render, safe
from bot.views.reply import Reply
from bot.views.tables import as_text, data_table, pages_of
from bot.views.times import moment, plain_moment

HEADER = ("Name", "State", "Tags", "Updated")


def listing(read: Listing, filters: Filters, page: int, zone: str) -> Reply:
    """A page of a list, with the total and a way to each item."""
    chosen = filters.apply(read.experiences, read.tag_names)
    if not chosen:
        return _nothing(read, filters)
    rows = [
        (e.name, e.state, ", ".join(names_of(e, read.tag_names)), plain_moment(e.updated_at, zone))
        for e in chosen
    ]
    pages = pages_of(rows)
    page = min(max(page, 1), len(pages))
    total = _total(read, filters, len(chosen))
    where = f" Page {page} of {len(pages)}." if len(pages) > 1 else ""
    path = f"appcues {read.kind.plural}"
    arguments = {"search": filters.search, "state": filters.state, "tag": filters.tag}
    pick = ExternalSelectMenu(
        action_id=f"open|{path} show|item",
        placeholder=plain(f"Open a {read.kind.singular}…", 150),
        min_query_length=0,
    )
    blocks: list[Block] = [
        SectionBlock(mrkdwn(f"*{safe(total)}*{where}"), accessory=pick),
        data_table(total, HEADER, pages[page - 1]),
        *page_buttons(f"{path} list", arguments, page, len(pages)),
        ContextBlock([mrkdwn(f"As of {moment(read.as_of)} · times in {safe(zone)}")]),
    ]
    return Reply(f"{safe(total)}.{where}\n{safe(as_text(HEADER, pages[page - 1]))}", render(*blocks))


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


def _who(read: Detail) -> str:
    if read.changed_by_us:
        return "Callboard"
    by = read.experience.updated_by
    return f"Studio user `{safe(by, 60)}`" if by else "somebody unknown"


def _total(read: Listing, filters: Filters, count: int) -> str:
    noun = read.kind.singular if count == 1 else read.kind.plural_words
    if not filters.in_words:
        return f"{count} {noun}"
    return f"{count} of {len(read.experiences)} {read.kind.plural_words}: {filters.in_words}"


def _nothing(read: Listing, filters: Filters) -> Reply:
    kind = read.kind
    if not read.experiences:
        text = f"There are no {kind.plural_words} in this account yet. They are made in Studio."
        return Reply(text, render(SectionBlock(mrkdwn(text))))
    text = (
        f"None of the {len(read.experiences)} {kind.plural_words} is {safe(filters.in_words)}."
        if filters.state or filters.tag
        else f"None of the {len(read.experiences)} {kind.plural_words} has “{safe(filters.search)}” in its name."
    )
    everything = button("Show all", "page", f"appcues {kind.plural} list", 0)
    return Reply(text, render(SectionBlock(mrkdwn(text)), ActionsBlock([everything])))
