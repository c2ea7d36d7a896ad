"""What is shown of statistics: all apps at once, or one app over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.app_warnings import AppWarning
from bot.domain.readings import Figure, Reading
from bot.domain.series import Gap, Grid, Point, gaps_in
from bot.domain.statistics import Change, Mover, Movers, change_between, movers


@dataclass(frozen=True)
class AppLine:
    """One app among all: its newest counts, and how they changed over the period, where that is known."""

    app_id: str
    name: str
    reading: Reading
    changes: Mapping[Figure, Change]


@dataclass(frozen=True)
class Total:
    """The sum over all apps whose count is known, and the change of those that can be compared."""

    count: int
    unknown: int
    """Of how many apps the count is missing."""
    change: Change | None
    compared: int
    """How many apps are in the change."""


@dataclass(frozen=True)
class TotalsOverTime:
    """Sums over the apps that were freshly counted in every step that has sums at all."""

    grid: Grid
    points: tuple[Point, ...]
    app_count: int

    def gaps(self, figure: Figure) -> tuple[Gap, ...]:
        """Where there are no sums."""
        return gaps_in(self.points, self.grid, figure)


@dataclass(frozen=True)
class Overview:
    """All apps of an account."""

    as_of: datetime
    days: int
    lines: tuple[AppLine, ...]
    over_time: TotalsOverTime
    counting_since: datetime | None
    """The oldest snapshot; None before the first."""
    warnings: tuple[AppWarning, ...]
    trouble: str = ""
    """Why these are the counts of the last snapshot instead of Appizer's present ones."""
    is_old: bool = False
    """Whether that snapshot was taken more than a day ago."""

    def total(self, figure: Figure) -> Total:
        """The sum of one count."""
        counts = [line.reading.of(figure) for line in self.lines]
        changes = [line.changes[figure] for line in self.lines if figure in line.changes]
        return Total(
            sum(count for count in counts if count is not None),
            counts.count(None),
            _sum_of(changes),
            len(changes),
        )

    def movers(self, figure: Figure) -> Movers:
        """The apps in which one count changed most."""
        return movers(
            Mover(line.app_id, line.name, line.changes[figure])
            for line in self.lines
            if figure in line.changes
        )

    @property
    def old(self) -> int:
        """How many apps were not counted for more than a day."""
        return sum(not line.reading.is_fresh for line in self.lines)


@dataclass(frozen=True)
class AppStatistics:
    """One app over time."""

    app_id: str
    name: str
    as_of: datetime
    days: int
    reading: Reading | None
    """The newest there is; None when the app was never read."""
    changes: Mapping[Figure, Change]
    grid: Grid
    points: tuple[Point, ...]
    counting_since: datetime | None
    warnings: tuple[AppWarning, ...]
    is_listed: bool = True
    """Whether Appizer still has it."""
    trouble: str = ""
    is_old: bool = False

    def gaps(self, figure: Figure) -> tuple[Gap, ...]:
        """Where counts are missing."""
        return gaps_in(self.points, self.grid, figure)


@dataclass(frozen=True)
class AccountStatistics:
    """The statistics of one account: all its apps, or one of them."""

    account: str
    """How people call the account; empty where there is no other."""
    read: Overview | AppStatistics


def line_of(app_id: str, name: str, newest: Reading, earlier: Reading | None) -> AppLine:
    """An app with its changes since an earlier reading."""
    changes = {
        figure: change
        for figure in Figure
        if earlier is not None and (change := change_between(earlier, newest, figure)) is not None
    }
    return AppLine(app_id, name, newest, changes)


def _sum_of(changes: Sequence[Change]) -> Change | None:
    if not changes:
        return None
    return Change(
        sum(change.before for change in changes),
        sum(change.after for change in changes),
        sorted(change.span for change in changes)[len(changes) // 2],
    )
