"""Judges each snapshot by the history of its apps: raises what is unusual once, and clears it once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from operator import itemgetter

from bot.clock import Clock
from bot.domain.accounts import Account
from bot.domain.app_warnings import (
    TOPIC,
    AppWarning,
    ClearedBecause,
    app_and_kind,
    subject_of,
    warning_key,
)
from bot.domain.notices import Notice
from bot.domain.snapshot_times import ends_of_days
from bot.domain.subscriptions import Severity, Topic
from bot.domain.unusual import HISTORY, Finding, Judgement, Kind, judge
from bot.services.account_holds import stays
from bot.services.notices import NoticesService
from bot.services.stored_readings import reading_from
from bot.views import app_warnings as views
from storage.database import Database
from storage.models.raised_warnings import RaisedWarningRow
from storage.unit_of_work import UnitOfWork

APPS_AT_A_TIME = 200
GONE_AFTER = timedelta(days=1)

Tell = Callable[[UnitOfWork, Sequence[AppWarning], datetime], None]
"""Writes what is to be said of warnings that were raised or cleared, in the transaction that does so."""


class AppWarningNews:
    """Tells a workspace of the warnings about the apps of one of its accounts."""

    def __init__(self, notices: NoticesService, team_id: str, account: Account) -> None:
        self._notices = notices
        self._team_id = team_id
        self._account = account

    def tell(self, work: UnitOfWork, news: Sequence[AppWarning], now: datetime) -> None:
        """Posts what was raised; what was cleared is edited where it stands."""
        for warning in news:
            if warning.cleared_at is None:
                self._notices.post(work, self._notice(warning), now)
            else:
                self._notices.revise(work, self._notice(warning), now)

    def end_all(self, work: UnitOfWork, now: datetime) -> None:
        """Clears all that is warned of, in the transaction in which the account is removed."""
        because = ClearedBecause.ACCOUNT_REMOVED
        standing = map(warning_from, work.raised_warnings.open(TOPIC, self._account.id))
        over = [each for each in standing if work.raised_warnings.clear(each.key, because, now)]
        self.tell(work, [replace(each, cleared_at=now, cleared_because=because) for each in over], now)

    def stays(self, work: UnitOfWork) -> bool:
        """Whether the account was not removed, and is not until this transaction ends."""
        return stays(work, self._team_id, self._account.id)

    def _notice(self, warning: AppWarning) -> Notice:
        account = self._account
        shown = views.warning_card(warning, account.id, "" if account.is_from_environment else account.badge)
        return Notice(
            key=warning.key,
            team_id=self._team_id,
            topic=Topic.STATS,
            at=warning.raised_at,
            line=views.warning_line(warning),
            text=shown.text,
            blocks=shown.blocks,
            severity=Severity.ALARM if warning.kind is Kind.EVENTS_STOPPED else Severity.WARNING,
            account=account.key,
            kind="apps",
            item_id=warning.app_id,
            item_name=warning.app_name,
            app_id=warning.app_id,
        )


@dataclass
class _Judged:
    """What came of one snapshot, by the ids of the apps."""

    taken_at: datetime
    names: dict[str, str] = field(default_factory=dict)
    judgements: dict[str, Judgement] = field(default_factory=dict)
    counted_lately: set[str] = field(default_factory=set)


class AppWarningsService:
    """Warnings about the apps of one account."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        account: str,
        tell: Tell,
        stays: Callable[[UnitOfWork], bool] = lambda _work: True,
        wake_outbox: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._account = account
        self._tell = tell
        self._stays = stays
        self._wake_outbox = wake_outbox

    async def open(self) -> tuple[AppWarning, ...]:
        """What is warned of now, oldest first."""
        return await self._database.read(
            lambda work: tuple(map(warning_from, work.raised_warnings.open(TOPIC, self._account)))
        )

    async def judge(self) -> tuple[AppWarning, ...]:
        """Judge the newest snapshot unless it was judged; what was raised and cleared by it.

        Of several processes that judge the same one, the first to be ready raises and clears; the others'
        judgement is dropped.
        """
        latest = await self._database.read(partial(_newest_unjudged, self._account))
        if latest is None:
            return ()
        judged = await self._judge_all(latest)
        news = await self._database.transact(partial(self._raise_and_clear, judged, self._clock.now()))
        if news:
            self._wake_outbox()
        return news

    async def _judge_all(self, latest: datetime) -> _Judged:
        known, takes = await self._database.read(
            lambda work: (
                work.snapshots.known_apps(self._account),
                work.snapshot_takes.times(self._account, latest - HISTORY, latest),
            )
        )
        ids = {app.number: app_id for app_id, app in known.items()}
        judged = _Judged(latest, {app_id: app.name for app_id, app in known.items()})
        ends = sorted({*ends_of_days(takes).values(), latest})
        numbers = [*ids]
        for start in range(0, len(numbers), APPS_AT_A_TIME):
            # Judged on the database's thread, some apps at a time: the event loop has answers to give.
            some = numbers[start : start + APPS_AT_A_TIME]
            await self._database.read(partial(_judge_some, judged, ids, ends, some))
        return judged

    def _raise_and_clear(self, judged: _Judged, now: datetime, work: UnitOfWork) -> tuple[AppWarning, ...]:
        if not self._stays(work):
            return ()
        if not work.snapshot_takes.mark_judged(self._account, judged.taken_at, now):
            return ()
        news = [*self._clear(judged, now, work), *self._raise(judged, now, work)]
        if news:
            self._tell(work, news, now)
        return tuple(news)

    def _clear(self, judged: _Judged, now: datetime, work: UnitOfWork) -> list[AppWarning]:
        cleared = []
        for row in work.raised_warnings.open(TOPIC, self._account):
            warning = warning_from(row)
            because = _why_over(warning, judged)
            if because is not None and work.raised_warnings.clear(row.key, because, now):
                cleared.append(replace(warning, cleared_at=now, cleared_because=because))
        return cleared

    def _raise(self, judged: _Judged, now: datetime, work: UnitOfWork) -> list[AppWarning]:
        found = [
            (app_id, finding)
            for app_id, judgement in judged.judgements.items()
            for finding in judgement.unusual
        ]
        raised = [
            self._raise_one(work, app_id, judged.names[app_id], finding, now) for app_id, finding in found
        ]
        return sorted(filter(None, raised), key=lambda warning: (warning.app_name, warning.key))

    def _raise_one(
        self, work: UnitOfWork, app_id: str, name: str, finding: Finding, now: datetime
    ) -> AppWarning | None:
        key = warning_key(self._account, app_id, finding)
        facts = {"app_name": name, **finding.facts}
        subject = subject_of(app_id, finding.kind)
        if not work.raised_warnings.raise_once(key, TOPIC, self._account, subject, facts, now):
            return None
        return AppWarning(key, app_id, name, finding.kind, facts, now)


