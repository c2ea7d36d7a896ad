"""What a change that holds for a while leads to: the change that takes it back, agreed to by the same decision."""

from collections.abc import Callable
from dataclasses import replace

from bot.clock import Clock
from bot.domain.audit import Who
from bot.domain.change_requests import ChangeRequest, State
from bot.domain.changes import Done, fingerprint
from bot.services.request_steps import RequestSteps
from storage.unit_of_work import UnitOfWork


class Counterparts:
    """Stores the counterpart of a change in the transaction that concludes it as done."""

    def __init__(self, steps: RequestSteps, clock: Clock, id_from: Callable[[str], str]) -> None:
        self._steps = steps
        self._clock = clock
        self._id_from = id_from

    def store(self, work: UnitOfWork, request: ChangeRequest, done: Done) -> None:
        """Stores it, approved, and waiting for its time in the thread of the same card."""
        counterpart = request.counterpart
        if counterpart is None or request.until is None:
            return
        follower = replace(
            request,
            id=self._id_from(f"{request.id}:counterpart"),
            command_path=counterpart.command_path,
            arguments=counterpart.arguments,
            summary=counterpart.summary,
            effect_words=counterpart.effect_words,
            state_before=done.words,
            before=done.fields,
            fingerprint=fingerprint(done.fields),
            state=State.APPROVED,
            created_at=self._clock.now(),
            not_before=request.until,
            until=None,
            counterpart=None,
            follows=request.id,
            started_at=None,
            finished_at=None,
            outcome_note="",
            checks=0,
            next_check_at=None,
            reminders=0,
        )
        who = Who(request.requester_id, "approval" if request.needed else "at once")
        self._steps.open(work, follower, who)
