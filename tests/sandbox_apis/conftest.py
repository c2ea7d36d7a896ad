"""A server of both stand-ins on a free port, in the loop of the test, with a clock that moves when told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from sandbox.apis import ApiOptions, build_apis
from sandbox.slack.serving import serving

KEY = "6ec53e5f-2b7a-4d9a-94ed-68a3a22cacbd-02"
SECRET = "0b5c3f0e-7e0c-4d53-9a52-2f6f2a7f4c11"
APPIZER_KEY = "apps_demo_organization_key"
ACCOUNT = "/v2/accounts/17434"
MOMENT = datetime(2025, 3, 10, 9, 30, tzinfo=UTC)


@asynccontextmanager
async def called(application: ASGIApp) -> AsyncIterator["Apis"]:
    """A running server of the stand-ins, and its callers, who need not load any certificates."""
    async with (
        serving(application) as url,
        httpx.AsyncClient(base_url=url, verify=False, auth=(KEY, SECRET)) as appcues,
        httpx.AsyncClient(base_url=url, verify=False, headers={"X-API-Key": APPIZER_KEY}) as appizer,
        httpx.AsyncClient(base_url=url, verify=False) as door,
    ):
        yield Apis(url, appcues, appizer, door)


@dataclass
class Apis:
    """Three callers of one server: with the credentials of Appcues, of Appizer, and at the door."""

    url: str
    appcues: httpx.AsyncClient
    appizer: httpx.AsyncClient
    door: httpx.AsyncClient

    async def fault(self, route: str, kind: str, **more: Any) -> None:
        answer = await self.door.post("/_sandbox/faults", json={"route": route, "kind": kind, **more})
        assert answer.status_code == 200, answer.text

    async def journal(self) -> list[dict[str, Any]]:
        answer = await self.door.get("/_sandbox/journal")
        requests: list[dict[str, Any]] = answer.json()["requests"]
        return requests

    async def advance(self, seconds: float) -> None:
        answer = await self.door.post("/_sandbox/clock", json={"advance": seconds})
        assert answer.status_code == 200, answer.text

    async def named(self, segment: str, name: str) -> dict[str, Any]:
        items: list[dict[str, Any]] = (await self.appcues.get(f"{ACCOUNT}/{segment}")).json()
        return next(item for item in items if name in (item.get("name"), item.get("internal_name")))


@pytest.fixture
async def apis() -> AsyncIterator[Apis]:
    async with called(build_apis(ApiOptions(clock=lambda: MOMENT))) as apis:
        yield apis
