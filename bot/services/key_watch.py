"""Looks at the SDK keys of an account: which came or went outside Callboard, how many there are, and how old."""

from collections.abc import Mapping
from datetime import datetime

from bot.clock import Clock
from bot.domain.change_requests import ChangeRequest
from bot.domain.changes import Done
from bot.domain.known_items import ItemState
from bot.domain.sdk_keys import KnownKey, SdkKey, known_key, name_of
from bot.domain.timestamps import parse_timestamp
from bot.services.account_holds import stays
from bot.services.key_news import KeyNews
from bot.services.key_rotations import KeyRotationsService
from bot.services.known_items import PROCESSES_APART, Watched, row_from
from storage.database import Database
from storage.models.known_items import KnownItemRow
from storage.unit_of_work import UnitOfWork

KEYS = "keys"
MISSED = "missed"
"""Stands for when a key was touched where one list lacked it; when the next one does as well, it is gone.

No call reads one key, so a list that is not whole can be told from a key that is gone only by looking again.
"""


class KeyWatch:
    """One of any number of watchers over the same database, in this process or another."""

    def __init__(
        self, database: Database, news: KeyNews, rotations: KeyRotationsService, clock: Clock
    ) -> None:
        self._database = database
        self._news = news
        self._rotations = rotations
        self._clock = clock

    async def look(self, watched: Watched) -> int:
        """Tells what is new since the last look; how many keys came or went. Raises ApiError, and concludes nothing.

        The first look takes in which keys there are; how many and how old they are is told from then on.
        """
        began, keys = self._clock.now(), await watched.services.keys.client.list()
        listed = {key.id: key for key in keys}
        return await self._database.transact(lambda work: self._record(work, watched.place, listed, began))

    def note(self, work: UnitOfWork, request: ChangeRequest, done: Done) -> None:
        """Knows of a key that Callboard made, tagged or revoked, from the transaction on that concludes it."""
        if request.item_kind != KEYS:
            return
        place, now = (request.team_id, request.account_id), self._clock.now()
        if request.is_removal:
            self._drop(work, place, request.item_id, now, request)
        elif made := done.fields.get("id"):
            name = name_of(made, done.fields.get("tag"))
            key = KnownKey(made, name, parse_timestamp(done.fields.get("made")))
            work.known_items.add(_row(place, key, now))
            self._rotations.key_made(work, request, key, now)
        elif row := work.known_items.hold(*place, KEYS, request.item_id):
            work.known_items.move(row, name=name_of(row.item_id, done.fields.get("tag")), as_of=now)
        if stays(work, *place) and work.watch_polls.looked_at(*place, KEYS):
            self._tell_all(work, place, now)

    def _record(
        self, work: UnitOfWork, place: tuple[str, str], listed: Mapping[str, SdkKey], began: datetime
    ) -> int:
        if not stays(work, *place):
            return 0
        if any(kind == KEYS for kind, _ in work.change_requests.in_hand(*place)):
            return 0  # which of them is being made cannot be told
        is_first = work.watch_polls.note_look(*place, KEYS, began)
        for old in self._rotations.old_keys(work, place) if is_first else []:
            if old.id not in listed:  # it went before anybody looked
                work.known_items.add(_row(place, old, began))
        rows = {row.item_id: row for row in work.known_items.some(*place, KEYS, listed)}
        rows |= {row.item_id: row for row in work.known_items.there(*place, KEYS)}
        news: list[tuple[KnownKey, bool]] = []
        for key_id in sorted(rows.keys() | listed.keys()):
            key, row = listed.get(key_id), rows.get(key_id)
            if row is not None and row.as_of > began - PROCESSES_APART:
                continue  # it may be newer than the list
            if key is not None and self._came(work, place, key, row, began):
                news.append((known_key(key), True))
            elif key is None and row is not None and self._went(work, place, row, began):
                news.append((_key_from(row), False))
        now, used = self._clock.now(), len(work.known_items.there(*place, KEYS))
        for known, is_new in [] if is_first else news:
            self._news.foreign(work, place, known, used, now, is_new=is_new)
        self._tell_all(work, place, now)
        return 0 if is_first else len(news)

    def _came(
        self, work: UnitOfWork, place: tuple[str, str], key: SdkKey, row: KnownItemRow | None, began: datetime
    ) -> bool:
        if row is None:
            return work.known_items.add(_row(place, known_key(key), began))
        if row.gone_at is None and row.touched != MISSED and row.name == key.name:
            return False
        was_gone = row.gone_at is not None
        return work.known_items.move(row, name=key.name, touched="", gone_at=None, as_of=began) and was_gone

    def _went(self, work: UnitOfWork, place: tuple[str, str], row: KnownItemRow, began: datetime) -> bool:
        if row.touched != MISSED:
            work.known_items.move(row, touched=MISSED, as_of=began)
            return False
        return self._drop(work, place, row.item_id, began)

    def _drop(
        self,
        work: UnitOfWork,
        place: tuple[str, str],
        key_id: str,
        now: datetime,
        by: ChangeRequest | None = None,
    ) -> bool:
        """Knows that a key is gone, perhaps by a request; False when that was known."""
        row = work.known_items.hold(*place, KEYS, key_id)
        is_news = row is not None and row.gone_at is None
        if row is not None and is_news:
            work.known_items.move(row, gone_at=now, as_of=now)
        self._rotations.key_gone(work, place, key_id, now, by)
        return is_news

    def _tell_all(self, work: UnitOfWork, place: tuple[str, str], now: datetime) -> None:
        """What there is to tell of the keys that there are."""
        rows = work.known_items.there(*place, KEYS)
        keys = [_key_from(row) for row in rows]
        self._news.slots(work, place, keys, now)
        self._news.ages(work, place, rows, keys, now)
        self._rotations.look(work, place, keys, now)


def _row(place: tuple[str, str], key: KnownKey, as_of: datetime) -> KnownItemRow:
    row = row_from((*place, KEYS), key.id, ItemState(key.name), as_of)
    row.parts = {"made": key.made_at.isoformat() if key.made_at else None}
    return row


def _key_from(row: KnownItemRow) -> KnownKey:
    return KnownKey(row.item_id, row.name, parse_timestamp(row.parts.get("made")))
