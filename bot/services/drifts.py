"""Changes made outside Callboard: each told once, on one card, and found fine by somebody, or not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.accounts import Vendor, account_key
from bot.domain.audit import Entry, Item, Who, own_change
from bot.domain.drifts import Drift, facts_from
from bot.domain.notices import Notice
from bot.errors import NoSuchItem, PersonError
from bot.services.accounts import AccountsService
from bot.services.audit import AuditService
from bot.services.notices import KEPT_FOR, NoticesService
from bot.views import drifts as views
from storage.database import Database
from storage.models.drifts import DriftRow
from storage.unit_of_work import UnitOfWork

ACCEPT = "appcues drift accept"


class DriftsService:
    """What was changed elsewhere, in all accounts."""

    def __init__(
        self,
        database: Database,
        accounts: AccountsService,
        notices: NoticesService,
        audit: AuditService,
        clock: Clock,
        *,
        wake_outbox: Callable[[], None],
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._notices = notices
        self._audit = audit
        self._clock = clock
        self._wake_outbox = wake_outbox

    def tell(self, work: UnitOfWork, drift: Drift, now: datetime) -> bool:
        """Writes a change down in the transaction in which it is found, and tells it; False when it was before."""
        is_new = work.drifts.add(_row_from(drift))
        return is_new and self._notices.post(work, self._notice(work, drift), now)

    async def accept(self, team_id: str, account_id: str, drift_id: str, who: Who) -> Drift:
        """Writes down that somebody finds a change in an account fine.

        Raises NoSuchItem; PersonError when somebody did before.
        """
        now = self._clock.now()

        def write(work: UnitOfWork) -> Drift:
            row = work.drifts.get(team_id, drift_id)
            if row is None or row.account_id != account_id:
                raise NoSuchItem(
                    f"There is no change “{drift_id}” any more.",
                    f"Changes are kept for {KEPT_FOR // timedelta(days=1)} days.",
                )
            if not work.drifts.accept(team_id, drift_id, who.id, now):
                raise PersonError(f"<@{row.accepted_by}> found that fine already.")
            drift = replace(_drift_from(row), accepted_by=who.id, accepted_at=now)
            self._audit.append(work, _entry(drift, who), now)
            self._notices.revise(work, self._notice(work, drift), now)
            return drift

        accepted = await self._database.transact(write)
        self._wake_outbox()
        return accepted

    async def forget_old(self) -> int:
        """Deletes what was found long ago; how many."""
        before = self._clock.now() - KEPT_FOR
        return await self._database.transact(lambda work: work.drifts.forget(before))

    def _notice(self, work: UnitOfWork, drift: Drift) -> Notice:
        shown = views.drift_card(drift)
        card = self._accounts.on_card(work, drift.team_id, Vendor.APPCUES, drift.account_id, shown)
        topic, also = drift.topics
        return Notice(
            key=drift.key,
            team_id=drift.team_id,
            topic=topic,
            also=also or "",
            at=drift.found_at,
            line=views.drift_line(drift),
            text=card.text,
            blocks=card.blocks,
            severity=drift.severity,
            account=account_key(Vendor.APPCUES, drift.account_id),
            kind=drift.kind,
            item_id=drift.item_id,
            item_name=drift.item_name,
            tags=drift.tags,
        )


def _entry(drift: Drift, who: Who) -> Entry:
    return own_change(
        drift.team_id,
        who,
        ACCEPT,
        Item(drift.kind, drift.item_id, drift.item_name),
        arguments={"drift": drift.id},
        detail=views.drift_line(drift).replace("*", ""),
        account=account_key(Vendor.APPCUES, drift.account_id),
    )


def _row_from(drift: Drift) -> DriftRow:
    return DriftRow(
        id=drift.id,
        team_id=drift.team_id,
        account_id=drift.account_id,
        kind=drift.kind,
        item_id=drift.item_id,
        item_name=drift.item_name,
        found_at=drift.found_at,
        facts=drift.facts,
    )


def _drift_from(row: DriftRow) -> Drift:
    return Drift(**{**row.model_dump(exclude={"facts"}), **facts_from(row.facts)})
