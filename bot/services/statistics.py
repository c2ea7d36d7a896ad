"""Statistics of apps for people: the newest counts, how they changed, and how they went over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.app_statistics import AppStatistics, Overview, TotalsOverTime, line_of
from bot.domain.matching import find_one
from bot.domain.readings import OLD_AFTER, Figure, Reading, reading_of
from bot.domain.series import grid_for, resample
from bot.domain.statistics import MOST_DAYS, USUAL_DAYS, change_over, nearest, tolerance_of
from bot.errors import ApiError, BadInput, Candidate, NoSuchItem
from bot.services.app_warnings import AppWarningsService
from bot.services.apps import AppsService
from bot.services.snapshots import HOURLY
from bot.services.stored_readings import reading_from
from storage.database import Database
from storage.repositories.snapshots import KnownApp
from storage.unit_of_work import UnitOfWork

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Present:
    """The newest readings, by the ids of the apps: Appizer's own, or those of the last snapshot."""

    as_of: datetime
    names: Mapping[str, str]
    readings: Mapping[str, Reading]
    trouble: str = ""
    is_old: bool = False


class StatisticsService:
    """What people can ask of the statistics of one account."""

    def __init__(
        self,
        apps: AppsService,
        database: Database,
        warnings: AppWarningsService,
        clock: Clock,
        *,
        account: str,
        every: timedelta = HOURLY,
    ) -> None:
        self._apps = apps
        self._database = database
        self._warnings = warnings
        self._clock = clock
        self._account = account
        self._every = every

    async def overview(self, days: int = USUAL_DAYS) -> Overview:
        """All apps, with what changed in so many days. Raises BadInput, and ApiError before any snapshot."""
        _check(days)
        present = await self._present()
        earlier = await self._database.read(lambda work: self._earlier(work, present.as_of, days))
        over_time = await self._database.read(lambda work: self._totals(work, days))
        lines = (
            line_of(app_id, present.names[app_id], newest, earlier.get(app_id))
            for app_id, newest in present.readings.items()
        )
        return Overview(
            as_of=present.as_of,
            days=days,
            lines=tuple(sorted(lines, key=lambda line: (line.name.casefold(), line.app_id))),
            over_time=over_time,
            counting_since=await self._counting_since(),
            warnings=await self._warnings.open(),
            trouble=present.trouble,
            is_old=present.is_old,
        )

    async def of_app(self, words: str, days: int = USUAL_DAYS) -> AppStatistics:
        """One app over so many days; it may be one that was deleted. Raises like `overview`, and like `find`."""
        _check(days)
        present = await self._present()
        known = await self._database.read(lambda work: work.snapshots.known_apps(self._account))
        app_id = _find(words, present, known)
        grid = grid_for(self._clock.now(), days, self._every)
        since = min(grid.since, present.as_of - days * _DAY - tolerance_of(days))
        readings = await self._readings(known[app_id].number, since) if app_id in known else []
        newest = present.readings.get(app_id)
        if newest is not None:
            readings = [each for each in readings if each.taken_at < newest.taken_at] + [newest]
        changes = {figure: change_over(readings, days, figure) for figure in Figure}
        return AppStatistics(
            app_id=app_id,
            name=present.names[app_id] if app_id in present.names else known[app_id].name,
            as_of=present.as_of,
            days=days,
            reading=readings[-1] if readings else None,
            changes={figure: change for figure, change in changes.items() if change is not None},
            grid=grid,
            points=resample(readings, grid),
            counting_since=await self._counting_since(),
            warnings=tuple(each for each in await self._warnings.open() if each.app_id == app_id),
            is_listed=app_id in present.names,
            trouble=present.trouble,
            is_old=present.is_old,
        )

    async def offer(self, words: str) -> list[Candidate]:
        """What to offer while the name of an app is being typed."""
        return await self._apps.offer(words)

    async def _present(self) -> _Present:
        try:
            listing = await self._apps.listing()
        except ApiError as error:
            last = await self._database.read(self._last_snapshot)
            if last is None:
                raise
            is_old = self._clock.now() - last.as_of > OLD_AFTER
            return replace(last, trouble=error.sentence, is_old=is_old)
        return _Present(
            listing.as_of,
            {app.id: app.name for app in listing.items},
            {app.id: reading_of(app, listing.as_of) for app in listing.items},
        )

    def _last_snapshot(self, work: UnitOfWork) -> _Present | None:
        latest = work.snapshot_takes.latest(self._account)
        if latest is None:
            return None
        known = work.snapshots.known_apps(self._account)
        readings = _by_app(work.snapshots.take(self._account, latest), known)
        return _Present(latest, {app_id: known[app_id].name for app_id in readings}, readings)

    def _earlier(self, work: UnitOfWork, as_of: datetime, days: int) -> Mapping[str, Reading]:
        """The readings of the snapshot that is nearest to so many days ago."""
        start, tolerance = as_of - days * _DAY, tolerance_of(days)
        takes = work.snapshot_takes.times(self._account, start - tolerance, as_of)
        chosen = nearest(takes, start, tolerance)
        if chosen is None:
            return {}
        known = work.snapshots.known_apps(self._account)
        return _by_app(work.snapshots.take(self._account, chosen), known)

    def _totals(self, work: UnitOfWork, days: int) -> TotalsOverTime:
        grid = grid_for(self._clock.now(), days, self._every)
        takes = work.snapshot_takes.times(self._account, grid.since, grid.until)
        chosen = [take for take in grid.last_of_each(takes) if take is not None]
        counts = work.snapshots.fresh_counts(self._account, chosen, OLD_AFTER)
        # When Appizer had stopped counting, most apps are old: that step is a gap, not a fall.
        enough = [take for take in chosen if counts.get(take, 0) * 2 >= max(counts.values(), default=1)]
        sums = work.snapshots.totals(self._account, enough, OLD_AFTER)
        readings = [Reading(at, users, events, None, at) for at, users, events, _ in sums]
        return TotalsOverTime(grid, resample(readings, grid), sums[0][3] if sums else 0)

    async def _readings(self, number: int, since: datetime) -> list[Reading]:
        def read(work: UnitOfWork) -> list[Reading]:
            takes = work.snapshot_takes.times(self._account, since, self._clock.now())
            return [reading_from(row) for row in work.snapshots.series(takes, [number])]

        return await self._database.read(read)

    async def _counting_since(self) -> datetime | None:
        return await self._database.read(lambda work: work.snapshot_takes.first(self._account))


def _find(words: str, present: _Present, known: Mapping[str, KnownApp]) -> str:
    """The id of the app that is meant: one that there is, else one that there was."""
    try:
        return find_one(words, [Candidate(*item) for item in present.names.items()], "apps")
    except NoSuchItem as missing:
        gone = [Candidate(id, app.name) for id, app in known.items() if id not in present.names]
        try:
            return find_one(words, gone, "deleted apps")
        except NoSuchItem:
            raise missing from None


def _by_app(rows: Sequence[Sequence[int | None]], known: Mapping[str, KnownApp]) -> dict[str, Reading]:
    ids = {app.number: app_id for app_id, app in known.items()}
    return {ids[row[0]]: reading_from(row) for row in rows if row[0] in ids}


def _check(days: int) -> None:
    if not 1 <= days <= MOST_DAYS:
        raise BadInput(
            f"{days} days cannot be shown.", f"Take 1 to {MOST_DAYS}, for example --days 30.", field="days"
        )
