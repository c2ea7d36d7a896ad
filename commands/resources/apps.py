"""The apps that Appizer measures: list, show, create, update, delete, secret."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any

from bot.domain.app_settings import (
    LONGEST_CONTEXT,
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    AppSettings,
    checked_settings,
)
from bot.domain.audit import Item, own_change
from bot.domain.people import Role
from bot.domain.secret_values import Secret
from bot.errors import BadInput
from bot.services.changes import Change
from bot.views import apps as views
from bot.views.apps import SORTS
from bot.views.reply import Reply
from commands.context import Context
from commands.parsing import to_json
from commands.spec import Command, Effect, Modal, Shape, option, positional

_CREDENTIALS = "as JSON; never shown again"
_CLEARS_TO = {"authorized_domains": [], "timezone": "UTC"}
"""What an emptied field of the form means, where it is not nothing."""


@dataclass(frozen=True)
class ListApps:
    """Which apps to list."""

    search: str = option("only names that contain these words", default="")
    sort: str = option("by what; by figures and times, the largest first", default=SORTS[0], choices=SORTS)
    csv: bool = option("the whole list as a file, privately", default=False, shape=Shape.FLAG)
    page: int = option("which page", default=1, shape=Shape.NUMBER, hidden=True)


@dataclass(frozen=True)
class ShowApp:
    """Which app."""

    app: str = positional("name or id of the app", shape=Shape.ITEM, source="apps")


@dataclass(frozen=True, kw_only=True)
class AppFields:
    """What may be set of an app; what is not given stays. Limits are checked as the value is made."""

    description: str | None = option(
        f"what it is, up to {LONGEST_DESCRIPTION} characters", default=None, shape=Shape.LONG_WORDS
    )
    website_url: str | None = option("its website, like https://example.com", default=None)
    authorized_domains: str | None = option(
        "domains that may use the web SDK, with spaces between", default=None
    )
    data_retention_days: int | None = option(
        "how many days data is kept, 30 to 2555", default=None, shape=Shape.NUMBER
    )
    timezone: str | None = option("its time zone, like Europe/London", default=None)
    engagement_platform: str | None = option(
        "with what it sends pushes", default=None, choices=("none", "wonderpush")
    )
    engagement_credentials: str | None = option(
        f"access_token and application_id of WonderPush, {_CREDENTIALS}",
        default=None,
        shape=Shape.LONG_WORDS,
        secret=True,
    )
    email_platform: str | None = option("with what it sends e-mail", default=None, choices=("none", "brevo"))
    email_credentials: str | None = option(
        f"credentials of Brevo, {_CREDENTIALS}", default=None, shape=Shape.LONG_WORDS, secret=True
    )
    webhook_enabled: bool | None = option("whether events go to the webhook", default=None, shape=Shape.FLAG)
    webhook_url: str | None = option("the address of the webhook", default=None)
    webhook_use_query_params: bool | None = option(
        "whether the webhook gets event data as query parameters", default=None, shape=Shape.FLAG
    )
    context_info: str | None = option(
        f"context for texts written by AI, up to {LONGEST_CONTEXT} characters",
        default=None,
        shape=Shape.LONG_WORDS,
    )

    def settings(self, emptied: Collection[str] = ()) -> AppSettings:
        """The settings that are given, and those of the emptied ones that are not. Raises BadInput."""
        given: dict[str, Any] = {}
        for field in fields(AppFields):
            value = getattr(self, field.name)
            if field.metadata["secret"]:
                given |= {} if value is None else {field.name: _credentials(field.name, value)}
            elif value is not None:
                given[field.name] = value.split() if field.name == "authorized_domains" else value
            elif field.name in emptied:
                given[field.name] = _CLEARS_TO.get(field.name)
        return given  # type: ignore[return-value]  # made of the fields that AppSettings names; checked below


_CLEARABLE = frozenset(
    {"description", "website_url", "authorized_domains", "timezone", "webhook_url", "context_info"}
)


@dataclass(frozen=True, kw_only=True)
class CreateApp(AppFields):
    """How the new app is called and set up."""

    name: str = positional(f"what to call it, up to {LONGEST_NAME} characters")

    def __post_init__(self) -> None:
        """Checks the limits. Raises BadInput."""
        checked_settings({**self.settings(), "name": self.name})


@dataclass(frozen=True, kw_only=True)
class UpdateApp(AppFields):
    """What to change of an app."""

    app: str = positional("name or id of the app", shape=Shape.ITEM, source="apps")
    name: str | None = option(f"its new name, up to {LONGEST_NAME} characters", default=None)
    whole: bool = option("whether what is left out is emptied", default=False, shape=Shape.FLAG, hidden=True)
    emptied: str = option("names of settings to empty", default="", hidden=True)

    def __post_init__(self) -> None:
        """Checks the limits. Raises BadInput."""
        if wanted := self.wanted():
            checked_settings(wanted)

    def wanted(self) -> AppSettings:
        """The settings that are asked for."""
        wanted = self.settings(_CLEARABLE if self.whole else _CLEARABLE & set(self.emptied.split()))
        return wanted if self.name is None else {**wanted, "name": self.name}

    def arguments_for(self, names: Collection[str]) -> dict[str, Any]:
        """The arguments that set, or empty, these settings and no other."""
        given = {name: value for name, value in _given(self).items() if name in names}
        return {**given, "emptied": " ".join(sorted(set(names) - given.keys()))}


@dataclass(frozen=True)
class DeleteApp:
    """Which app to delete, and its name once more, so that it is not the wrong one."""

    app: str = positional("name or id of the app", shape=Shape.ITEM, source="apps")
    confirm: str = option("the whole name of the app, typed once more")
    reason: str = option("why, for whoever approves", default="", shape=Shape.LONG_WORDS)


async def show_list(args: ListApps, context: Context) -> Reply:
    """Answers with a page of the apps, or with all of them as a file."""
    listing = await context.appizer.apps.listing()
    shown = views.AppsShown(args.search, args.sort, args.page)
    return views.as_file(listing, shown) if args.csv else views.app_list(listing, shown, context.zone)


async def show_one(args: ShowApp, context: Context) -> Reply:
    """Answers with one app."""
    app = await context.appizer.apps.find(args.app)
    return views.app_card(app, may_change=context.person.role >= Role.EDITOR)


async def create(args: CreateApp, context: Context) -> Change:
    """The change that makes one."""
    settings: AppSettings = {**args.settings(), "name": args.name}
    return context.appizer.apps.creating(settings, _given(args))


async def update(args: UpdateApp, context: Context) -> Change:
    """The change of some of its settings."""
    return await context.appizer.apps.updating(args.app, args.wanted(), args.arguments_for)


async def delete(args: DeleteApp, context: Context) -> Change:
    """The change that deletes one with all its data."""
    return await context.appizer.apps.deleting(args.app, args.confirm, args.reason)


async def show_secret(args: ShowApp, context: Context) -> Reply:
    """Answers with the secret of an app, in a modal, once it is written down that it was asked for."""
    app, secrets = await context.appizer.apps.secrets(args.app)
    entry = own_change(
        context.place.team_id,
        context.who,
        "appizer apps secret",
        Item("apps", app.id, app.name),
        account=context.reached.account_key,
    )
    await context.services.audit.record(entry)
    return views.secrets(app, secrets)


async def current(values: Mapping[str, Any], context: Context) -> Mapping[str, Any]:
    """What the form of `update` starts with: the app as it is, if it is known which; no credentials."""
    if not values.get("app"):
        return {}
    app = await context.appizer.apps.find(values["app"])
    known = {field.name: app.fields.get(field.name) for field in fields(AppFields)}
    return {
        **known,
        "app": {"id": app.id, "name": app.name},
        "name": app.name,
        "authorized_domains": " ".join(app.authorized_domains),
        "whole": True,
    }


def _credentials(name: str, text: str) -> Secret[Mapping[str, Any]]:
    try:
        content = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        # What is wrong with it is not quoted: it would show a part of the secret.
        raise BadInput(f"This is not JSON, from line {line} on.", field=name) from None
    if not isinstance(content, dict):
        raise BadInput("Credentials are a JSON object, in braces.", field=name)
    return Secret(content)


def _given(args: AppFields) -> dict[str, Any]:
    return {name: value for name, value in to_json(args).items() if value is not None}


COMMANDS = (
    Command(
        path="appizer apps list",
        summary="List the apps with their cached counts",
        args=ListApps,
        run=show_list,
        allow=Role.VIEWER,
        examples=("appizer apps", "appizer apps list --sort users"),
    ),
    Command(
        path="appizer apps show",
        summary="Show an app: users, events, last event, and how it is set up",
        args=ShowApp,
        run=show_one,
        allow=Role.VIEWER,
        examples=('appizer apps show "Customer portal"',),
    ),
    Command(
        path="appizer apps create",
        summary="Make an app, to be measured",
        args=CreateApp,
        run=create,
        allow=Role.EDITOR,
        effect=Effect.GUARDED,
        examples=(
            'appizer apps create "Box office" --website-url https://example.com --timezone Europe/London',
        ),
        modal=Modal(wants=("name",)),
    ),
    Command(
        path="appizer apps update",
        summary="Change settings of an app",
        args=UpdateApp,
        run=update,
        allow=Role.EDITOR,
        effect=Effect.GUARDED,
        examples=('appizer apps update "Customer portal" --data-retention-days 400',),
        modal=Modal(
            wants=("name", *(f.name for f in fields(AppFields) if not f.metadata["secret"])), fill=current
        ),
    ),
    Command(
        path="appizer apps delete",
        summary="Delete an app with all its data for good",
        args=DeleteApp,
        run=delete,
        allow=Role.EDITOR,
        effect=Effect.GUARDED,
        examples=('appizer apps delete "Old kiosk" --confirm "Old kiosk"',),
        modal=Modal(wants=("confirm",)),
    ),
    Command(
        path="appizer apps secret",
        summary="Show the API key and secret of an app, to you alone; it is written down",
        args=ShowApp,
        run=show_secret,
        allow=Role.ADMIN,
        effect=Effect.WRITE,
        examples=('appizer apps secret "Customer portal"',),
        modal=Modal(shows=True, title="The secret of an app"),
    ),
)
