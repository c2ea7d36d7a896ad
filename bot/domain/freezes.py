"""Times in which nothing goes out, and hours in which nobody is reminded."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.clock_times import DAYS, WEEKDAY_OF, clock_time
from bot.domain.moments import read_moment
from bot.domain.zones import first_after_gap, instants, zone_named
from bot.errors import BadInput

UNDERSTOOD = "`friday 18:00 - monday 8:00`, `2026-12-20 18:00 - 2027-01-04 8:00`"
_WEEK = 7
_APART = re.compile(r"\s+(?:-|–|to|until)\s+", re.IGNORECASE)
_WEEKDAY = re.compile(r"(?P<day>[a-z]+)\s+(?P<clock>[0-9].*)", re.IGNORECASE)
_HOURS = re.compile(r"(?P<start>[0-9][^-–\s]*)\s*(?:-|–|to)\s*(?P<end>[0-9][^-–\s]*)(?:\s+(?P<zone>\S+))?")


@dataclass(frozen=True)
class Freeze:
    """One window, dated or of every week; `words` say it as it was typed, `zone` whose clocks are meant."""

    words: str
    zone: str

    def until(self, at: datetime) -> datetime | None:
        """When the window that holds this instant ends; None where it lies in none."""
        start, end = _ends(self.words)
        zone = zone_named(self.zone)
        if isinstance(start, _Weekday) and isinstance(end, _Weekday):
            return _weekly(start, end, at, zone)
        begins, ends = (read_moment(str(each), at, self.zone) for each in (start, end))
        return ends if begins <= at < ends else None


@dataclass(frozen=True)
class Quiet:
    """Hours of every day; without a zone, those of whoever is concerned."""

    start: time
    end: time
    zone: str = ""

    def holds(self, at: datetime, zone: str) -> bool:
        """Whether it is quiet at that instant for somebody in this zone."""
        clock = at.astimezone(zone_named(self.zone or zone)).time().replace(tzinfo=None)
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    @property
    def words(self) -> str:
        """As it is typed."""
        hours = f"{self.start.strftime('%H:%M')}-{self.end.strftime('%H:%M')}"
        return f"{hours} {self.zone}".strip()


@dataclass(frozen=True)
class _Weekday:
    number: int
    clock: time


def frozen_until(freezes: Iterable[Freeze], at: datetime) -> datetime | None:
    """When the last of the windows that hold this instant ends; None where it lies in none."""
    return max(filter(None, (freeze.until(at) for freeze in freezes)), default=None)


def read_freezes(text: str, now: datetime, zone: str) -> tuple[Freeze, ...]:
    """The windows that a person in this zone means, one after the other behind semicolons. Raises BadInput."""
    return tuple(_read_freeze(part.strip(), now, zone) for part in text.split(";") if part.strip())


def read_quiet(text: str) -> Quiet:
    """Quiet hours: `20:00-8:00`, with a zone if they are not everybody's own. Raises BadInput."""
    found = _HOURS.fullmatch(text.strip())
    start, end = (clock_time(found[name].lower()) for name in ("start", "end")) if found else (None, None)
    if found is None or start is None or end is None:
        raise BadInput(
            f"“{text[:60]}” are no hours. Say for example `20:00-8:00` or `20:00-8:00 Europe/Paris`.",
            field="quiet",
        )
    return Quiet(start, end, zone_named(found["zone"]).key if found["zone"] else "")


def _read_freeze(text: str, now: datetime, zone: str) -> Freeze:
    words, zone = _zone_apart(text, zone)
    start, end = _ends(words)
    if isinstance(start, _Weekday) != isinstance(end, _Weekday):
        raise _not_understood(text)
    if isinstance(start, str) and isinstance(end, str):
        first, last = (read_moment(each, now, zone) for each in (start, end))
        if last <= first:
            raise BadInput(f"“{text[:60]}” ends before it begins.", field="freeze")
        shown = (each.astimezone(zone_named(zone)).isoformat(" ", "minutes") for each in (first, last))
        return Freeze(" - ".join(shown), zone)
    return Freeze(words, zone)


def _zone_apart(text: str, zone: str) -> tuple[str, str]:
    words, _, last = text.rpartition(" ")
    try:
        return words.strip(), zone_named(last).key
    except BadInput:
        if "/" in last:
            raise
        return text, zone


def _ends(words: str) -> tuple["_Weekday | str", "_Weekday | str"]:
    parts = _APART.split(words)
    if len(parts) != 2:  # noqa: PLR2004 - a window has two ends
        raise _not_understood(words)
    return _end(parts[0]), _end(parts[1])


def _end(words: str) -> "_Weekday | str":
    found = _WEEKDAY.fullmatch(words.strip())
    if found is None:
        return words.strip()
    number, clock = WEEKDAY_OF.get(found["day"].lower()), clock_time(found["clock"].lower())
    if number is None or clock is None:
        raise _not_understood(words)
    return _Weekday(number, clock)


def _weekly(start: _Weekday, end: _Weekday, at: datetime, zone: ZoneInfo) -> datetime | None:
    days = (end.number - start.number) % _WEEK
    if days == 0 and end.clock <= start.clock:
        days = _WEEK
    today = at.astimezone(zone).date()
    for back in range(2 * _WEEK):
        day = today - timedelta(days=back)
        if day.weekday() != start.number:
            continue
        begins = _instant(datetime.combine(day, start.clock), zone, last=False)
        ends = _instant(datetime.combine(day + timedelta(days=days), end.clock), zone, last=True)
        if begins <= at < ends:
            return ends
    return None


def _instant(wall: datetime, zone: ZoneInfo, *, last: bool) -> datetime:
    """The instant at which a window begins or ends; where the clocks show it twice, the window is the longer one."""
    found = instants(wall, zone)
    return found[-1 if last else 0] if found else first_after_gap(wall, zone)


def _not_understood(words: str) -> BadInput:
    return BadInput(
        f"“{words[:60]}” is no window of time.",
        f"Say for example {UNDERSTOOD}, with days such as {DAYS[0]}, and a zone behind it if it is not yours.",
        field="freeze",
    )
