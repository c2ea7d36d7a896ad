"""The apps that Appizer measures: finding, reading, changing them, and their secrets."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from bot.clients.appizer.apps import Apps
from bot.clock import Clock
from bot.domain.app_secrets import AppSecrets
from bot.domain.app_settings import AppSettings, checked_settings
from bot.domain.apps import SECRET_FIELDS, App
from bot.domain.changes import Done, Sight, Subject
from bot.domain.listings import Listing
from bot.errors import ApiItemMissing, BadInput, Candidate
from bot.services.changes import came_since
from bot.services.directory import Directory, require_whole_name

_ENOUGH = 50
"""Fewer than stand on the first page."""


class AppsService:
    """What people can do with apps. Every method raises ApiError when Appizer fails."""

    def __init__(self, apps: Apps, clock: Clock) -> None:
        self.client = apps
        self._directory = Directory("apps", self._read, clock)

    async def listing(self) -> Listing[App]:
        """All apps by name, at most some seconds old."""
        return await self._directory.listing()

    async def find(self, words: str) -> App:
        """The app that is meant, read afresh. Raises SeveralMatch or NoSuchItem."""
        return await self.client.get((await self._directory.find(words)).id)

    async def offer(self, words: str) -> list[Candidate]:
        """What to offer while a name is being typed."""
        return await self._directory.offer(words)

    async def first_ids(self) -> frozenset[str]:
        """The ids of some apps, which show whether the key is accepted, and by which organisation."""
        found: set[str] = set()
        async for app in self.client.list():
            found.add(app.id)
            if len(found) == _ENOUGH:
                break
        return frozenset(found)

    async def secrets(self, words: str) -> tuple[App, AppSecrets]:
        """An app and its secrets, for the one person who asks. Raises SeveralMatch or NoSuchItem."""
        app = await self.find(words)
        return app, await self.client.reveal_secret(app.id)

    def forget_list(self) -> None:
        """Drops the list, because it is known to be out of date."""
        self._directory.forget()

    def creating(self, settings: AppSettings, arguments: Mapping[str, Any]) -> "CreatingApp":
        """The change that makes an app. Raises BadInput for what breaks a limit."""
        checked_settings(settings)
        return CreatingApp(self, settings, arguments)

    async def updating(
        self,
        words: str,
        settings: AppSettings,
        arguments_for: Callable[[Collection[str]], Mapping[str, Any]],
    ) -> "UpdatingApp":
        """The change of those settings that differ: what somebody else changes meanwhile is not put back.

        `arguments_for` gives the arguments that set these and no other. Raises BadInput when none is given, or
        one breaks a limit.
        """
        app = await self.find(words)
        if not settings:
            raise BadInput("Nothing is to be changed.", "Give at least one setting another value.")
        names = changed_settings(app, settings) or list(settings)
        wanted: AppSettings = {name: settings[name] for name in names}  # type: ignore[literal-required, assignment]  # names of settings
        checked_settings(wanted)
        return UpdatingApp(self, app, wanted, {**arguments_for(names), "app": app.id})

    async def deleting(self, words: str, confirm: str, reason: str) -> "DeletingApp":
        """The change that deletes an app and its data. Raises BadInput unless `confirm` is its name."""
        app = await self.find(words)
        require_whole_name(app, "app", confirm)
        return DeletingApp(self, app, reason)

    async def _read(self) -> list[App]:
        return sorted([app async for app in self.client.list()], key=lambda app: app.name.casefold())


class CreatingApp:
    """The change of making an app. Names need not be unique, so made twice there are two."""

    reason = ""
    repeatable = False

    def __init__(self, service: AppsService, settings: AppSettings, arguments: Mapping[str, Any]) -> None:
        self._service = service
        self._settings = settings
        self.arguments = arguments

    @property
    def subject(self) -> Subject:
        """What it is about; known by its name until it has an id."""
        name = self._settings["name"]
        return Subject(
            item_kind="apps",
            item_id=f"new {name}",
            item_name=name,
            summary=f"Create the app “{name}”",
            state_before="not there",
            effect_words="A new app with keys of its own is made; nothing is measured until its SDK is set up.",
            done_words="created",
        )

    async def look(self, since: datetime | None) -> Sight:
        """Whether an app of that name came into being since then."""
        if since is None:
            return Sight({}, in_effect=False)
        name = self._settings["name"]
        apps = [app async for app in self._service.client.list()]
        made = any(app.name == name and came_since(app.created_at, since) for app in apps)
        return Sight({}, in_effect=made)

    async def apply(self) -> Done:
        """Creates it; the answer proves it."""
        try:
            app = await self._service.client.create(self._settings["name"], self._settings)
        finally:
            self._service.forget_list()
        return Done(f"created, with the id {app.id}. Its secret: /appizer apps secret")


class UpdatingApp:
    """The change of some settings of an app; all others stay."""

    reason = ""
    repeatable = True

    def __init__(
        self, service: AppsService, app: App, settings: AppSettings, arguments: Mapping[str, Any]
    ) -> None:
        self._service = service
        self._app = app
        self._settings = settings
        self.arguments = arguments

    @property
    def subject(self) -> Subject:
        """What it is about."""
        names = ", ".join(name.replace("_", " ") for name in changed_settings(self._app, self._settings))
        return Subject(
            item_kind="apps",
            item_id=self._app.id,
            item_name=self._app.name,
            summary=f"Change the app “{self._app.name}”: {names}",
            state_before=self._app.status,
            effect_words=f"These settings change: {names}. All others stay.",
            done_words=f"changed: {names}",
        )

    async def look(self, since: datetime | None) -> Sight:  # noqa: ARG002 - its settings tell by themselves
        """Reads the app afresh; its credentials too, where those are to be changed."""
        now = await self._service.client.get(self._app.id)
        open_ones = {name: now.fields.get(name) for name in self._settings if name not in SECRET_FIELDS}
        in_effect = not changed_settings(now, self._settings, await self._stored_secrets())
        return Sight(open_ones, in_effect=in_effect)

    async def apply(self) -> None:
        """Changes it."""
        try:
            await self._service.client.update(self._app.id, self._settings)
        finally:
            self._service.forget_list()

    async def _stored_secrets(self) -> AppSecrets | None:
        if not SECRET_FIELDS & self._settings.keys():
            return None
        return await self._service.client.reveal_secret(self._app.id)


class DeletingApp:
    """The change of deleting an app and all its data for good."""

    repeatable = True

    def __init__(self, service: AppsService, app: App, reason: str) -> None:
        self._service = service
        self._app = app
        self.reason = reason

    @property
    def subject(self) -> Subject:
        """What it is about."""
        app = self._app
        return Subject(
            item_kind="apps",
            item_id=app.id,
            item_name=app.name,
            summary=f"Delete the app “{app.name}” with all its data",
            state_before=f"{app.status}, {app.user_count:,} users, {app.event_count:,} events",
            effect_words="The app is gone for good, and every user and event that was measured with it.",
            done_words="deleted",
            is_removal=True,
        )

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments that make the same change again."""
        return {"app": self._app.id, "confirm": self._app.name, "reason": self.reason}

    async def look(self, since: datetime | None) -> Sight:  # noqa: ARG002 - gone is gone
        """Reads the app afresh; missing, it is deleted. Its counts move by themselves and are not agreed to."""
        try:
            now = await self._service.client.get(self._app.id)
        except ApiItemMissing:
            return Sight({}, in_effect=True)
        return Sight({"name": now.name, "status": now.status}, in_effect=False)

    async def apply(self) -> None:
        """Deletes it."""
        try:
            await self._service.client.delete(self._app.id)
        finally:
            self._service.forget_list()


def changed_settings(app: App, settings: AppSettings, stored: AppSecrets | None = None) -> list[str]:
    """The names of the settings that differ; without the stored secrets, given credentials count as different."""
    return [
        name
        for name, value in settings.items()
        if (
            value != getattr(stored, name, object())
            if name in SECRET_FIELDS
            else value != app.fields.get(name)
        )
    ]
