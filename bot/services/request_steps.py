"""A step of a change request: new state, card, note in the thread and audit, in one transaction."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.domain.audit import MASK, Entry, Verdict
from bot.domain.change_requests import ChangeRequest, State
from bot.errors import NoSuchItem
from bot.outbox.enqueue import enqueue
from bot.outbox.message import Message
from bot.services.audit import AuditService
from bot.views.change_requests import card, thread_note
from storage.models.change_requests import ChangeRequestRow
from storage.unit_of_work import UnitOfWork


class StateMovedError(Exception):
    """Somebody else moved the request in the meantime; nothing was written."""


class RequestSteps:
    """Writes the steps of change requests inside the transactions of others."""

    def __init__(self, audit: AuditService, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock

    def read(self, work: UnitOfWork, team_id: str, request_id: str) -> ChangeRequest:
        """One request of this workspace. Raises NoSuchItem."""
        row = work.change_requests.get(team_id, request_id)
        if row is None:
            raise NoSuchItem(f"There is no request “{request_id}”.", "Look at /callboard approvals.")
        return request_from(row)

    def open(self, work: UnitOfWork, request: ChangeRequest, source: str) -> ChangeRequest | None:
        """Stores a new request and posts its card; the one that is open for the item, if there is one, instead."""
        if not work.change_requests.add(row_from(request)):
            standing = work.change_requests.open_for_item(
                request.team_id,
                request.command_path,
                request.item_kind,
                request.item_id,
                account_id=request.account_id,
            )
            if standing is None:
                raise StateMovedError
            return request_from(standing)
        if request.needed:
            self._tell(work, request, request.created_at)
            self._write_down(work, request, Verdict.ASKED, request.requester_id, source, request.reason)
        return None

    def move(
        self,
        work: UnitOfWork,
        request: ChangeRequest,
        to: State,
        verdict: Verdict,
        *,
        actor_id: str,
        source: str,
        **fields: Any,
    ) -> ChangeRequest:
        """Moves a request on from the state it was read in, and lets go of it.

        Raises StateMovedError when it is not in that state any more.
        """
        columns = {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}
        moved = work.change_requests.move(
            request.id,
            [request.state.value],
            to.value,
            **columns,
        )
        if not moved:
            raise StateMovedError
        after = replace(request, state=to, **fields)
        if after.needed:
            self._tell(work, after, self._clock.now())
        elif request.checks:
            self._tell_late(work, after, self._clock.now())
        self._write_down(work, after, verdict, actor_id, source, after.outcome_note or after.decision_note)
        return after

    def _tell(self, work: UnitOfWork, request: ChangeRequest, now: datetime) -> None:
        shown = card(request)
        enqueue(
            work,
            Message(
                request.card_key,
                request.team_id,
                request.channel_id,
                shown.text,
                shown.blocks,
                is_awaited=True,
            ),
            now,
        )
        if note := thread_note(request):
            key = f"{request.card_key}:{request.state}"
            message = Message(
                key,
                request.team_id,
                request.channel_id,
                note.text,
                note.blocks,
                thread_key=request.card_key,
                is_awaited=True,
            )
            enqueue(work, message, now)

    def _tell_late(self, work: UnitOfWork, request: ChangeRequest, now: datetime) -> None:
        """Tells somebody who had no clear answer, and has no card to look at, what came of it after all."""
        if note := thread_note(request):
            key = f"{request.card_key}:{request.state}"
            message = Message(
                key, request.team_id, request.requester_id, note.text, note.blocks, is_awaited=True
            )
            enqueue(work, message, now)

    def _write_down(
        self,
        work: UnitOfWork,
        request: ChangeRequest,
        verdict: Verdict,
        actor_id: str,
        source: str,
        detail: str,
    ) -> None:
        entry = Entry(
            team_id=request.team_id,
            actor_id=actor_id,
            source=source,
            action=request.command_path,
            verdict=verdict,
            effect="guarded",
            item_kind=request.item_kind,
            item_id=request.item_id,
            item_name=request.item_name,
            arguments={**request.arguments, **dict.fromkeys(request.secrets, MASK)},
            detail=detail,
            request_id=request.id,
            channel_id=request.channel_id,
        )
        self._audit.append(work, entry, self._clock.now())


def request_from(row: ChangeRequestRow) -> ChangeRequest:
    """The value of a stored request."""
    return ChangeRequest(
        id=row.id,
        team_id=row.team_id,
        command_path=row.command_path,
        arguments=row.args,
        item_kind=row.item_kind,
        item_id=row.item_id,
        item_name=row.item_name,
        summary=row.summary,
        state_before=row.state_before,
        effect_words=row.effect_words,
        link=row.link,
        before=row.before,
        fingerprint=row.fingerprint,
        requester_id=row.requester_id,
        reason=row.reason,
        channel_id=row.channel_id,
        state=State(row.state),
        created_at=row.created_at,
        expires_at=row.expires_at,
        needed=row.needed,
        decided_by=row.decided_by or "",
        decided_at=row.decided_at,
        decision_note=row.decision_note or "",
        started_at=row.started_at,
        finished_at=row.finished_at,
        outcome_note=row.outcome_note or "",
        changed=tuple(row.changed or ()),
        checks=row.checks,
        next_check_at=row.next_check_at,
        secrets=json.loads(row.secret_args) if row.secret_args else {},
        account_id=row.account_id,
        account=row.account,
        is_removal=row.is_removal,
        job_id=row.job_id,
        has_secret=row.has_secret,
    )


def row_from(request: ChangeRequest) -> ChangeRequestRow:
    """A new row for a request."""
    return ChangeRequestRow(
        id=request.id,
        team_id=request.team_id,
        command_path=request.command_path,
        args=dict(request.arguments),
        item_kind=request.item_kind,
        item_id=request.item_id,
        item_name=request.item_name,
        summary=request.summary,
        state_before=request.state_before,
        effect_words=request.effect_words,
        link=request.link,
        before=dict(request.before),
        fingerprint=request.fingerprint,
        requester_id=request.requester_id,
        reason=request.reason,
        channel_id=request.channel_id,
        state=request.state.value,
        decided_by=request.decided_by,
        decided_at=request.decided_at,
        needed=request.needed,
        created_at=request.created_at,
        expires_at=request.expires_at,
        card_key=request.card_key,
        account_id=request.account_id,
        is_removal=request.is_removal,
        account=request.account,
        secret_args=json.dumps(dict(request.secrets)) if request.secrets else None,
    )
