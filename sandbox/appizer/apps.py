"""The five operations on apps: create, list, get, update, delete (Appizer 1 to 6)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from sandbox.appizer.checks import checked_changes, whole_number
from sandbox.appizer.counting import Pulse
from sandbox.seed import from_iso, iso_milliseconds, moved_forward, new_hex, new_uuid

DEFAULT_LIMIT = 20
MOST_PER_PAGE = 100
_FIRST_COUNT = timedelta(
    milliseconds=1580
)  # statistics are counted a moment after the creation (D, by example)

App = dict[str, Any]


class Refusal(Exception):
    """An error answer; its text is all that the caller sees."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


@dataclass
class Organization:
    """One organisation: its key and its apps by id, oldest first."""

    id: str
    key: str = field(repr=False)
    now: Callable[[], datetime]
    random: Random
    apps: dict[str, App] = field(default_factory=dict)
    pulses: dict[str, Pulse] = field(default_factory=dict)
    """How the counts of the apps move, by their ids; those of others stand still."""

    def create(self, body: Mapping[str, Any]) -> App:
        """A new app from a request body; raises Refusal."""
        changes = _checked({"name": None} | dict(body))
        app = new_app(self.random, self.id, self.now()) | changes
        self.apps[app["id"]] = app
        return app

    def page(self, query: Mapping[str, str]) -> dict[str, Any]:
        """One page of apps, newest first (I), with its `pagination`; raises Refusal."""
        # I: over 100 is clamped and reported as 100; what is no number, or too small, is refused.
        limit = whole_number(query.get("limit"), DEFAULT_LIMIT, least=1)
        offset = whole_number(query.get("offset"), 0, least=0)
        if limit is None:
            raise Refusal(400, "Limit must be a number between 1 and 100")
        if offset is None:
            raise Refusal(400, "Offset must be a number of at least 0")
        limit = min(limit, MOST_PER_PAGE)
        total = len(self.apps)
        apps = list(islice(reversed(self.apps.values()), min(offset, total), min(offset + limit, total)))
        for app in apps:
            self._count_anew(app)
        has_more = offset + len(apps) < total
        pagination = {"limit": limit, "offset": offset, "total": total, "has_more": has_more}
        return {"success": True, "apps": apps, "pagination": pagination}

    def get(self, app_id: str) -> App:
        """An app; raises Refusal."""
        app = self.apps.get(app_id)
        if app is None:
            raise Refusal(404, "App not found")
        self._count_anew(app)
        return app

    def update(self, app_id: str, body: Mapping[str, Any]) -> tuple[App, bool]:
        """The app with the given fields set, and whether any were given; raises Refusal."""
        app = self.get(app_id)
        changes = _checked(body)
        if changes:
            app.update(changes)
            app["updated_at"] = iso_milliseconds(moved_forward(from_iso(app["updated_at"]), self.now()))
        return app, bool(changes)

    def delete(self, app_id: str) -> None:
        """Removes an app and its data for good; raises Refusal."""
        self.get(app_id)
        del self.apps[app_id]

    def _count_anew(self, app: App) -> None:
        if pulse := self.pulses.get(app["id"]):
            pulse.count_anew(app, self.now())


def _checked(body: Mapping[str, Any]) -> App:
    try:
        return checked_changes(body)
    except ValueError as error:
        raise Refusal(400, str(error)) from None


def new_app(random: Random, organization_id: str, created: datetime) -> App:
    """An app as every new one begins, all fields in the documented order; its name is still empty."""
    return {
        "id": new_uuid(random),
        "organization_id": organization_id,
        "name": "",
        "description": None,
        "app_store_url": None,
        "play_store_url": None,
        "website_url": None,
        "engagement_platform": "none",
        "engagement_credentials": None,
        "api_key": "ak_" + new_hex(random, 32),
        "api_secret": "as_" + new_hex(random, 56),
        "created_at": iso_milliseconds(created),
        "updated_at": iso_milliseconds(created),
        "platform": "web",
        "bundle_id": None,
        "environment": "production",
        "data_retention_days": 365,
        "timezone": "UTC",
        "features": {"push": True, "analytics": True, "audiences": True, "ai_insights": True},
        "status": "active",
        "context_info": None,
        "url_context": None,
        "email_platform": "none",
        "email_credentials": None,
        "cached_user_count": 0,
        "cached_event_count": 0,
        "cached_last_event": None,
        "stats_last_updated": iso_milliseconds(created + _FIRST_COUNT),
        "webhook_url": None,
        "webhook_enabled": False,
        "webhook_use_query_params": False,
        "authorized_domains": [],
    }


def secrets_of(apps: Iterable[App]) -> list[str]:
    """The values of all secret fields of apps: their keys and secrets, and what opens connected services."""
    found: list[str] = []
    for app in apps:
        found += [app["api_key"], app["api_secret"]]
        for name in ("engagement_credentials", "email_credentials"):
            found += map(str, (app[name] or {}).values())
    return found