def _newest_unjudged(account: str, work: UnitOfWork) -> datetime | None:
    latest = work.snapshot_takes.latest(account)
    return None if latest is None or work.snapshot_takes.is_judged(account, latest) else latest


def _judge_some(
    judged: _Judged,
    ids: Mapping[int, str],
    takes: Sequence[datetime],
    numbers: Sequence[int],
    work: UnitOfWork,
) -> None:
    rows = sorted(map(tuple, work.snapshots.series(takes, numbers)), key=itemgetter(0, 1))
    for number, own in groupby(rows, key=itemgetter(0)):
        readings = [reading_from(row) for row in own]
        app_id, last = ids[number], readings[-1].taken_at
        if judged.taken_at - last <= GONE_AFTER:
            judged.counted_lately.add(app_id)
        if last == judged.taken_at:
            judged.judgements[app_id] = judge(readings)


def _why_over(warning: AppWarning, judged: _Judged) -> ClearedBecause | None:
    if warning.app_id not in judged.counted_lately:
        return ClearedBecause.NOT_COUNTED
    judgement = judged.judgements.get(warning.app_id, Judgement())
    return ClearedBecause.AS_USUAL if warning.kind in judgement.usual else None


def warning_from(row: RaisedWarningRow) -> AppWarning:
    """The value of a stored warning."""
    app_id, kind = app_and_kind(row.subject)
    because = ClearedBecause(row.cleared_because) if row.cleared_because else None
    name = str(row.facts.get("app_name", app_id))
    return AppWarning(row.key, app_id, name, kind, row.facts, row.raised_at, row.cleared_at, because)
