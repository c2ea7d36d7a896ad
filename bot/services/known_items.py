"""What is known of an account's items: what Callboard changes itself is known at once, so that no look finds it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.domain.change_requests import ChangeRequest
from bot.domain.changes import Done, fingerprint
from bot.domain.drifts import RULES, Drift, Event
from bot.domain.experiences import KIND_BY_PLURAL
from bot.domain.ingestion_rules import difference, rules_in
from bot.domain.known_items import MOST_EARLIER, ItemState, compare, narrowed, state_of
from bot.domain.timestamps import parse_timestamp
from bot.services.drifts import DriftsService
from bot.services.vendors import AppcuesServices
from storage.models.known_items import KnownItemRow
from storage.unit_of_work import UnitOfWork

PROCESSES_APART = timedelta(seconds=30)
"""What became known so shortly before a look began may be newer than what was read: clocks of machines differ."""
UNREAD = ""
"""The fingerprint of an item that was changed since it was read in a list: it is compared at the next look."""


@dataclass(frozen=True)
class Watched:
    """An account that is looked at."""

    team_id: str
    account_id: str
    services: AppcuesServices

    @property
    def place(self) -> tuple[str, str]:
        """The workspace and the account."""
        return self.team_id, self.account_id


class KnownItems:
    """Follows what Callboard does to experiences and ingestion rules."""

    def __init__(self, drifts: DriftsService, clock: Clock, id_from: Callable[[str], str]) -> None:
        self._drifts = drifts
        self._clock = clock
        self._id_from = id_from

    def note(self, work: UnitOfWork, request: ChangeRequest, done: Done) -> None:
        """Knows of a change from the transaction on in which it is concluded.

        What somebody else had changed before, and was agreed to along with it, is told now: later it could not
        be told apart any more.
        """
        if request.item_kind in KIND_BY_PLURAL and done.fields:
            self._note_publishing(work, request, done)
        elif request.item_kind == RULES and done.fields:
            self._note_rules(work, request, done)

    def found(self, row: KnownItemRow, event: Event, **more: Any) -> Drift:
        """A change of an item whose row is as it was before."""
        place = (row.team_id, row.account_id, row.kind, row.item_id)
        return Drift(
            id=self._id_from(":".join(["drift", event, *place, str(row.version)])),
            team_id=row.team_id,
            account_id=row.account_id,
            kind=row.kind,
            item_id=row.item_id,
            event=event,
            found_at=self._clock.now(),
            **{"item_name": row.name, "tags": frozenset(row.tags), **more},
        )

    def _note_publishing(self, work: UnitOfWork, request: ChangeRequest, done: Done) -> None:
        place = (request.team_id, request.account_id, request.item_kind)
        since = work.watch_polls.looked_at(*place)
        if since is None:
            return  # the first look is still to come, and finds it as it is by then
        now, agreed = self._clock.now(), state_of(request.before, request.item_id)
        row = work.known_items.hold(*place, request.item_id)
        if row is None or row.gone_at is not None:
            event = Event.CREATED if row is None else Event.RESTORED
            row = row or row_from(place, request.item_id, agreed, now)
            work.known_items.add(row)
            self._drifts.tell(work, self._before(row, agreed, event, since), now)
        else:
            agreed = narrowed(agreed, state_from(row))
            if found := compare(state_from(row), agreed):
                drift = self._before(row, agreed, Event.CHANGED, since)
                self._drifts.tell(work, replace(drift, difference=found), now)
        after = state_of(done.fields, request.item_id)
        after = replace(agreed, published=after.published, touched=after.touched)
        work.known_items.move(
            row, **columns_of(after), fingerprint=UNREAD, earlier=earlier(row, now), as_of=now, gone_at=None
        )

    def _before(self, row: KnownItemRow, agreed: ItemState, event: Event, since: datetime) -> Drift:
        at = parse_timestamp(agreed.touched)
        named = {"item_name": agreed.name, "tags": frozenset(agreed.tags)}
        return self.found(row, event, published=agreed.published, at=at, since=since, **named)

    def _note_rules(self, work: UnitOfWork, request: ChangeRequest, done: Done) -> None:
        place = (request.team_id, request.account_id, RULES)
        row, now = work.known_items.hold(*place, request.item_id), self._clock.now()
        if row is None:
            return  # the first look is still to come, and finds them as they are by then
        agreed = rules_in(request.before)
        if agreed is not None and fingerprint(request.before) != row.fingerprint:
            found = difference(rules_in(row.parts), agreed.mode, agreed.names)
            self._drifts.tell(work, self.found(row, Event.CHANGED, rules=found), now)
        parts = dict(done.fields)
        work.known_items.move(row, parts=parts, fingerprint=fingerprint(parts), as_of=now)


def row_from(place: tuple[str, str, str], item_id: str, state: ItemState, as_of: datetime) -> KnownItemRow:
    """A new row for an item, not compared with any list yet."""
    team_id, account_id, kind = place
    return KnownItemRow(
        team_id=team_id,
        account_id=account_id,
        kind=kind,
        item_id=item_id,
        fingerprint=UNREAD,
        as_of=as_of,
        **columns_of(state),
    )


def columns_of(state: ItemState) -> dict[str, Any]:
    """The columns that hold a state."""
    return {**vars(state), "tags": list(state.tags), "parts": dict(state.parts)}


def state_from(row: KnownItemRow) -> ItemState:
    """The state that a row holds."""
    return ItemState(row.name, row.published, tuple(row.tags), row.parts, row.touched)


def earlier(row: KnownItemRow, now: datetime) -> list[Any]:
    """What the content of an item was, when it becomes another one now."""
    return [[state_from(row).content, now.isoformat()], *row.earlier][:MOST_EARLIER]
