"""Change requests: asked for by one person, decided by another (design 6.1)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.clock import Clock
from bot.domain.audit import Verdict
from bot.domain.change_requests import ChangeRequest, State
from bot.domain.changes import Sight, fingerprint
from bot.domain.people import Person
from bot.domain.policy import Rule, rule_for, why_not_decide, why_not_withdraw
from bot.errors import BadInput
from bot.services.changes import Change
from bot.services.request_steps import RequestSteps, StateMovedError, request_from
from storage.database import Database
from storage.unit_of_work import UnitOfWork

T = TypeVar("T")

MOST_LISTED = 200
MOST_TRIES = 5


@dataclass(frozen=True)
class Origin:
    """Who asks for a change, by which way, and about which account."""

    person: Person
    channel_id: str
    """Where the card goes."""
    source: str
    key: str
    """Of the delivery with which it came."""
    account_id: str = ""
    account: str = ""
    """How that account is named on the card; empty where there is no other."""


@dataclass(frozen=True)
class Asked:
    """A request that stands; `again` when the same had been asked before and still is open."""

    request: ChangeRequest
    again: bool


class ApprovalsService:
    """Keeps change requests until they are decided."""

    def __init__(
        self,
        database: Database,
        steps: RequestSteps,
        clock: Clock,
        *,
        wake_outbox: Callable[[], None],
        id_from: Callable[[str], str],
    ) -> None:
        self._database = database
        self._steps = steps
        self._clock = clock
        self._wake_outbox = wake_outbox
        self._id_from = id_from

    async def ask(
        self, change: Change, command_path: str, origin: Origin, secret_arguments: Collection[str] = ()
    ) -> Asked:
        """Stores a request and its card; where one is open for the same item, that one stands.

        Where the rule needs no approval, the request is approved from the start and has no card. Delivered again,
        a command finds the request that it made, whatever became of that one in the meantime.
        `secret_arguments` names those that are kept encrypted, apart from the rest.

        Raises BadInput when the change is in effect already, ApiError when the item cannot be read.
        """
        subject = change.subject
        request_id = self._id_from(
            f"{origin.key}:{origin.account_id}:{command_path}:{subject.item_kind}:{subject.item_id}"
        )
        if earlier := await self._made_before(origin.person.team_id, request_id):
            return Asked(earlier, again=False)
        seen = await change.look(None)
        if seen.in_effect:
            words = seen.words or subject.done_words
            raise BadInput(f"Nothing to do: “{subject.item_name}” is already {words}.")
        whole = self._new_request(request_id, change, seen, rule_for(command_path), command_path, origin)
        request = _with_secrets_apart(whole, secret_arguments)

        def store(work: UnitOfWork) -> Asked:
            standing = self._steps.open(work, request, origin.source)
            return Asked(standing or request, again=standing is not None)

        return await self._transact(store)

    async def approve(self, team_id: str, request_id: str, person: Person, source: str) -> ChangeRequest:
        """Says yes. Raises NotAllowed when this person may not, or when nothing is to be decided any more."""

        def decide(work: UnitOfWork) -> ChangeRequest:
            request = self._steps.read(work, team_id, request_id)
            if request.decided_by == person.id and request.state is not State.REJECTED:
                return request  # their own click, delivered again
            return self._decide(work, request, person, State.APPROVED, source, "")

        return await self._transact(decide)

    async def reject(
        self, team_id: str, request_id: str, person: Person, source: str, note: str
    ) -> ChangeRequest:
        """Says no. Raises NotAllowed like `approve`."""

        def decide(work: UnitOfWork) -> ChangeRequest:
            request = self._steps.read(work, team_id, request_id)
            if request.decided_by == person.id and request.state is State.REJECTED:
                return request  # as above
            return self._decide(work, request, person, State.REJECTED, source, note)

        return await self._transact(decide)

    async def withdraw(self, team_id: str, request_id: str, person: Person, source: str) -> ChangeRequest:
        """Takes a request back. Raises NotAllowed when this person may not, or when it is decided."""

        def take_back(work: UnitOfWork) -> ChangeRequest:
            request = self._steps.read(work, team_id, request_id)
            if request.requester_id == person.id and request.state is State.WITHDRAWN:
                return request  # as above
            if refusal := why_not_withdraw(request, person):
                raise refusal
            return self._steps.move(
                work, request, State.WITHDRAWN, Verdict.WITHDRAWN, actor_id=person.id, source=source
            )

        return await self._transact(take_back)

    async def get(self, team_id: str, request_id: str) -> ChangeRequest:
        """One request. Raises NoSuchItem."""
        return await self._database.read(lambda work: self._steps.read(work, team_id, request_id))

    async def waiting(self, team_id: str) -> tuple[ChangeRequest, ...]:
        """What waits for a decision, oldest first."""
        return await self._database.read(
            lambda work: tuple(
                request_from(row)
                for row in work.change_requests.list(team_id, states=[State.WAITING.value], limit=MOST_LISTED)
            )
        )

    async def expire(self) -> int:
        """Closes what nobody decided about in time; how many."""
        now = self._clock.now()

        def close(work: UnitOfWork) -> int:
            late = [request_from(row) for row in work.change_requests.due_to_expire(now)]
            requests = [request for request in late if request.state is State.WAITING]
            for request in requests:
                self._steps.move(work, request, State.EXPIRED, Verdict.EXPIRED, actor_id="", source="clock")
            return len(requests)

        return await self._transact(close)

    async def _made_before(self, team_id: str, request_id: str) -> ChangeRequest | None:
        row = await self._database.read(lambda work: work.change_requests.get(team_id, request_id))
        return request_from(row) if row else None

    def _new_request(
        self,
        request_id: str,
        change: Change,
        seen: Sight,
        rule: Rule,
        command_path: str,
        origin: Origin,
    ) -> ChangeRequest:
        subject, now = change.subject, self._clock.now()
        return ChangeRequest(
            id=request_id,
            team_id=origin.person.team_id,
            command_path=command_path,
            arguments=change.arguments,
            item_kind=subject.item_kind,
            item_id=subject.item_id,
            item_name=subject.item_name,
            summary=subject.summary,
            state_before=subject.state_before,
            effect_words=subject.effect_words,
            link=subject.link,
            before=seen.fields,
            fingerprint=fingerprint(seen.fields),
            requester_id=origin.person.id,
            reason=change.reason,
            channel_id=origin.channel_id,
            state=State.WAITING if rule.approvals else State.APPROVED,
            created_at=now,
            expires_at=now + rule.expires_after,
            needed=rule.approvals,
            decided_by="" if rule.approvals else origin.person.id,
            decided_at=None if rule.approvals else now,
            account_id=origin.account_id,
            is_removal=subject.is_removal,
            account=origin.account,
        )

    def _decide(
        self,
        work: UnitOfWork,
        request: ChangeRequest,
        person: Person,
        to: State,
        source: str,
        note: str,
    ) -> ChangeRequest:
        now = self._clock.now()
        if refusal := why_not_decide(request, person, rule_for(request.command_path), now):
            raise refusal
        verdict = Verdict.APPROVED if to is State.APPROVED else Verdict.REJECTED
        work.change_requests.vote(request.id, person.id, verdict.value, now)
        return self._steps.move(
            work,
            request,
            to,
            verdict,
            actor_id=person.id,
            source=source,
            decided_by=person.id,
            decided_at=now,
            decision_note=note,
        )

    async def _transact(self, step: Callable[[UnitOfWork], T]) -> T:
        """Does a step in one transaction; again when somebody else moved the request meanwhile."""
        for _ in range(MOST_TRIES):
            try:
                result = await self._database.transact(step)
            except StateMovedError:
                continue
            self._wake_outbox()
            return result
        raise BadInput("Others are deciding about the same request right now.", "Look again in a moment.")


def _with_secrets_apart(request: ChangeRequest, names: Collection[str]) -> ChangeRequest:
    secrets = {name: value for name, value in request.arguments.items() if name in names and value}
    plain = {name: value for name, value in request.arguments.items() if name not in secrets}
    return replace(request, arguments=plain, secrets=secrets)
