"""Looks at the ingestion rules of an account for what was changed outside Callboard."""

from datetime import datetime

from bot.clock import Clock
from bot.domain.changes import fingerprint
from bot.domain.drifts import RULES, Event
from bot.domain.ingestion_rules import IngestionRules, difference, rule_fields, rules_in
from bot.domain.known_items import ItemState
from bot.services.account_holds import stays
from bot.services.drifts import DriftsService
from bot.services.known_items import PROCESSES_APART, KnownItems, Watched, row_from
from storage.database import Database
from storage.unit_of_work import UnitOfWork


class RulesWatch:
    """One of any number of watchers over the same database, in this process or another."""

    def __init__(self, database: Database, known: KnownItems, drifts: DriftsService, clock: Clock) -> None:
        self._database = database
        self._known = known
        self._drifts = drifts
        self._clock = clock

    async def look(self, watched: Watched) -> int:
        """Tells what was changed since the last look; how many changes. Raises ApiError, and concludes nothing.

        The first look only takes in how they are.
        """
        began, rules = self._clock.now(), await watched.services.rules.current()
        return await self._database.transact(lambda work: self._record(work, watched, rules, began))

    def _record(
        self, work: UnitOfWork, watched: Watched, rules: IngestionRules | None, began: datetime
    ) -> int:
        place, item_id = (*watched.place, RULES), watched.services.account_id
        if not stays(work, *watched.place):
            return 0
        if (RULES, item_id) in work.change_requests.in_hand(*watched.place):
            return 0
        row, parts = work.known_items.hold(*place, item_id), rule_fields(rules)
        since = work.watch_polls.looked_at(*place)
        work.watch_polls.note_look(*place, began)
        print_ = fingerprint(parts)
        if row is None:
            new = row_from(place, item_id, ItemState(f"the ingestion rules of account {item_id}"), began)
            new.parts, new.fingerprint = parts, print_
            work.known_items.add(new)
            return 0
        if rules is None or row.as_of > began - PROCESSES_APART or row.fingerprint == print_:
            return 0  # rules that were set once do not go: such an answer says nothing
        found = difference(rules_in(row.parts), rules.mode, rules.names)
        drift = self._known.found(row, Event.CHANGED, rules=found, since=since)
        is_first = work.known_items.move(row, parts=parts, fingerprint=print_, as_of=began)
        return int(is_first and self._drifts.tell(work, drift, self._clock.now()))
