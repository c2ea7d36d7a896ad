"""An organisation at Appizer whose counts are moved by hand, and workers that keep its statistics."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.clients.appizer.apps import Apps
from bot.clients.appizer.connection import open_appizer
from bot.domain.app_warnings import AppWarning
from bot.outbox.enqueue import enqueue
from bot.outbox.message import Message
from bot.redaction import Redactor
from bot.services.app_warnings import AppWarningsService, Tell
from bot.services.apps import AppsService
from bot.services.snapshots import HOURLY, SnapshotsService
from bot.services.statistics import StatisticsService
from sandbox.appizer.application import appizer_routes
from sandbox.appizer.apps import Organization, new_app
from sandbox.seed import iso_milliseconds
from sandbox.slack.serving import serving
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.statistics.readings import NOW

ACCOUNT = "northwind"
TEAM = "T1"
KEY = "apps_canary_key"


@dataclass
class Gate:
    """Counts the requests, and can hold the first one that comes."""

    inner: ASGIApp
    requests: int = 0
    held: asyncio.Event | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.requests += 1
        held, self.held = self.held, None
        if held is not None:
            self.arrived.set()
            await held.wait()
        await self.inner(scope, receive, send)


@dataclass
class Vendor:
    """Appizer, and the time of everybody."""

    organization: Organization
    gate: Gate
    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment

    def advance(self, span: timedelta) -> None:
        self.moment += span

    def add(self, name: str, users: int | None = 10, events: int | None = 100) -> str:
        app = new_app(self.organization.random, self.organization.id, self.moment) | {"name": name}
        self.organization.apps[app["id"]] = app
        self.count(app["id"], users, events)
        return str(app["id"])

    def count(self, app_id: str, users: int | None, events: int | None, **more: Any) -> None:
        """Count anew; the last event is as old as the last time that there were more of them."""
        app = self.organization.apps[app_id]
        if (events or 0) > (app["cached_event_count"] or 0):
            app["cached_last_event"] = iso_milliseconds(self.moment - timedelta(minutes=5))
        app |= {"cached_user_count": users, "cached_event_count": events}
        app |= {"stats_last_updated": iso_milliseconds(self.moment - timedelta(minutes=2)), **more}

    def count_all(self) -> None:
        """Count all apps anew, and find the same."""
        for app_id, app in self.organization.apps.items():
            self.count(app_id, app["cached_user_count"], app["cached_event_count"])

    def is_away(self, away: bool) -> None:
        """Refuse everybody, or let them in again."""
        self.organization.key = "changed" if away else KEY


@dataclass(frozen=True)
class Worker:
    """One process with its services."""

    snapshots: SnapshotsService
    warnings: AppWarningsService
    statistics: StatisticsService


Hire = Callable[..., Worker]


def announce(work: UnitOfWork, news: Any, now: datetime) -> None:
    """Enqueue a message for each warning, as whoever wires the services would."""
    for warning in news:
        assert isinstance(warning, AppWarning)
        state = "cleared" if warning.cleared_at else "raised"
        text = f"{warning.app_name} {warning.kind} {state}"
        assert enqueue(work, Message(f"{warning.key}:{state}", TEAM, "C1", text), now)


@pytest.fixture
def vendor() -> Vendor:
    organization = Organization("org", KEY, lambda: NOW, Random(7))
    gate = Gate(Starlette(routes=appizer_routes([organization])))
    return Vendor(organization, gate)


@pytest.fixture
async def hire(vendor: Vendor, database: Database) -> AsyncIterator[Hire]:
    """Makes workers, all on the same database and the same Appizer."""
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serving(vendor.gate))

        async def no_pause(_seconds: float) -> None:
            await asyncio.sleep(0)

        def make(owner: str = "w1", every: timedelta = HOURLY, tell: Tell = announce) -> Worker:
            transport = open_appizer(url, KEY, redactor=Redactor([KEY]), clock=vendor, sleep=no_pause)
            stack.push_async_callback(transport.close)
            apps = Apps(transport)
            warnings = AppWarningsService(database, vendor, account=ACCOUNT, tell=tell)
            return Worker(
                SnapshotsService(apps, database, warnings, vendor, account=ACCOUNT, owner=owner, every=every),
                warnings,
                StatisticsService(
                    AppsService(apps, vendor), database, warnings, vendor, account=ACCOUNT, every=every
                ),
            )

        yield make
