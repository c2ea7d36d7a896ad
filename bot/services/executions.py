"""Carrying out what was approved: once, by one process at a time, taken up again after a crash (design 6.1)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.clients.call_notes import noting_calls
from bot.clock import Clock
from bot.crash_points import crash_point
from bot.domain.api_calls import ApiCall
from bot.domain.audit import Verdict, Who
from bot.domain.change_requests import ChangeRequest, State
from bot.domain.changes import AlreadySo, Done, Failed, Missed, Moved, Outcome, Unclear, Unknown
from bot.errors import ApiError, ApiItemMissing, CallboardError, NoSuchItem, PersonError
from bot.services.changes import Change, carry_out
from bot.services.request_rows import request_from
from bot.services.request_steps import RequestSteps, StateMovedError
from storage.database import Database
from storage.unit_of_work import UnitOfWork

_LOG = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
RENEWED_AFTER = 20.0
"""Seconds; a file of 200 MB is on its way for longer than a lease."""
CHECK_AFTER = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 45, 120, 300))
"""When to look again after no clear answer came; after the last one a person has to look."""

GONE = "gone"
"""How an item is that was to be removed, and is not there any more."""

Rebuild = Callable[[ChangeRequest], Awaitable[Change]]
Consequence = Callable[[UnitOfWork, ChangeRequest, Done], None]
"""What is written down in the transaction in which a change is concluded as done."""


class ExecutionsService:
    """Carries out approved requests and finds out what came of those whose answer was lost."""

    def __init__(
        self,
        database: Database,
        steps: RequestSteps,
        clock: Clock,
        *,
        owner: str,
        wake_outbox: Callable[[], None],
        why_not_now: Callable[[ChangeRequest], Awaitable[str]],
        consequences: Sequence[Consequence] = (),
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._steps = steps
        self._clock = clock
        self._owner = owner
        self._wake_outbox = wake_outbox
        self._why_not_now = why_not_now
        self._consequences = tuple(consequences)
        self._pause = pause

    async def carry_out(self, request: ChangeRequest, rebuild: Rebuild) -> ChangeRequest:
        """Carries out an approved request, unless somebody is at it or it is finished. Safe to call again.

        `rebuild` makes the change again from the stored command; what it raises is the reason for not doing it.
        """
        crash_point("decision_committed_before_execution")
        now = self._clock.now()
        claimed = await self._database.transact(
            lambda work: work.change_requests.claim(request.id, self._owner, now, LEASE)
        )
        if claimed is None:
            return await self._current(request)
        held = request_from(claimed)
        crash_point("claimed_before_started_mark")
        try:
            with noting_calls() as calls:
                async with self._holding(held.id):
                    outcome = await self._outcome(held, rebuild)
            crash_point("read_back_before_conclusion")
            return await self._database.transact(lambda work: self._conclude(work, held, outcome, calls))
        except StateMovedError:
            return await self._current(request)
        finally:
            crash_point("conclusion_committed_before_reply")
            self._wake_outbox()

    async def due(self, team_ids: Collection[str]) -> tuple[ChangeRequest, ...]:
        """What was approved in these workspaces and is not finished, with nobody at it."""
        now = self._clock.now()

        return await self._database.read(
            lambda work: tuple(request_from(row) for row in work.change_requests.due_to_check(now, team_ids))
        )

    @asynccontextmanager
    async def _holding(self, request_id: str) -> AsyncIterator[None]:
        """Keeps others away from a request for as long as it is worked on."""
        renewing = asyncio.create_task(self._renew(request_id))
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    async def _renew(self, request_id: str) -> None:
        while True:
            await self._pause(RENEWED_AFTER)
            until = self._clock.now() + LEASE
            try:
                await self._database.transact(
                    lambda work: work.change_requests.renew(request_id, self._owner, until)  # noqa: B023 - awaited here
                )
            except Exception:  # noqa: BLE001 - the database may be away for a while; the next round sees
                _LOG.exception("lease_not_renewed", request_id=request_id)

    def _conclude(
        self, work: UnitOfWork, held: ChangeRequest, outcome: Outcome, calls: Sequence[ApiCall]
    ) -> ChangeRequest:
        conclusion = conclude(held, outcome, self._clock.now())
        concluded = self._steps.move(
            work,
            held,
            conclusion.state,
            conclusion.verdict,
            who=Who(held.decided_by, "approval" if held.needed else "at once"),
            calls=calls,
            **conclusion.fields,
        )
        if isinstance(outcome, Done):
            for consequence in self._consequences:
                consequence(work, concluded, outcome)
        return concluded

    async def _outcome(self, held: ChangeRequest, rebuild: Rebuild) -> Outcome:
        async def mark_started() -> datetime:
            at = self._clock.now()
            is_still_ours = await self._database.transact(
                lambda work: work.change_requests.mark_started(held.id, self._owner, at, LEASE)
            )
            if not is_still_ours:
                raise StateMovedError
            crash_point("started_mark_before_api_call")
            return at

        if held.started_at is None and (words := await self._why_not_now(held)):
            return Missed(words)
        try:
            change = await rebuild(held)
        except (NoSuchItem, ApiItemMissing) as error:
            if held.is_removal:
                return Done(GONE) if held.started_at else AlreadySo(GONE)
            return Unknown(error) if held.started_at else Failed(error)
        except (ApiError, PersonError) as error:
            return Unknown(error) if held.started_at else Failed(error)
        return await carry_out(change, agreed=held.before, started_at=held.started_at, on_start=mark_started)

    async def _current(self, request: ChangeRequest) -> ChangeRequest:
        return await self._database.read(lambda work: self._steps.read(work, request.team_id, request.id))


@dataclass(frozen=True)
class Conclusion:
    """What an outcome makes of a request."""

    state: State
    verdict: Verdict
    fields: Mapping[str, Any] = field(default_factory=dict)


def conclude(  # noqa: PLR0911 - one for each outcome
    request: ChangeRequest, outcome: Outcome, now: datetime
) -> Conclusion:
    """What becomes of a request that was being carried out."""
    match outcome:
        case Done(words, job_id, secret):
            fields = {
                "finished_at": now,
                "outcome_note": words,
                "job_id": job_id,
                "has_secret": secret is not None,
            }
            return Conclusion(State.DONE, Verdict.DONE, fields)
        case AlreadySo(words):
            note = f"It was already {words} by then, so nothing was done."
            return Conclusion(State.CHANGED, Verdict.SKIPPED, {"finished_at": now, "outcome_note": note})
        case Missed(words):
            return Conclusion(State.CHANGED, Verdict.SKIPPED, {"finished_at": now, "outcome_note": words})
        case Moved(names):
            return Conclusion(State.CHANGED, Verdict.CHANGED, {"finished_at": now, "changed": names})
        case Failed(error):
            return Conclusion(
                State.FAILED, Verdict.FAILED, {"finished_at": now, "outcome_note": _reason(error)}
            )
        case Unclear(error):
            note = _reason(error) if error else "No clear answer came."
            return Conclusion(State.UNCLEAR, Verdict.UNKNOWN, {"finished_at": now, "outcome_note": note})
        case Unknown(error):
            return _still_unknown(request, error, now)


def _still_unknown(request: ChangeRequest, error: CallboardError | None, now: datetime) -> Conclusion:
    if request.checks < len(CHECK_AFTER):
        fields = {"checks": request.checks + 1, "next_check_at": now + CHECK_AFTER[request.checks]}
        return Conclusion(State.UNKNOWN, Verdict.UNKNOWN, fields)
    doubt = f" ({_reason(error)})" if error else ""
    note = f"No clear answer came, and looking {request.checks} times did not show it in effect{doubt}. Look in Studio."
    return Conclusion(State.FAILED, Verdict.FAILED, {"finished_at": now, "outcome_note": note})


def _reason(error: CallboardError) -> str:
    return f"{error.sentence} {error.hint}".strip()
