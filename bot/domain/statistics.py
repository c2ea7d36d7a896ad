"""How a count changed over a period, in numbers and in words, and which apps moved most."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.readings import Figure, Reading, are_comparable

MOST_DAYS = 730
"""So far back are daily readings kept."""
USUAL_DAYS = 30

MOST_MOVERS = 5
LEAST_FOR_SHARE = 20
"""Of fewer, a change in per cent says nothing: one more than one is not “up 100 %”."""

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_LEAST_SHARE = 0.001
_WHOLE_PER_CENT_FROM = 1.0


@dataclass(frozen=True)
class Change:
    """From one count to a later one, `span` apart."""

    before: int
    after: int
    span: timedelta

    @property
    def difference(self) -> int:
        """By how much it is more, or less than nothing for a fall."""
        return self.after - self.before

    @property
    def share(self) -> float | None:
        """The difference as a part of what it was; None where there was nothing."""
        return self.difference / self.before if self.before else None

    @property
    def words(self) -> str:
        """`up 38 (3.3 %) in 30 days`."""
        return f"{self.amount} in {period_words(self.span)}"

    @property
    def amount(self) -> str:
        """`up 38 (3.3 %)`."""
        if not self.difference:
            return "unchanged"
        direction = "up" if self.difference > 0 else "down"
        return f"{direction} {abs(self.difference):,} ({self._share_words()})"

    def _share_words(self) -> str:
        share = self.share
        if share is None:
            return "from none"
        size = abs(share)
        if size < _LEAST_SHARE:
            return "under 0.1 %"
        return f"{size * 100:,.0f} %" if size >= _WHOLE_PER_CENT_FROM else f"{size * 100:.1f} %"


@dataclass(frozen=True)
class Mover:
    """An app and how one of its counts changed."""

    app_id: str
    name: str
    change: Change


@dataclass(frozen=True)
class Movers:
    """The apps that changed most, the largest change first, once by number and once by share."""

    by_number: tuple[Mover, ...]
    by_share: tuple[Mover, ...]


def change_between(earlier: Reading, later: Reading, figure: Figure) -> Change | None:
    """The change from one reading to a later one; None where the two cannot be compared."""
    before, after = earlier.of(figure), later.of(figure)
    if not are_comparable(earlier, later, figure) or before is None or after is None:
        return None
    assert earlier.counted_at is not None and later.counted_at is not None  # noqa: S101, PT018 - comparable ones have both
    return Change(before, after, later.counted_at - earlier.counted_at)


def change_over(readings: Sequence[Reading], days: int, figure: Figure) -> Change | None:
    """The change of one app over so many days up to its last reading, oldest reading first.

    Where there is no reading from that time, the next later one is taken: the span says how long it is.
    """
    if not readings:
        return None
    latest = readings[-1]
    able = [each for each in readings[:-1] if are_comparable(each, latest, figure)]
    chosen = nearest(
        [each.taken_at for each in able], latest.taken_at - timedelta(days=days), tolerance_of(days)
    )
    earlier = next((each for each in able if each.taken_at == chosen), None)
    return change_between(earlier, latest, figure) if earlier else None


def nearest(times: Sequence[datetime], start: datetime, tolerance: timedelta) -> datetime | None:
    """Of times in order the last before the start if it is near enough, else the first one after it."""
    before = [each for each in times if each <= start]
    if before and start - before[-1] <= tolerance:
        return before[-1]
    return next((each for each in times if each > start), None)


def tolerance_of(days: int) -> timedelta:
    """How much earlier than asked for a reading may be: a tenth, and what thinned readings are apart."""
    return max(timedelta(days=days) / 10, 2 * _HOUR if days < 14 else _DAY)  # noqa: PLR2004 - hourly until then


def movers(changes: Iterable[Mover], most: int = MOST_MOVERS) -> Movers:
    """The apps that changed most."""
    moved = [mover for mover in changes if mover.change.difference]
    shared = [mover for mover in moved if mover.change.before >= LEAST_FOR_SHARE]
    return Movers(
        tuple(sorted(moved, key=lambda mover: (-abs(mover.change.difference), *_tie(mover)))[:most]),
        tuple(sorted(shared, key=lambda mover: (-abs(mover.change.share or 0), *_tie(mover)))[:most]),
    )


def count_words(count: int | None, figure: Figure) -> str:
    """`1,204 users`."""
    if count is None:
        return f"an unknown number of {figure}"
    return f"{count:,} {figure.removesuffix('s') if count == 1 else figure}"


def period_words(span: timedelta) -> str:
    """`30 days`, `5 hours`, to what matters."""
    hours = round(span / _HOUR)
    if hours >= 48 or abs(hours - 24) <= 1:  # noqa: PLR2004 - two days, one day
        return _plural(round(span / _DAY), "day")
    return _plural(hours, "hour") if hours else "less than an hour"


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def _tie(mover: Mover) -> tuple[str, str]:
    return mover.name.casefold(), mover.app_id
