"""Time zones: their names as people type them, and what a time on the wall stands for on any night."""

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from bot.domain.matching import nearest
from bot.errors import BadInput, Candidate

_LONGEST_NAME = 64
_OFFSET = re.compile(r"[+-](?:0\d|1[0-4]):[0-5]\d", re.ASCII)
_PATH = re.compile(r"[A-Za-z_]+(?:/[A-Za-z_+-]+[0-9]*)+", re.ASCII)
_FROM_UTC = re.compile(
    r"(?:utc|gmt)? ?(?P<sign>[+\u2212-]) ?(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-9]{2}))?", re.IGNORECASE
)
"""How people write an offset: `UTC+2`, `GMT-05:30`, `+0200`."""
_REGIONS = {
    *("Africa", "America", "Antarctica", "Arctic", "Asia"),
    *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
}
"""Where zones are named after places."""
_NO_PLACES = {"north", "south"}
"""Of Australia, among the names of zones; anybody else’s as well."""
_NOT_FOR_PEOPLE = {"localtime", "posixrules", "Factory"}
"""Found among the names, and different on each machine or on none."""


def zone_named(name: str) -> ZoneInfo:
    """The zone of that IANA name, or named after that place alone, however it is capitalised.

    Raises BadInput with the nearest names.
    """
    trimmed = name.strip()[:_LONGEST_NAME]
    if zone := _exactly(trimmed):
        return zone
    if known := _known(trimmed):
        return ZoneInfo(known)
    raise BadInput(f"“{trimmed}” is not a time zone; one looks like Europe/Paris.", _meant(trimmed))


def is_meant_as_zone(word: str) -> bool:
    """Whether somebody who typed this among other words meant a zone, whether or not there is such a one."""
    return bool(word.casefold() in _names() or _PATH.fullmatch(word) or _FROM_UTC.fullmatch(word))


def is_zone(name: str) -> bool:
    """Whether `zone_named` knows it."""
    return bool(_known(name))


def offset_at(name: str, moment: datetime) -> str:
    """How far a zone is from UTC at that moment, as `-04:00`; an offset is taken as it is. Raises BadInput."""
    if _OFFSET.fullmatch(name.strip()):
        return name.strip()
    offset = moment.astimezone(zone_named(name)).utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def instants(wall: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The instants, in UTC and in order, at which the clocks of a zone show this (naive) time.

    One, as a rule; none when the clocks were put forward over it; two when they were put back to it.
    """
    readings = (_reading(wall, zone, fold) for fold in (0, 1))
    shown = [instant for instant in readings if _wall(instant, zone) == wall]
    return tuple(dict.fromkeys(shown))


def around_gap(wall: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """For a time that the clocks skip: as much before the gap and after it as it lies in it (naive)."""
    before, after = _reading(wall, zone, 1), _reading(wall, zone, 0)
    return _wall(before, zone), _wall(after, zone)


def first_after_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, after the gap in which the clocks skip this (naive) time."""
    before, after = _reading(wall, zone, 1), _reading(wall, zone, 0)
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def _meant(name: str) -> str:
    """What to say instead of a name that no zone has; perhaps nothing."""
    if offset := _FROM_UTC.fullmatch(name):
        minutes = int(offset["hours"]) * 60 + int(offset["minutes"] or 0)
        known = _of_offset(timedelta(minutes=minutes if offset["sign"] == "+" else -minutes))
        turned = " (the sign in its name is turned around)" if known.startswith("Etc/") else ""
        all_year = f", or, for {name} in summer and winter alike, {known}{turned}" if known else ""
        return f"Name a place near you{all_year}."
    near = nearest(name, [Candidate(each, each) for each in _names().values()], limit=3)
    return f"Did you mean {' or '.join(candidate.name for candidate in near)}?" if near else ""


def _of_offset(offset: timedelta) -> str:
    """A zone that is so far from UTC the whole year, if there is one."""
    hours, minutes = divmod(offset, timedelta(hours=1))
    if not minutes:
        name = f"Etc/GMT{-hours:+}" if hours else "UTC"
        return name if name in _names().values() else ""
    places = (name for name in sorted(_names().values()) if "/" in name)
    return next((name for name in places if all(_offset(name, month) == offset for month in (1, 7))), "")


def _offset(name: str, month: int) -> timedelta | None:
    return datetime(2026, month, 1, tzinfo=ZoneInfo(name)).utcoffset()


def _reading(wall: datetime, zone: ZoneInfo, fold: int) -> datetime:
    return wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def _wall(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def _exactly(name: str) -> ZoneInfo | None:
    if name in _NOT_FOR_PEOPLE:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder, such as Europe
        return None


def _known(name: str) -> str:
    """The name of the zone that is called so, or named after this place alone; empty where none is."""
    folded = name.casefold().replace(" ", "_")
    return _names().get(folded) or _places().get(folded) or ""


@cache
def _names() -> dict[str, str]:
    """All names by how they are looked up; done once, since it reads the whole database."""
    names = available_timezones() - _NOT_FOR_PEOPLE
    return {name.casefold(): name for name in sorted(names)}


@cache
def _places() -> dict[str, str]:
    """The names by their last part, `paris` for Europe/Paris, where they are the only ones with it."""
    ending: dict[str, list[str]] = {}
    for folded, name in _names().items():
        ending.setdefault(folded.rpartition("/")[2], []).append(name)
    return {
        place: names[0]
        for place, names in ending.items()
        if len(names) == 1 and names[0].partition("/")[0] in _REGIONS and place not in _NO_PLACES
    }
