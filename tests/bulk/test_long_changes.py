"""A change that takes longer than a lease is left alone by others while it is worked on."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.audit import Who
from bot.domain.change_requests import ChangeRequest, State
from bot.domain.changes import Done, Sight, Subject
from bot.errors import BadInput
from bot.redaction import Redactor
from bot.services.audit import AuditService
from bot.services.changes import Change
from bot.services.executions import LEASE, RENEWED_AFTER, ExecutionsService
from bot.services.notices import NoticesService
from bot.services.request_news import RequestNews
from bot.services.request_steps import RequestSteps
from storage.database import Database
from tests.bulk.conftest import TEAM, request_of
from tests.delivery.stage import MovableClock


class LongChange:
    """Takes until it is told to end, or ends in an error."""

    reason = ""
    repeatable = False
    subject = Subject("file", "F1", "crew.csv", "Import it", "", "", "imported")
    arguments: Mapping[str, Any] = {}

    def __init__(self, error: Exception | None = None) -> None:
        self.began, self.ends = asyncio.Event(), asyncio.Event()
        self.calls = 0
        self._error = error

    async def look(self, since: datetime | None) -> Sight:
        return Sight({}, in_effect=None if since else False)

    async def apply(self) -> Done:
        self.calls += 1
        self.began.set()
        await self.ends.wait()
        if self._error:
            raise self._error
        return Done("imported")


class Rounds:
    """Stands in for the pause between two renewals: each goes on when it is told to."""

    def __init__(self) -> None:
        self._go = asyncio.Semaphore(0)
        self.waiting = asyncio.Event()

    async def pause(self, seconds: float) -> None:
        assert seconds == RENEWED_AFTER < LEASE.total_seconds() / 2
        self.waiting.set()
        await self._go.acquire()

    async def go(self) -> None:
        """Lets one renewal happen; returns when the next is waited for."""
        self.waiting.clear()
        self._go.release()
        await self.waiting.wait()


def executions(database: Database, clock: MovableClock, owner: str, rounds: Rounds) -> ExecutionsService:
    steps = RequestSteps(
        AuditService(database, Redactor(), clock), RequestNews(NoticesService(database, clock)), clock
    )

    async def always(_request: ChangeRequest) -> str:
        return ""

    return ExecutionsService(
        database,
        steps,
        clock,
        owner=owner,
        wake_outbox=lambda: None,
        pause=rounds.pause,
        why_not_now=always,
    )


async def approved(database: Database, clock: MovableClock) -> ChangeRequest:
    """A request that waits to be carried out."""
    steps = RequestSteps(
        AuditService(database, Redactor(), clock), RequestNews(NoticesService(database, clock)), clock
    )
    request = replace(request_of("U1", "j1", clock), state=State.APPROVED, needed=0)
    await database.transact(lambda work: steps.open(work, request, Who("U1", "typed")))
    return request


async def test_a_change_is_held_for_as_long_as_it_takes(database: Database, clock: MovableClock) -> None:
    request, change, rounds = await approved(database, clock), LongChange(), Rounds()

    async def rebuild(_request: ChangeRequest) -> Change:
        return change

    ours = executions(database, clock, "ours", rounds)
    others = executions(database, clock, "others", Rounds())
    under_way = asyncio.create_task(ours.carry_out(request, rebuild))
    await change.began.wait()
    for _ in range(8):
        clock.advance(RENEWED_AFTER)
        await rounds.go()
        assert await others.due(["T1"]) == ()
        assert (await others.carry_out(request, rebuild)).state is State.EXECUTING
    change.ends.set()
    assert (await under_way).state is State.DONE
    assert change.calls == 1


async def test_a_change_whose_process_dies_is_taken_up_when_its_lease_has_run_out(
    database: Database, clock: MovableClock
) -> None:
    request, change = await approved(database, clock), LongChange()

    async def rebuild(_request: ChangeRequest) -> Change:
        return change

    dying = asyncio.create_task(executions(database, clock, "ours", Rounds()).carry_out(request, rebuild))
    await change.began.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    others = executions(database, clock, "others", Rounds())
    clock.advance(LEASE.total_seconds() - 1)
    assert await others.due(["T1"]) == ()
    clock.advance(1)
    (due,) = await others.due(["T1"])
    assert (await others.carry_out(due, rebuild)).state is State.UNCLEAR
    assert change.calls == 1, "what cannot be repeated is not"


async def test_an_error_of_whatever_the_change_is_made_of_says_that_it_was_not_made(
    database: Database, clock: MovableClock
) -> None:
    request, change = await approved(database, clock), LongChange(BadInput("The file has another size."))
    change.ends.set()

    async def rebuild(_request: ChangeRequest) -> Change:
        return change

    concluded = await executions(database, clock, "ours", Rounds()).carry_out(request, rebuild)
    assert (concluded.state, concluded.outcome_note) == (State.FAILED, "The file has another size.")


async def test_what_keeps_a_begun_change_from_being_looked_at_does_not_make_it_a_failure(
    database: Database, clock: MovableClock
) -> None:
    request = await approved(database, clock)
    await database.transact(lambda work: work.change_requests.claim(request.id, "dead", clock.now(), LEASE))
    await database.transact(
        lambda work: work.change_requests.mark_started(request.id, "dead", clock.now(), LEASE)
    )
    clock.advance(timedelta(minutes=2).total_seconds())

    async def rebuild(_request: ChangeRequest) -> Change:
        raise BadInput("The person may not ask for this any more.")

    (due,) = await executions(database, clock, "ours", Rounds()).due(["T1"])
    concluded = await executions(database, clock, "ours", Rounds()).carry_out(due, rebuild)
    assert (concluded.team_id, concluded.state) == (TEAM, State.UNKNOWN)
