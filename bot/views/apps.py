"""Lists and cards of apps. They never show a secret, because the domain value holds none."""

from datetime import datetime

from slackblocks import Block, ContextBlock, ExternalSelectMenu, HeaderBlock, SectionBlock

from bot.domain.apps import App
from bot.views.paging import page_buttons
from bot.views.rendering import mrkdwn, plain, render, safe
from bot.views.reply import Reply
from bot.views.tables import as_text, data_table, pages_of
from bot.views.times import moment, plain_moment

HEADER = ("Name", "Users", "Events", "Last event", "Counted", "Status")


def app_list(apps: tuple[App, ...], as_of: datetime, page: int, zone: str) -> Reply:
    """A page of the apps with their cached counts, and when each was counted."""
    if not apps:
        text = "There are no apps in this organisation yet."
        return Reply(text, render(SectionBlock(mrkdwn(text))))
    rows = [_row(app, zone) for app in apps]
    pages = pages_of(rows)
    page = min(max(page, 1), len(pages))
    total = f"{len(apps)} app" + ("" if len(apps) == 1 else "s")
    where = f" Page {page} of {len(pages)}." if len(pages) > 1 else ""
    pick = ExternalSelectMenu(
        action_id="open|appizer apps show|app", placeholder=plain("Open an app…", 150), min_query_length=0
    )
    blocks: list[Block] = [
        SectionBlock(mrkdwn(f"*{total}*{where}"), accessory=pick),
        data_table(f"{total} with cached counts", HEADER, pages[page - 1]),
        *page_buttons("appizer apps list", {}, page, len(pages)),
        ContextBlock([mrkdwn(f"Read {moment(as_of)} · the counts are Appizer’s own, as of “Counted”")]),
    ]
    return Reply(f"{total}.{where}\n{safe(as_text(HEADER, pages[page - 1]))}", render(*blocks))


def app_card(app: App) -> Reply:
    """One app: its counts first, then how it is set up."""
    counts = (
        f"*{app.user_count:,}* users · *{app.event_count:,}* events as of {moment(app.counted_at)}"
        f" · last event {moment(app.last_event_at)}"
    )
    fields = [
        ("Status", f"{app.status}, {app.environment}"),
        ("Website", app.website_url or "none"),
        ("Web SDK allowed on", ", ".join(app.authorized_domains) or "no domain"),
        ("Data kept for", f"{app.data_retention_days} days" if app.data_retention_days else "unknown"),
        ("Time zone", app.timezone),
        ("Id", app.id),
    ]
    blocks: list[Block] = [HeaderBlock(plain(app.name, 150)), SectionBlock(mrkdwn(counts))]
    if app.description:
        blocks.append(SectionBlock(mrkdwn(safe(app.description))))
    blocks.append(
        SectionBlock(fields=[mrkdwn(f"*{name}*\n{safe(value, 1900)}", 2000) for name, value in fields])
    )
    blocks.append(
        ContextBlock([mrkdwn(f"Created {moment(app.created_at)} · changed {moment(app.updated_at)}")])
    )
    words = ", ".join(f"{name} {value}" for name, value in fields)
    return Reply(f"App {safe(app.name)}: {counts.replace('*', '')}. {safe(words)}.", render(*blocks))


def _row(app: App, zone: str) -> tuple[str | int, ...]:
    return (
        app.name,
        app.user_count,
        app.event_count,
        plain_moment(app.last_event_at, zone),
        plain_moment(app.counted_at, zone),
        app.status,
    )
