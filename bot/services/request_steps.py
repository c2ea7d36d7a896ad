"""A step of a change request: new state, card, note in the thread and audit, in one transaction."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from bot.clock import Clock
from bot.domain.api_calls import ApiCall
from bot.domain.audit import MASK, Entry, Verdict, Who
from bot.domain.change_requests import OPEN_STATES, ChangeRequest, State
from bot.errors import BadInput, NoSuchItem
from bot.outbox.enqueue import enqueue
from bot.outbox.message import Message
from bot.services.audit import AuditService
from bot.services.request_news import RequestNews
from bot.services.request_rows import request_from, row_from
from bot.views.change_requests import card, thread_note
from storage.unit_of_work import UnitOfWork

T = TypeVar("T")
Witness = Callable[[UnitOfWork, ChangeRequest, datetime], None]
"""Is told what was asked for, and again where it has come to nothing."""

MOST_TRIES = 5


class StateMovedError(Exception):
    """Somebody else moved the request in the meantime; nothing was written."""


async def again_when_moved(act: Callable[[], Awaitable[T]]) -> T:
    """Does what moves a request on; again when somebody else moved it meanwhile.

    Raises BadInput when others do so again and again.
    """
    for _ in range(MOST_TRIES):
        with suppress(StateMovedError):
            return await act()
    raise BadInput("Others are deciding about the same request right now.", "Look again in a moment.")


class RequestSteps:
    """Writes the steps of change requests inside the transactions of others."""

    def __init__(self, audit: AuditService, news: RequestNews, clock: Clock) -> None:
        self._audit = audit
        self._news = news
        self._clock = clock
        self._witnesses: list[Witness] = []

    def tell_also(self, witness: Witness) -> None:
        """Has somebody told, too, in the same transactions; what is done has consequences of its own."""
        self._witnesses.append(witness)

    def read(self, work: UnitOfWork, team_id: str, request_id: str) -> ChangeRequest:
        """One request of this workspace. Raises NoSuchItem."""
        row = work.change_requests.get(team_id, request_id)
        if row is None:
            raise NoSuchItem(
                f"There is no request “{request_id}”.", "Look at /callboard approvals.", field="request"
            )
        return _with_votes(work, request_from(row))

    def hold(self, work: UnitOfWork, request: ChangeRequest) -> None:
        """Keeps others from deciding until this transaction ends.

        Raises StateMovedError when it is not in the state any more in which it was read.
        """
        if not work.change_requests.move(request.id, [request.state.value], request.state.value):
            raise StateMovedError

    def open(self, work: UnitOfWork, request: ChangeRequest, who: Who) -> ChangeRequest | None:
        """Stores a new request and posts its card; the one that is open for the item, if there is one, instead.

        One that nobody decided about in time does not stand in the way: it is closed.
        """
        if not work.change_requests.add(row_from(request)):
            standing = self._standing(work, request)
            if standing.state is not State.WAITING or standing.expires_at > request.created_at:
                return standing
            self.expire(work, standing)
            if not work.change_requests.add(row_from(request)):
                raise StateMovedError
        if request.has_card:
            self._tell(work, request, request.created_at)
            self._news.tell(work, request, request.created_at)
            self._write_down(work, request, Verdict.ASKED, who, request.reason)
            self._bear_witness(work, request)
        return None

    def expire(self, work: UnitOfWork, request: ChangeRequest) -> None:
        """Closes a request that nobody decided about in time."""
        self.move(work, request, State.EXPIRED, Verdict.EXPIRED, who=Who("", "clock"))

    def _standing(self, work: UnitOfWork, request: ChangeRequest) -> ChangeRequest:
        row = work.change_requests.open_for_item(
            request.team_id,
            request.command_path,
            request.item_kind,
            request.item_id,
            account_id=request.account_id,
            not_before=request.not_before,
        )
        if row is None:
            raise StateMovedError
        return request_from(row)

    def move(
        self,
        work: UnitOfWork,
        request: ChangeRequest,
        to: State,
        verdict: Verdict,
        *,
        who: Who,
        calls: Sequence[ApiCall] = (),
        **fields: Any,
    ) -> ChangeRequest:
        """Moves a request on from the state it was read in, and lets go of it; `calls` were made on the way.

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
        after = _with_votes(work, replace(request, state=to, **fields))
        self._news.tell(work, after, self._clock.now())
        self._tell_anew(work, after, is_late=request.checks > 0)
        detail = after.outcome_note or after.decision_note or _progress(after)
        self._write_down(work, after, verdict, who, detail, calls)
        if to not in {*OPEN_STATES, State.DONE}:
            self._bear_witness(work, after)
        return after

    def settle_secret(self, work: UnitOfWork, team_id: str, request_id: str, note: str = "") -> ChangeRequest:
        """Offers the secret that a request brought forth no more; `note` says why, where it was not shown."""
        request = self.read(work, team_id, request_id)
        outcome = "; ".join(filter(None, (request.outcome_note, note)))
        settled = replace(request, has_secret=False, outcome_note=outcome)
        work.change_requests.move(
            request.id, [request.state.value], request.state.value, has_secret=False, outcome_note=outcome
        )
        self._tell_anew(work, settled, is_late=request.checks > 0)
        return settled

    def _tell_anew(self, work: UnitOfWork, request: ChangeRequest, *, is_late: bool) -> None:
        """`is_late` where whoever asked has had an answer that said that there is no clear one yet."""
        if request.has_card:
            self._tell(work, request, self._clock.now())
        elif is_late:
            self._tell_late(work, request, self._clock.now())

    def show_rule(self, work: UnitOfWork, request: ChangeRequest, needed: int, rule: str) -> None:
        """Lets the card of a request that waits show the rule that holds by now."""
        if work.change_requests.move(
            request.id, [request.state.value], request.state.value, needed=needed, rule=rule
        ):
            shown = _with_votes(work, replace(request, needed=needed, rule=rule))
            self._tell(work, shown, self._clock.now())
            self._news.tell(work, shown, self._clock.now())

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
                thread_key=request.thread_key if request.follows else "",
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
                thread_key=request.thread_key,
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

    def _bear_witness(self, work: UnitOfWork, request: ChangeRequest) -> None:
        for witness in self._witnesses:
            witness(work, request, self._clock.now())

    def _write_down(
        self,
        work: UnitOfWork,
        request: ChangeRequest,
        verdict: Verdict,
        who: Who,
        detail: str,
        calls: Sequence[ApiCall] = (),
    ) -> None:
        entry = Entry(
            team_id=request.team_id,
            actor_id=who.id,
            source=who.source,
            action=request.command_path,
            verdict=verdict,
            effect="guarded",
            item_kind=request.item_kind,
            item_id=request.item_id,
            item_name=request.item_name,
            arguments={**request.arguments, **dict.fromkeys(request.secrets, MASK)},
            rule=request.rule,
            detail=detail,
            request_id=request.id,
            channel_id=who.channel_id or request.channel_id,
            message_ts=who.message_ts,
            account=request.account_key,
            calls=tuple(calls),
        )
        self._audit.append(work, entry, self._clock.now())


def _with_votes(work: UnitOfWork, request: ChangeRequest) -> ChangeRequest:
    """A counterpart was decided about with the request that it follows."""
    votes = work.change_requests.votes(request.follows or request.id) if request.needed else []
    approved = tuple(vote.person_id for vote in votes if vote.verdict == Verdict.APPROVED)
    names = {vote.person_id: vote.person_name for vote in votes}
    return replace(request, approved_by=approved, names={**request.names, **names})


def _progress(request: ChangeRequest) -> str:
    is_partial = request.state is State.WAITING and request.approved_by
    return f"{len(request.approved_by)} of {request.needed}" if is_partial else ""
