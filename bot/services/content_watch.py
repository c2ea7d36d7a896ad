"""Looks at the experiences of an account for what was changed outside Callboard."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog

from bot.clock import Clock
from bot.domain.audit import Entry, Verdict
from bot.domain.changes import fingerprint
from bot.domain.drifts import Drift, Event, last_author, time_of
from bot.domain.experiences import Experience, Kind, significant_fields
from bot.domain.known_items import Difference, compare, state_of
from bot.domain.timestamps import parse_timestamp
from bot.errors import ApiError, ApiItemMissing
from bot.services.account_holds import stays
from bot.services.audit import AuditService
from bot.services.changes import CLOCKS_APART
from bot.services.drifts import DriftsService
from bot.services.known_items import (
    PROCESSES_APART,
    KnownItems,
    Watched,
    columns_of,
    earlier,
    row_from,
    state_from,
)
from storage.database import Database
from storage.models.known_items import KnownItemRow
from storage.unit_of_work import UnitOfWork

_LOG = structlog.get_logger(__name__)

MOST_AT_ONCE = 100
"""Items in one transaction: somebody else may want to write."""
MOST_CONFIRMED = 10
"""Items that are missing in a list, and looked for one by one; more of them are looked for the next time."""
ADOPT = "watch adopt"
"""What the audit calls the first look."""


@dataclass(frozen=True)
class _Look:
    """One look at one kind: what was read, since when, and the last look before it."""

    watched: Watched
    kind: Kind
    began: datetime
    since: datetime
    items: Mapping[str, Experience]
    prints: Mapping[str, str]
    tag_names: Mapping[str, str]

    @property
    def place(self) -> tuple[str, str, str]:
        return (*self.watched.place, self.kind.plural)


class ContentWatch:
    """One of any number of watchers over the same database, in this process or another."""

    def __init__(
        self, database: Database, known: KnownItems, drifts: DriftsService, audit: AuditService, clock: Clock
    ) -> None:
        self._database = database
        self._known = known
        self._drifts = drifts
        self._audit = audit
        self._clock = clock

    async def look(self, watched: Watched, kind: Kind) -> int:
        """Tells what was changed since the last look; how many changes. Raises ApiError, and concludes nothing.

        The first look only takes in how everything is.
        """
        began, place = self._clock.now(), (*watched.place, kind.plural)
        items = {each.id: each for each in await watched.services.experiences.read_all(kind)}
        prints = await asyncio.to_thread(_prints, items.values())
        since, known = await self._database.read(
            lambda work: (work.watch_polls.looked_at(*place), work.known_items.prints(*place))
        )
        if since is None:
            await self._adopt(_Look(watched, kind, began, began, items, prints, {}))
            return 0
        gone = await self._gone(watched, kind, known.keys() - prints.keys())
        if gone is None:
            return 0
        different = [id for id, print_ in prints.items() if known.get(id) != print_]
        names = await watched.services.experiences.tag_names() if different else {}
        return await self._record(
            _Look(watched, kind, began, since, items, prints, names), [*different, *gone]
        )

    async def _gone(self, watched: Watched, kind: Kind, missing: Collection[str]) -> list[str] | None:
        """Of those that the list lacks, those that are known to be gone; None if it lacks what is there."""
        gone = []
        for item_id in sorted(missing)[:MOST_CONFIRMED]:
            try:
                await watched.services.experiences.get(kind, item_id)
            except ApiItemMissing:
                gone.append(item_id)
            except ApiError as error:
                _LOG.warning("item_not_looked_for", kind=kind.plural, reason=error.sentence)
            else:
                _LOG.warning("list_is_not_whole", kind=kind.plural, missing=len(missing))
                return None
        return gone

    async def _adopt(self, look: _Look) -> None:
        """Takes in how everything is, without a word to anybody but the audit."""
        rows = await asyncio.to_thread(_rows, look)
        entry = _entry(look, f"{len(rows)} taken in as they are: the first look")

        def write(work: UnitOfWork) -> None:
            if stays(work, *look.watched.place) and work.watch_polls.note_look(*look.place, look.began):
                work.known_items.learn(rows)
                self._audit.append(work, entry, self._clock.now())

        await self._database.transact(write)

    async def _record(self, look: _Look, ids: Sequence[str]) -> int:
        count = 0
        for start in range(0, len(ids), MOST_AT_ONCE):
            some = ids[start : start + MOST_AT_ONCE]
            count += await self._database.transact(partial(self._record_some, look, some))
        await self._database.transact(lambda work: work.watch_polls.note_look(*look.place, look.began))
        return count

    def _record_some(self, look: _Look, ids: Sequence[str], work: UnitOfWork) -> int:
        if not stays(work, *look.watched.place):
            return 0
        # Requests first: one that is concluded in between is seen by the row that it has changed.
        in_hand = work.change_requests.in_hand(*look.watched.place)
        rows = {row.item_id: row for row in work.known_items.some(*look.place, ids)}
        told = 0
        for item_id in sorted(ids):  # in one order, so that two who do this cannot wait for each other
            if (look.kind.plural, item_id) in in_hand:
                continue
            drift = self._move(work, look, item_id, rows.get(item_id))
            if drift is not None:
                told += self._drifts.tell(work, drift, self._clock.now())
        return told

    def _move(self, work: UnitOfWork, look: _Look, item_id: str, row: KnownItemRow | None) -> Drift | None:
        """Knows an item as it is by now; what is to be told of it."""
        item = look.items.get(item_id)
        if row is None:
            return self._appeared(work, look, item) if item else None
        if row.as_of > look.began - PROCESSES_APART:
            return None  # it may be newer than the list
        if item is not None:
            return self._changed(work, look, item, row)
        if row.gone_at or not work.known_items.move(row, gone_at=look.began, as_of=look.began):
            return None
        return self._known.found(row, Event.DELETED, published=row.published, since=look.since)

    def _appeared(self, work: UnitOfWork, look: _Look, item: Experience) -> Drift | None:
        row = _row(look, item)
        if not work.known_items.add(row):
            return None
        if item.created_at is not None and item.created_at < look.since - CLOCKS_APART:
            # A list before lacked it, or it was put away somewhere: nobody has made it now.
            _LOG.info("older_item_taken_in", kind=look.kind.plural, item_id=item.id)
            return None
        author = look.watched.services.experiences.author(item.created_by)
        return self._known.found(
            row, Event.CREATED, published=item.published, author=author, at=item.created_at, since=look.since
        )

    def _changed(self, work: UnitOfWork, look: _Look, item: Experience, row: KnownItemRow) -> Drift | None:
        before, after = state_from(row), state_of(significant_fields(item), item.id)
        found = compare(before, after)
        fields = {
            **columns_of(after),
            "fingerprint": look.prints[item.id],
            "as_of": look.began,
            "gone_at": None,
            "earlier": earlier(row, look.began) if before.content != after.content else row.earlier,
        }
        if not work.known_items.move(row, **fields) or not (found or row.gone_at):
            return None
        became = found.published if found else None
        return self._known.found(
            row,
            Event.RESTORED if row.gone_at else Event.CHANGED,
            item_name=after.name,
            published=after.published,
            difference=_with_names(found or Difference(), look.tag_names),
            tags=frozenset(after.tags),
            author=look.watched.services.experiences.author(last_author(item, became)),
            at=time_of(item, became),
            since=look.since,
            as_until=_as_until(row, after.content) if before.content != after.content else None,
        )


def _prints(items: Iterable[Experience]) -> dict[str, str]:
    return {each.id: fingerprint(significant_fields(each)) for each in items}


def _rows(look: _Look) -> list[KnownItemRow]:
    return [_row(look, each) for each in look.items.values()]


def _row(look: _Look, item: Experience) -> KnownItemRow:
    row = row_from(look.place, item.id, state_of(significant_fields(item), item.id), look.began)
    row.fingerprint = look.prints[item.id]
    return row


def _as_until(row: KnownItemRow, content: str) -> datetime | None:
    return next((parse_timestamp(until) for former, until in row.earlier if former == content), None)


def _with_names(found: Difference, names: Mapping[str, str]) -> Difference:
    """The difference with the names of tags in place of their ids, where they are known."""
    return Difference(
        published=found.published,
        renamed_from=found.renamed_from,
        tags_added=tuple(names.get(each, each) for each in found.tags_added),
        tags_removed=tuple(names.get(each, each) for each in found.tags_removed),
        fields=found.fields,
    )


def _entry(look: _Look, detail: str) -> Entry:
    return Entry(
        team_id=look.watched.team_id,
        actor_id="",
        source="clock",
        action=ADOPT,
        verdict=Verdict.DONE,
        item_kind=look.kind.plural,
        item_name=f"the {look.kind.plural_words} of account {look.watched.services.account_id}",
        detail=detail,
    )
