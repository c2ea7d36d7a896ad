"""Both vendors' APIs as one application on one port, with the administrator's door beside them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import unquote

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.appcues.account import Account
from sandbox.appcues.answers import problem_body
from sandbox.appcues.application import AppcuesApi
from sandbox.appcues.experiences import copy_as_studio, delete_as_studio, edit_as_studio
from sandbox.appcues.exports import export_content
from sandbox.appcues.operations import appcues_operations
from sandbox.appcues.seed_account import seed_account
from sandbox.appizer.application import appizer_routes, error_body
from sandbox.appizer.apps import Organization, secrets_of
from sandbox.appizer.counting import pulses_of
from sandbox.appizer.seed_apps import seed_apps
from sandbox.faults import FaultPlan, Wire, parse_fault
from sandbox.journal import Journal
from sandbox.seed import Seeding, Size, iso_milliseconds, new_uuid

_TEN_YEARS = 10 * 366 * 86_400


def _machine_time() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class ApiOptions:
    """Who may call the two APIs, and what they hold.

    `clock` tells the time as an aware datetime; the door can move it ahead.
    """

    appcues_account: str = "17434"
    appcues_key: str = field(default="6ec53e5f-2b7a-4d9a-94ed-68a3a22cacbd-02", repr=False)
    appcues_secret: str = field(default="0b5c3f0e-7e0c-4d53-9a52-2f6f2a7f4c11", repr=False)
    appizer_key: str = field(default="apps_demo_organization_key", repr=False)
    has_staging: bool = False
    """Whether there is a second account of each vendor, `STAGING`, beside the first; the door is that of the first."""
    size: Size = "small"
    seed: int = 1
    clock: Callable[[], datetime] = _machine_time


@dataclass(frozen=True)
class StagingAccount:
    """The second Appcues account and the second Appizer organisation, and what opens them."""

    id: str = "17435"
    key: str = field(default="c1a4c0de-7f4e-4f0a-8a44-2d2a5d1c9e77-03", repr=False)
    secret: str = field(default="5a9d3b3c-53f1-4e1c-9a4e-8f0f4f0d7a10", repr=False)
    appizer_key: str = field(default="apps_staging_organization_key", repr=False)


STAGING = StagingAccount()


def build_apis(options: ApiOptions) -> Starlette:
    """The application: `/v2/accounts/…` (Appcues), `/v1/apps` (Appizer), `/_sandbox/…` (the door)."""
    clock = _ShiftedClock(options.clock)
    seeding = Seeding(options.size, options.seed, clock.now())
    account = Account(
        id=options.appcues_account,
        key=options.appcues_key,
        secret=options.appcues_secret,
        now=clock.now,
        random=seeding.random("appcues, later"),
    )
    seed_account(account, seeding)
    organization = _organization(seeding, options.appizer_key, clock)
    staging, second = _staging(options, clock)
    plan, journal = FaultPlan(), Journal()
    door = _Door(plan, journal, clock, account, organization)
    routes = [
        *appizer_routes([organization, *second]),
        *door.routes(),
        Mount("/", app=AppcuesApi([account, *staging], appcues_operations())),
    ]
    return _VendorApis(
        routes,
        lambda inner: Wire(
            _ByPathAsSent(inner), plan, journal, lambda: iso_milliseconds(clock.now()), _error_body
        ),
    )


def _organization(seeding: Seeding, key: str, clock: "_ShiftedClock") -> Organization:
    random = seeding.random("appizer, later")
    organization = Organization(
        id=new_uuid(seeding.random("organization")), key=key, now=clock.now, random=random
    )
    organization.apps.update(seed_apps(seeding, organization.id))
    organization.pulses.update(pulses_of(seeding, organization.apps))
    return organization


def _staging(options: ApiOptions, clock: "_ShiftedClock") -> tuple[Sequence[Account], Sequence[Organization]]:
    """The second account of each vendor, always a small one, with content of its own."""
    if not options.has_staging:
        return (), ()
    seeding = Seeding("small", options.seed + 1, clock.now())
    random = seeding.random("appcues, later")
    account = Account(id=STAGING.id, key=STAGING.key, secret=STAGING.secret, now=clock.now, random=random)
    seed_account(account, seeding)
    return [account], [_organization(seeding, STAGING.appizer_key, clock)]


class _VendorApis(Starlette):
    """Starlette with the wire outside of its own layers: cutting a connection takes the server's `send`."""

    def __init__(self, routes: list[Any], wire: Callable[[ASGIApp], ASGIApp]) -> None:
        super().__init__(routes=routes)
        self._wire = wire

    def build_middleware_stack(self) -> ASGIApp:
        return self._wire(super().build_middleware_stack())


class _ByPathAsSent:
    """Lets the routes see the path before it is decoded, so that an id may hold slashes and line breaks."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes one request on."""
        raw: bytes | None = scope.get("raw_path")  # not every server tells it, and not every scope has a path
        sent = {} if raw is None else {"path": raw.decode("ascii", "replace")}
        await self._inner({**scope, **sent}, receive, send)


@dataclass
class _ShiftedClock:
    """The given clock, moved ahead by what the door asked for."""

    source: Callable[[], datetime]
    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return self.source() + self.ahead


def _error_body(path: str, status: int) -> bytes:
    return error_body(status) if path.startswith("/v1/") else problem_body(status)


_Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class _Door:
    """The administrator's door: no part of either vendor's API."""

    plan: FaultPlan
    journal: Journal
    clock: _ShiftedClock
    account: Account
    organization: Organization

    def routes(self) -> list[Route]:
        """Everything below `/_sandbox`."""
        return [
            Route("/_sandbox/faults", _explained(self.add_fault), methods=["POST"]),
            Route("/_sandbox/faults", self.list_faults, methods=["GET"]),
            Route("/_sandbox/faults", self.clear_faults, methods=["DELETE"]),
            Route("/_sandbox/release", self.release, methods=["POST"]),
            Route("/_sandbox/journal", _explained(self.show_journal), methods=["GET"]),
            Route("/_sandbox/clock", _explained(self.move_clock), methods=["POST"]),
            Route("/_sandbox/experiences/{segment}/{id}", _explained(self.edit_experience), methods=["POST"]),
            Route("/_sandbox/experiences/{segment}/{id}", self.delete_experience, methods=["DELETE"]),
            Route("/_sandbox/experiences/{segment}/{id}/copy", self.copy_experience, methods=["POST"]),
            Route("/_sandbox/segments/{id}", self.show_segment, methods=["GET"]),
            Route("/_sandbox/groups/{id}", self.show_group, methods=["GET"]),
            Route("/_sandbox/exports/{id}", self.show_export, methods=["GET"]),
            Route("/_sandbox/enforcement", self.show_enforcement, methods=["GET"]),
            Route("/_sandbox/secrets", self.show_secrets, methods=["GET"]),
        ]

    async def add_fault(self, request: Request) -> Response:
        self.plan.add(parse_fault(await _object(request)))
        return await self.list_faults(request)

    async def list_faults(self, _request: Request) -> Response:
        return JSONResponse({"faults": [vars(fault) for fault in self.plan.waiting]})

    async def clear_faults(self, request: Request) -> Response:
        self.plan.clear()
        return await self.list_faults(request)

    async def release(self, request: Request) -> Response:
        """Lets slow answers go at once."""
        self.plan.release()
        return await self.list_faults(request)

    async def show_journal(self, request: Request) -> Response:
        return JSONResponse({"requests": self.journal.since(int(request.query_params.get("after", "0")))})

    async def move_clock(self, request: Request) -> Response:
        """Moves the clock ahead by `advance` seconds."""
        seconds: Any = (await _object(request)).get("advance")
        if type(seconds) not in {int, float} or not 0 <= seconds <= _TEN_YEARS:
            raise ValueError("`advance` is a number of seconds, from 0 to ten years")
        self.clock.ahead += timedelta(seconds=seconds)
        return JSONResponse({"now": iso_milliseconds(self.clock.now())})

    async def edit_experience(self, request: Request) -> Response:
        changes = await _object(request)
        return self._done_in_studio(partial(edit_as_studio, changes=changes), request)

    async def copy_experience(self, request: Request) -> Response:
        return self._done_in_studio(copy_as_studio, request)

    async def delete_experience(self, request: Request) -> Response:
        return self._done_in_studio(delete_as_studio, request)

    def _done_in_studio(self, act: Callable[[Account, str, str], Any], request: Request) -> Response:
        segment, experience_id = request.path_params["segment"], _id(request)
        try:
            return JSONResponse(act(self.account, segment, experience_id))
        except KeyError:
            return JSONResponse({"error": f"no {segment} with the id {experience_id}"}, status_code=404)

    async def show_segment(self, request: Request) -> Response:
        """The user ids that were added to a segment; the API has no call for it."""
        self.account.settle()
        return JSONResponse({"user_ids": list(self.account.segment_members.get(_id(request), ()))})

    async def show_group(self, request: Request) -> Response:
        """The user ids of a group; the API has no call for it."""
        return JSONResponse({"user_ids": list(self.account.group_members.get(_id(request), ()))})

    async def show_export(self, request: Request) -> Response:
        """What the link in the mail of an export job leads to, once the job is done."""
        job_id = _id(request)
        job, export = self.account.jobs.get(job_id), self.account.exports.get(job_id)
        if job is None or export is None or not job.is_finished(self.clock.now()):
            return JSONResponse({"error": f"no finished export with the id {job_id}"}, status_code=404)
        return JSONResponse({"email": export["email"], "content": export_content(export)})

    async def show_enforcement(self, _request: Request) -> Response:
        """Whether the SDK must prove who it is; the API has no call for it."""
        return JSONResponse({"is_enforced": self.account.is_enforced})

    async def show_secrets(self, _request: Request) -> Response:
        """The value of every secret field there is: what no client of the APIs may let anybody see."""
        keys = [key["key"] for key in self.account.sdk_keys.values()]
        return JSONResponse({"secrets": [*keys, *secrets_of(self.organization.apps.values())]})


def _explained(endpoint: _Endpoint) -> _Endpoint:
    """Answers a ValueError with its sentence."""

    async def explained(request: Request) -> Response:
        try:
            return await endpoint(request)
        except ValueError as error:
            return JSONResponse({"error": str(error)}, status_code=400)

    return explained


def _id(request: Request) -> str:
    return unquote(request.path_params["id"])


async def _object(request: Request) -> dict[str, Any]:
    body = orjson.loads(await request.body() or b"{}")
    if not isinstance(body, dict):
        raise ValueError("the body is not a JSON object")  # noqa: TRY004 - a caller's mistake, answered as 400
    return body
