"""The stand-ins for both vendors on a real socket, and every client connected to them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import httpx

from bot.clients.appcues.connection import appcues_upstream
from bot.clients.appcues.end_users import EndUsers
from bot.clients.appcues.enforcement import Enforcement
from bot.clients.appcues.experiences import Experiences
from bot.clients.appcues.exports import Exports
from bot.clients.appcues.groups import Groups
from bot.clients.appcues.imports import Imports
from bot.clients.appcues.ingestion_rules import IngestionRuleSet
from bot.clients.appcues.jobs import Jobs
from bot.clients.appcues.nouns import AccountNoun
from bot.clients.appcues.sdk_keys import SdkKeys
from bot.clients.appcues.segments import Segments
from bot.clients.appcues.tags import Tags
from bot.clients.appizer.apps import Apps
from bot.clients.appizer.connection import appizer_upstream
from bot.clients.paths import path_of
from bot.clients.transport import Transport
from bot.clock import Sleep
from bot.domain.jobs import Job, StartedJob
from bot.errors import ApiItemMissing
from bot.redaction import Redactor
from sandbox.apis import ApiOptions

Noun = TypeVar("Noun", bound=AccountNoun)

OPTIONS = ApiOptions()
ACCOUNT = f"/v2/accounts/{OPTIONS.appcues_account}"


@dataclass
class World:
    """All clients of one account and one organisation, and the administrator's door."""

    url: str
    appcues: Transport
    appizer: Transport
    door: httpx.AsyncClient

    @classmethod
    @asynccontextmanager
    async def at(cls, url: str, sleep: Sleep) -> AsyncIterator["World"]:
        # Not paced: a thousand requests of a test would take as long as the real limit allows.
        appcues = replace(
            appcues_upstream(url, OPTIONS.appcues_key, OPTIONS.appcues_secret), requests_per_second=None
        )
        appizer = appizer_upstream(url, OPTIONS.appizer_key)
        async with (
            Transport(appcues, redactor=Redactor(), sleep=sleep) as one,
            Transport(appizer, redactor=Redactor(), sleep=sleep) as other,
            httpx.AsyncClient(base_url=url, verify=False) as door,
        ):
            yield cls(url, one, other, door)

    @property
    def experiences(self) -> Experiences:
        return self._noun(Experiences)

    @property
    def segments(self) -> Segments:
        return self._noun(Segments)

    @property
    def tags(self) -> Tags:
        return self._noun(Tags)

    @property
    def users(self) -> EndUsers:
        return self._noun(EndUsers)

    @property
    def groups(self) -> Groups:
        return self._noun(Groups)

    @property
    def imports(self) -> Imports:
        return self._noun(Imports)

    @property
    def exports(self) -> Exports:
        return self._noun(Exports)

    @property
    def jobs(self) -> Jobs:
        return self._noun(Jobs)

    @property
    def rules(self) -> IngestionRuleSet:
        return self._noun(IngestionRuleSet)

    @property
    def sdk_keys(self) -> SdkKeys:
        return self._noun(SdkKeys)

    @property
    def enforcement(self) -> Enforcement:
        return self._noun(Enforcement)

    @property
    def apps(self) -> Apps:
        return Apps(self.appizer)

    async def profile(self, user_id: str) -> dict[str, Any]:
        """The attributes of a user, none for one nobody has heard of."""
        try:
            return dict(await self.users.get_profile(user_id))
        except ApiItemMissing:
            return {}

    async def group_profile(self, group_id: str) -> dict[str, Any]:
        """Likewise of a group."""
        try:
            return dict(await self.groups.get_profile(group_id))
        except ApiItemMissing:
            return {}

    async def fault(self, route: str, kind: str, **more: Any) -> None:
        await self._ask("POST", "/_sandbox/faults", route=route, kind=kind, **more)

    async def advance(self, seconds: float) -> None:
        await self._ask("POST", "/_sandbox/clock", advance=seconds)

    async def requests(self) -> list[dict[str, Any]]:
        requests: list[dict[str, Any]] = (await self._ask("GET", "/_sandbox/journal"))["requests"]
        return requests

    async def calls(self) -> list[str]:
        return [f"{request['method']} {request['path']}" for request in await self.requests()]

    async def members(self, noun: str, id: str) -> list[str]:
        """Who was added to a segment, or belongs to a group."""
        ids: list[str] = (await self._ask("GET", "/_sandbox" + path_of(noun, id)))["user_ids"]
        return ids

    async def is_enforced(self) -> bool:
        return bool((await self._ask("GET", "/_sandbox/enforcement"))["is_enforced"])

    async def exported(self, job_id: str) -> Any:
        return (await self._ask("GET", "/_sandbox" + path_of("exports", job_id)))["content"]

    async def finished(self, started: StartedJob) -> Job:
        """The job, once its time has passed."""
        await self.advance(300)
        assert started.id is not None
        job = await self.jobs.get(started.id)
        assert not job.is_running
        return job

    async def _ask(self, method: str, path: str, **body: Any) -> Any:
        answer = await self.door.request(method, path, json=body or None)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def _noun(self, noun: type[Noun]) -> Noun:
        return noun(self.appcues, OPTIONS.appcues_account)
