"""The verbs of change requests: each step is compare-and-set, so that one of two clicks has an effect."""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, bindparam, delete, func, or_, update
from sqlmodel import Session, col, select

from storage.models.change_requests import OPEN_STATES, ApprovalVoteRow, ChangeRequestRow, RequestState
from storage.repositories.statements import changed, insert_unless_known, storable

_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"  # nothing that reads like something else, and no u: no words
_ID_LENGTH = 8

Requests = list[ChangeRequestRow]
Votes = list[ApprovalVoteRow]


def request_id_from(key: str) -> str:
    """The id that belongs to a key: the same for the same, so that one cause makes one request.

    It can be read out: eight letters and digits, none of them alike.
    """
    number = int.from_bytes(hashlib.sha256(key.encode()).digest())
    letters = []
    for _ in range(_ID_LENGTH):
        number, place = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[place])
    return "".join(letters)


# Made once, for every digest asks it: making a query takes longer than running it.
_UPCOMING = (
    select(ChangeRequestRow)
    .where(
        col(ChangeRequestRow.team_id) == bindparam("team"),
        col(ChangeRequestRow.state).in_((RequestState.WAITING, RequestState.APPROVED)),
        col(ChangeRequestRow.not_before).is_not(None),
    )
    .order_by(col(ChangeRequestRow.not_before), col(ChangeRequestRow.id))
    .limit(bindparam("most"))
)


