"""Lists and cards of apps. They never show a secret, because the domain value holds none."""

from dataclasses import dataclass
from datetime import UTC, datetime

from slackblocks import ActionsBlock, Block, Button, ContextBlock, HeaderBlock, SectionBlock

from bot.domain.app_secrets import AppSecrets
from bot.domain.apps import App
from bot.domain.listings import Listing
from bot.views.csv_files import csv_file
from bot.views.lists import ListShown, list_reply, name_filter
from bot.views.rendering import button, mrkdwn, plain, render, safe
from bot.views.reply import Reply
from bot.views.times import moment, plain_moment

HEADER = ("Name", "Users", "Events", "Last event", "Counted", "Status")
FILE_HEADER = (
    *("id", "name", "status", "environment", "users", "events", "last_event", "counted", "created_at"),
)
SORTS = ("name", "users", "events", "last-event")
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class AppsShown:
    """Which apps are shown, and in which order."""

    search: str = ""
    sort: str = SORTS[0]
    page: int = 1


def chosen(listing: Listing[App], shown: AppsShown) -> list[App]:
    """The apps that are asked for, in the order that is asked for."""
    wanted = shown.search.casefold()
    found = [app for app in listing.items if wanted in app.name.casefold()]
    match shown.sort:
        case "users":
            return sorted(found, key=lambda app: app.user_count, reverse=True)
        case "events":
            return sorted(found, key=lambda app: app.event_count, reverse=True)
        case "last-event":
            return sorted(found, key=lambda app: app.last_event_at or _NEVER, reverse=True)
    return sorted(found, key=lambda app: app.name.casefold())


def app_list(read: Listing[App], shown: AppsShown, zone: str) -> Reply:
    """A page of the apps with their cached counts, and when each was counted."""
    return list_reply(
        ListShown(
            singular="app",
            plural="apps",
            path="appizer apps",
            pick="app",
            header=HEADER,
            rows=[_row(app, zone) for app in chosen(read, shown)],
            total=len(read.items),
            as_of=read.as_of,
            zone=zone,
            page=shown.page,
            arguments={"search": shown.search, "sort": shown.sort},
            filters=name_filter(shown.search),
            nothing_yet="There are no apps in this organisation yet. Make one: /appizer apps create",
            note="the counts are Appizer’s own, as of “Counted”",
        )
    )


def as_file(read: Listing[App], shown: AppsShown) -> Reply:
    """All apps that are asked for, as a file; no secret is in it."""
    rows = [
        (
            app.id,
            app.name,
            app.status,
            app.environment,
            app.user_count,
            app.event_count,
            app.last_event_at,
            app.counted_at,
            app.created_at,
        )
        for app in chosen(read, shown)
    ]
    return csv_file("apps", FILE_HEADER, rows, read.as_of)


def app_card(app: App, *, may_change: bool = False) -> Reply:
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
    if may_change:
        blocks.append(ActionsBlock(list(_buttons(app))))
    words = ", ".join(f"{name} {value}" for name, value in fields)
    return Reply(f"App {safe(app.name)}: {counts.replace('*', '')}. {safe(words)}.", render(*blocks))


def secrets(app: App, found: AppSecrets) -> Reply:
    """The API key and secret of an app. Only a command whose answer goes into a modal may answer with this."""
    note = (
        "This is shown to you alone, and it is written down that you looked. It goes when this window closes."
    )
    shown = [("API key", found.api_key), ("API secret", found.api_secret)]
    lines = [f"*{name}*\n```{safe(secret.reveal())}```" for name, secret in shown if secret is not None]
    texts = [f"*{safe(app.name, 200)}*", *(lines or ["This app has no API secret."])]
    blocks = render(*(SectionBlock(mrkdwn(text)) for text in texts), ContextBlock([mrkdwn(note)]))
    return Reply("\n".join([*texts, note]), blocks)


def _buttons(app: App) -> list[Button]:
    chosen_one = {"app": {"id": app.id, "name": app.name}}
    return [
        button("Change…", "form", "appizer apps update", 0, {"app": app.id}),
        button("Delete…", "form", "appizer apps delete", 1, chosen_one, style="danger"),
    ]


def _row(app: App, zone: str) -> tuple[str | int, ...]:
    return (
        app.name,
        app.user_count,
        app.event_count,
        plain_moment(app.last_event_at, zone),
        plain_moment(app.counted_at, zone),
        app.status,
    )
