"""A vendor with any number of accounts and jobs on one socket, and followers of their jobs."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.clients.appcues.connection import open_appcues
from bot.clients.appcues.jobs import Jobs
from bot.domain.accounts import Account, Vendor
from bot.domain.change_requests import ChangeRequest, State
from bot.domain.changes import Done
from bot.domain.followed_jobs import FollowedJob, JobState
from bot.redaction import Redactor
from bot.services.audit import AuditService
from bot.services.followed_jobs import FollowedJobsService, row_from
from bot.services.job_follower import JobFollower
from bot.services.job_news import JobNews
from bot.services.job_watches import JobWatches
from bot.services.notices import NoticesService
from sandbox.slack.serving import serving
from storage.database import Database
from storage.models.followed_jobs import FollowedJobRow
from storage.models.outbox import OutboxRow, OutboxState
from storage.unit_of_work import UnitOfWork
from tests.delivery.stage import MovableClock

Json = dict[str, Any]
TEAM = "T1"


@dataclass
class JobBoard:
    """The jobs of all accounts, as they are told to be, and how often each was asked for."""

    clock: MovableClock
    jobs: dict[str, dict[str, Json]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    troubles: list[int] = field(default_factory=list)
    """Statuses of the next answers."""
    unlisted: set[str] = field(default_factory=set)
    """Jobs that the list leaves out."""
    listens: Callable[[str], Any] | None = None

    def begin(self, account: str, job_id: str, name: str = "Import Profiles") -> None:
        """A job runs."""
        self.jobs.setdefault(account, {})[job_id] = {
            "id": job_id,
            "name": name,
            "status": "IN_PROGRESS",
            "started_at": self.clock.now().strftime("%Y-%m-%dT%H:%M:%S"),
        }

    def end(self, account: str, job_id: str, status: str = "COMPLETED", **counters: Any) -> None:
        """A job ends."""
        events = [{"name": "Ingesting", "attributes": {}}, {"name": "End", "attributes": counters}]
        self.jobs[account][job_id] |= {"status": status, "events": events}

    async def answer(self, request: Request) -> Response:
        account, job_id = request.path_params["account"], request.path_params.get("job", "")
        self.asked[f"get {job_id}" if job_id else "list"] += 1
        if self.listens is not None:
            await self.listens(job_id)
        if self.troubles:
            return JSONResponse({"title": "Trouble"}, self.troubles.pop(0))
        if not job_id:
            listed = [job for job in self.jobs.get(account, {}).values() if job["id"] not in self.unlisted]
            return JSONResponse([{k: v for k, v in job.items() if k != "events"} for job in listed])
        job = self.jobs.get(account, {}).get(job_id)
        return JSONResponse(job) if job else JSONResponse({"title": "Not Found"}, 404)


@dataclass
class Office:
    """What follows the jobs of some accounts, on one database; `follower` makes one more process of it."""

    database: Database
    clock: MovableClock
    board: JobBoard
    follower: Callable[[Collection[str]], JobFollower]

    async def start(self, account: str, job_id: str, requester: str = "U1") -> None:
        """A change that somebody asked for ends in a job."""
        self.board.begin(account, job_id)
        await self.follow(account, job_id, requester=requester)

    async def follow(self, account: str, *job_ids: str, requester: str = "U1") -> None:
        """The conclusions of changes that started these jobs."""
        service = FollowedJobsService(
            self.database, AuditService(self.database, Redactor(), self.clock), self.clock
        )

        def conclude(work: UnitOfWork) -> None:
            for job_id in job_ids:
                request = replace(request_of(requester, job_id, self.clock), account_id=account)
                service.begin(work, request, Done("being imported", job_id=job_id))

        await self.database.transact(conclude)

    async def knows(self, account: str) -> None:
        """All jobs of an account are followed, and were seen to run, for nobody in particular."""
        running = FollowedJob(
            account, "", TEAM, "Import", "", JobState.RUNNING, self.clock.now(), self.clock.now()
        )
        rows = [
            row_from(replace(running, job_id=job_id, name="Import Profiles"))
            for job_id in self.board.jobs[account]
        ]
        await self.database.transact(lambda work: [work.followed_jobs.add(row) for row in rows])

    async def messages(self) -> list[OutboxRow]:
        """All messages that were written, in order."""
        return await self.database.read(
            lambda work: [
                row
                for state in (OutboxState.PENDING, OutboxState.SENT)
                for row in work.outbox.list_by_state(TEAM, state, limit=9999)
            ]
        )

    async def job(self, account: str, job_id: str) -> FollowedJobRow:
        """What is known of a job."""
        row = await self.database.read(lambda work: work.followed_jobs.get(account, job_id, TEAM))
        assert row is not None
        return row


def request_of(requester: str, job_id: str, clock: MovableClock) -> ChangeRequest:
    """A request that led to a job."""
    return ChangeRequest(
        id=f"r-{job_id}",
        team_id=TEAM,
        command_path="appcues imports profiles",
        arguments={},
        item_kind="import of profiles",
        item_id="F1",
        item_name="crew.csv",
        summary="Import profiles from “crew.csv”",
        state_before="",
        effect_words="",
        link="",
        before={},
        fingerprint="",
        requester_id=requester,
        reason="",
        channel_id="C1",
        state=State.DONE,
        created_at=clock.now(),
        expires_at=clock.now(),
    )


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def board(clock: MovableClock) -> AsyncIterator[tuple[JobBoard, str]]:
    board = JobBoard(clock)
    app = Starlette(
        routes=[
            Route("/v2/accounts/{account}/jobs", board.answer),
            Route("/v2/accounts/{account}/jobs/{job}", board.answer),
        ]
    )
    async with serving(app) as url:
        yield board, url


@pytest.fixture
async def office(
    database: Database, clock: MovableClock, board: tuple[JobBoard, str]
) -> AsyncIterator[Office]:
    known, url = board

    async def no_pause(_seconds: float) -> None:
        pass

    async with open_appcues(url, "key", "secret", redactor=Redactor(), sleep=no_pause) as transport:

        def accounts_of(_work: UnitOfWork, team_id: str, vendor: Vendor) -> tuple[Account, ...]:
            return tuple(Account(id, vendor, id) for id in ("1", "2")) if team_id == TEAM else ()

        news = JobNews(NoticesService(database, clock), accounts_of)

        def follower(accounts: Collection[str]) -> JobFollower:
            async def reader_of(account: str) -> Jobs | None:
                return Jobs(transport, account) if account in accounts else None

            audit = AuditService(database, Redactor(), clock)
            return JobFollower(
                database,
                audit,
                reader_of,
                clock,
                watches=JobWatches(database, audit, accounts_of, news),
                news=news,
                wake_outbox=lambda: None,
            )

        yield Office(database, clock, known, follower)