class ChangeRequestRepository:
    """Changes that wait for a second person, and the votes on them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, request: ChangeRequestRow) -> bool:
        """Write a request; False when one for the same item, command and time is still open."""
        return insert_unless_known(self._session, ChangeRequestRow, **request.model_dump())

    def get(self, team_id: str, id: str) -> ChangeRequestRow | None:
        """The request of this id, in whatever state, if it belongs to this workspace."""
        query = select(ChangeRequestRow).where(
            col(ChangeRequestRow.id) == id, col(ChangeRequestRow.team_id) == team_id
        )
        return self._session.scalars(query).first()

    def open_for_item(
        self,
        team_id: str,
        command_path: str,
        item_kind: str,
        item_id: str,
        *,
        account_id: str = "",
        not_before: datetime | None = None,
    ) -> ChangeRequestRow | None:
        """The request of this command for this item and time that is not closed yet; there is at most one."""
        when = col(ChangeRequestRow.not_before)
        query = select(ChangeRequestRow).where(
            col(ChangeRequestRow.team_id) == team_id,
            col(ChangeRequestRow.account_id) == account_id,
            col(ChangeRequestRow.command_path) == command_path,
            col(ChangeRequestRow.item_kind) == item_kind,
            col(ChangeRequestRow.item_id) == item_id,
            col(ChangeRequestRow.state).in_(OPEN_STATES),
            when.is_(None) if not_before is None else when == not_before,
        )
        return self._session.scalars(query).first()

    def list(
        self,
        team_id: str,
        *,
        states: Collection[str] = (),
        requester_id: str = "",
        newest_first: bool = False,
        limit: int = 50,
        offset: int = 0,
    ) -> Requests:
        """Requests of a workspace, oldest first unless said otherwise; empty filters let all through."""
        when = col(ChangeRequestRow.created_at)
        query = (
            select(ChangeRequestRow)
            .where(*_filters(team_id, states, requester_id))
            .order_by(when.desc() if newest_first else when, col(ChangeRequestRow.id))
        )
        return [*self._session.scalars(query.limit(limit).offset(offset))]

    def count(self, team_id: str, *, states: Collection[str] = (), requester_id: str = "") -> int:
        """How many `list` would show without a limit."""
        query = select(func.count()).select_from(ChangeRequestRow)
        return self._session.scalars(query.where(*_filters(team_id, states, requester_id))).one()

    def move(self, id: str, expected: Collection[str], new_state: str, **fields: Any) -> bool:
        """Change the state, and other fields by their names with it; False when it is in no expected state.

        Whoever worked on the request has let go of it afterwards, unless the new state is `executing`.
        """
        released = {} if new_state == RequestState.EXECUTING else {"owner": "", "lease_until": None}
        given = {name: storable(value) for name, value in fields.items()}
        values = {**released, **given, "state": new_state, "version": col(ChangeRequestRow.version) + 1}
        return (
            changed(self._session, _update(id, col(ChangeRequestRow.state).in_(expected)).values(values)) == 1
        )

    def claim(self, id: str, owner: str, now: datetime, lease: timedelta) -> ChangeRequestRow | None:
        """Take a request that is due to be carried out or looked at, and make it `executing`; else None.

        Due are those that `due_to_check` finds. The row is returned as it is after the claim.
        """
        statement = _update(id, _is_due(now)).values(
            state=RequestState.EXECUTING,
            owner=owner,
            lease_until=now + lease,
            version=col(ChangeRequestRow.version) + 1,
        )
        if changed(self._session, statement) == 0:
            return None
        return self._session.scalars(select(ChangeRequestRow).where(col(ChangeRequestRow.id) == id)).one()

    def mark_started(self, id: str, owner: str, at: datetime, lease: timedelta) -> bool:
        """Write down that the effect is about to be tried, and hold on; False when it is not theirs any more."""
        statement = _update(id, *_is_held(owner)).values(started_at=at, lease_until=at + lease)
        return changed(self._session, statement) == 1

    def renew(self, id: str, owner: str, until: datetime) -> bool:
        """Hold on to a request that is being carried out; False when it is not theirs any more."""
        return changed(self._session, _update(id, *_is_held(owner)).values(lease_until=until)) == 1

    def release_of_dead_processes(self, owner: str) -> int:
        """Free what any other owner holds. Right only where there is one process, that is, on SQLite."""
        held = col(ChangeRequestRow.owner).not_in(["", owner])
        return changed(self._session, update(ChangeRequestRow).where(held).values(owner="", lease_until=None))

    def vote(
        self, request_id: str, person_id: str, verdict: str, now: datetime, *, person_name: str = ""
    ) -> bool:
        """Write down what a person said; False when they had spoken before."""
        return insert_unless_known(
            self._session,
            ApprovalVoteRow,
            request_id=request_id,
            person_id=person_id,
            person_name=person_name,
            verdict=verdict,
            at=now,
        )

    def votes(self, request_id: str) -> Votes:
        """What people said, in order."""
        query = select(ApprovalVoteRow).where(col(ApprovalVoteRow.request_id) == request_id)
        order = (col(ApprovalVoteRow.at), col(ApprovalVoteRow.person_id))
        return [*self._session.scalars(query.order_by(*order))]

    def votes_on_waiting(self, team_id: str) -> Votes:
        """What people said about all that waits for a decision in a workspace, in order."""
        is_waiting = (
            col(ChangeRequestRow.team_id) == team_id,
            col(ChangeRequestRow.state) == RequestState.WAITING,
        )
        query = select(ApprovalVoteRow).join(
            ChangeRequestRow, col(ChangeRequestRow.id) == ApprovalVoteRow.request_id
        )
        order = (col(ApprovalVoteRow.at), col(ApprovalVoteRow.person_id))
        return [*self._session.scalars(query.where(*is_waiting).order_by(*order))]

    def count_reminder(self, id: str, state: str, number: int) -> bool:
        """Write down that this reminder is told; False when it was, or when the request is in another state."""
        is_new = (col(ChangeRequestRow.state) == state, col(ChangeRequestRow.reminders) < number)
        return changed(self._session, _update(id, *is_new).values(reminders=number)) == 1

    def strike(self, request_id: str, person_id: str) -> None:
        """Forget what a person said, who may not any more."""
        spoken = (
            col(ApprovalVoteRow.request_id) == request_id,
            col(ApprovalVoteRow.person_id) == person_id,
        )
        changed(self._session, delete(ApprovalVoteRow).where(*spoken))

    def in_hand(self, team_id: str, account_id: str) -> set[tuple[str, str]]:
        """What is being changed right now in an account, or perhaps was: the kinds and ids of the items."""
        query = select(ChangeRequestRow.item_kind, ChangeRequestRow.item_id).where(
            col(ChangeRequestRow.team_id) == team_id,
            col(ChangeRequestRow.account_id) == account_id,
            col(ChangeRequestRow.state).in_((RequestState.EXECUTING, RequestState.UNKNOWN)),
        )
        return {(kind, item_id) for kind, item_id in self._session.execute(query)}

    def due_to_expire(self, now: datetime, *, limit: int = 50) -> Requests:
        """Requests that wait for a decision beyond their time."""
        return self._due(
            limit,
            col(ChangeRequestRow.state) == RequestState.WAITING,
            col(ChangeRequestRow.expires_at) <= now,
        )

    def upcoming(self, team_id: str, *, limit: int) -> Requests:
        """Requests that have a time of their own and are waited for, the nearest first."""
        return [*self._session.scalars(_UPCOMING, {"team": team_id, "most": limit})]

    def is_being_made(self, account_id: str) -> bool:
        """Whether a change of an account is being carried out, or was and nobody knows yet what came of it."""
        query = select(ChangeRequestRow.id).where(
            col(ChangeRequestRow.account_id) == account_id,
            col(ChangeRequestRow.state).in_((RequestState.EXECUTING, RequestState.UNKNOWN)),
        )
        return self._session.scalars(query.limit(1)).first() is not None

    def all_waiting(self, *, after: str = "", limit: int) -> Requests:
        """What waits for a decision in any workspace, by ids, from the one after that id on."""
        query = select(ChangeRequestRow).where(
            col(ChangeRequestRow.state) == RequestState.WAITING, col(ChangeRequestRow.id) > after
        )
        return [*self._session.scalars(query.order_by(col(ChangeRequestRow.id)).limit(limit))]

    def due_to_check(self, now: datetime, team_ids: Collection[str], *, limit: int = 50) -> Requests:
        """What was approved there and is not finished, with nobody at it: to be carried out, or looked at again."""
        return self._due(limit, _is_due(now), col(ChangeRequestRow.team_id).in_(team_ids))

    def _due(self, limit: int, *conditions: ColumnElement[bool]) -> Requests:
        query = select(ChangeRequestRow).where(*conditions).order_by(col(ChangeRequestRow.created_at))
        return [*self._session.scalars(query.limit(limit))]


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(col(ChangeRequestRow.lease_until).is_(None), col(ChangeRequestRow.lease_until) <= now)


def _is_due(now: datetime) -> ColumnElement[bool]:
    state, begin, check = (
        col(ChangeRequestRow.state),
        col(ChangeRequestRow.not_before),
        col(ChangeRequestRow.next_check_at),
    )
    approved = and_(state == RequestState.APPROVED, or_(begin.is_(None), begin <= now))
    unknown = and_(state == RequestState.UNKNOWN, or_(check.is_(None), check <= now))
    return and_(or_(approved, unknown, state == RequestState.EXECUTING), _is_free(now))


def _is_held(owner: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (col(ChangeRequestRow.state) == RequestState.EXECUTING, col(ChangeRequestRow.owner) == owner)


def _update(id: str, *conditions: ColumnElement[bool]) -> Update:
    return update(ChangeRequestRow).where(col(ChangeRequestRow.id) == id, *conditions)


def _filters(team_id: str, states: Collection[str], requester_id: str) -> tuple[ColumnElement[bool], ...]:
    conditions: tuple[ColumnElement[bool], ...] = (col(ChangeRequestRow.team_id) == team_id,)
    if states:
        conditions += (col(ChangeRequestRow.state).in_(states),)
    if requester_id:
        conditions += (col(ChangeRequestRow.requester_id) == requester_id,)
    return conditions
