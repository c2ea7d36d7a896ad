"""Decisions about change requests: votes are counted in one transaction, by the rule that holds then (design 6.1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.domain.audit import Verdict, Who
from bot.domain.change_requests import ChangeRequest, State
from bot.domain.decisions import why_not_decide, why_not_reject
from bot.domain.people import Person, Role
from bot.domain.policy import Ruling, able_of, why_not_approver
from bot.services.people import PeopleService
from bot.services.policy import PolicyService
from bot.services.request_steps import RequestSteps, StateMovedError, again_when_moved
from storage.database import Database
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class _Electorate:
    """Those on whom it depends, as Slack and the grants describe them at this moment."""

    clicker: Person
    voters: Mapping[str, Person]
    requester_groups: frozenset[str] | None
    """None where they were not read, since no rule asks for them."""


class DecisionsService:
    """Says yes and no. Whoever clicks, and whoever said yes before, is looked up anew for each decision."""

    def __init__(
        self,
        database: Database,
        steps: RequestSteps,
        policy: PolicyService,
        people: PeopleService,
        clock: Clock,
        wake_outbox: Callable[[], None],
    ) -> None:
        self._database = database
        self._steps = steps
        self._policy = policy
        self._people = people
        self._clock = clock
        self._wake_outbox = wake_outbox

    async def approve(self, team_id: str, request_id: str, who: Who) -> ChangeRequest:
        """Says yes; the request is approved once enough people have. Raises NotAllowed when this one may not."""
        return await self._decide(team_id, request_id, State.APPROVED, who, "")

    async def reject(self, team_id: str, request_id: str, who: Who, note: str) -> ChangeRequest:
        """Says no, which ends it. Raises NotAllowed like `approve`."""
        return await self._decide(team_id, request_id, State.REJECTED, who, note)

    async def may_approve(self, request: ChangeRequest) -> tuple[Person, ...]:
        """Who may approve a request and has not, by name. Some minutes old, so for telling, not for deciding."""
        ruling = await self._policy.about(request)
        requester = await self._people.person(
            request.team_id, request.requester_id, afresh=False, account_key=request.account_key
        )
        able = await self.able(ruling, requester, request.account_key)
        return able if request.has_enough else tuple(p for p in able if p.id not in request.approved_by)

    async def able(self, ruling: Ruling, requester: Person, account_key: str) -> tuple[Person, ...]:
        """Who could approve what somebody asks for, by name; for telling as well."""
        everybody = await self._people.with_role(requester.team_id, Role.VIEWER, account_key)
        return able_of(everybody, ruling, requester.id, requester.groups)

    async def _decide(self, team_id: str, request_id: str, to: State, who: Who, note: str) -> ChangeRequest:
        async def decide() -> ChangeRequest:
            request = await self._database.read(lambda work: self._steps.read(work, team_id, request_id))
            electorate = await self._electorate(request, who.id)
            return await self._database.transact(
                lambda work: self._write_decision(work, team_id, request_id, electorate, to, who, note)
            )

        decided = await again_when_moved(decide)
        self._wake_outbox()
        return decided

    async def _electorate(self, request: ChangeRequest, clicker_id: str) -> _Electorate:
        async def afresh(user_id: str) -> Person:
            return await self._people.person(
                request.team_id, user_id, afresh=True, account_key=request.account_key
            )

        rules = await self._policy.listing(request.team_id)
        is_kin_refused = not all(rule.own_group for rule in rules)
        requester_groups = (await afresh(request.requester_id)).groups if is_kin_refused else None
        voters = {voter: await afresh(voter) for voter in request.approved_by}
        return _Electorate(await afresh(clicker_id), voters, requester_groups)

    def _write_decision(
        self,
        work: UnitOfWork,
        team_id: str,
        request_id: str,
        electorate: _Electorate,
        to: State,
        who: Who,
        note: str,
    ) -> ChangeRequest:
        request, person = self._steps.read(work, team_id, request_id), electorate.clicker
        if _is_own_click_again(request, person, to):
            return request
        ruling, now = self._policy.ruling(work, request), self._clock.now()
        groups = _groups_for(ruling, electorate)
        why_not = why_not_reject if to is State.REJECTED else why_not_decide
        if refusal := why_not(request, person, ruling, now, groups):
            raise refusal
        needed = max(1, ruling.needed)
        if to is State.APPROVED:
            if person.id in request.approved_by and len(request.approved_by) < needed:
                return request  # said already, and others are still needed
            self._policy.require_time(work, request)
        self._steps.hold(work, request)
        decided: dict[str, Any] = {"needed": needed, "rule": ruling.words}
        if to is State.REJECTED:
            _vote(work, request, person, Verdict.REJECTED, now)
            decided |= {"decided_by": person.id, "decided_at": now, "decision_note": note}
            return self._steps.move(work, request, to, Verdict.REJECTED, who=who, **decided)
        _vote(work, request, person, Verdict.APPROVED, now)
        is_enough = self._count(work, request, electorate, ruling) >= needed
        if is_enough:
            decided |= {"decided_by": person.id, "decided_at": now}
        state = State.APPROVED if is_enough else State.WAITING
        return self._steps.move(work, request, state, Verdict.APPROVED, who=who, **decided)

    def _count(
        self, work: UnitOfWork, request: ChangeRequest, electorate: _Electorate, ruling: Ruling
    ) -> int:
        """How many said yes; who may not any more is struck out."""
        groups = _groups_for(ruling, electorate)
        people = {**electorate.voters, electorate.clicker.id: electorate.clicker}
        counted = 0
        for vote in work.change_requests.votes(request.id):
            if vote.person_id not in people:
                raise StateMovedError  # somebody voted since they were looked up
            refusals = [why_not_approver(rule, people[vote.person_id], groups) for rule in ruling.rules]
            if any(refusals):
                work.change_requests.strike(request.id, vote.person_id)
            else:
                counted += 1
        return counted


def _groups_for(ruling: Ruling, electorate: _Electorate) -> frozenset[str]:
    """The requester's user groups. Raises StateMovedError where a rule asks for them since they were not read."""
    if electorate.requester_groups is None and not all(rule.own_group for rule in ruling.rules):
        raise StateMovedError
    return electorate.requester_groups or frozenset()


def _vote(work: UnitOfWork, request: ChangeRequest, person: Person, verdict: Verdict, now: datetime) -> None:
    work.change_requests.vote(request.id, person.id, verdict.value, now, person_name=person.member.name)


def _is_own_click_again(request: ChangeRequest, person: Person, to: State) -> bool:
    """Whether it is this person's own decision, delivered again."""
    if to is State.REJECTED:
        return request.state is State.REJECTED and request.decided_by == person.id
    is_open = request.state in {State.WAITING, State.REJECTED, State.WITHDRAWN, State.EXPIRED}
    return person.id in request.approved_by and not is_open
