"""When something happens again and again: read from what people type, asked for the next time, said in words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.clock_times import CLOCK, DAYS, WEEKDAY_OF, clock_from, clock_time, length_of, with_numbers
from bot.domain.cron import looks_like_cron, read_cron
from bot.domain.moments import read_moment
from bot.domain.patterns import EVERY_HOUR, EVERY_WEEKDAY, Pattern
from bot.domain.recurrence_words import in_words
from bot.domain.zones import zone_named
from bot.errors import BadInput

UNDERSTOOD = (
    "`daily 09:00`, `weekdays 09:00`, `monday 09:00`, `mon,thu 17:30`, `first of month 09:00`, "
    "`hourly`, `every 6 h`, or five fields of cron: `0 9 * * 1-5`"
)
"""Examples of every kind of recurrence; none comes more often than subscriptions may."""

_HOUR, _DAY = 60, 24
_LONGEST = 200
_MOST_QUOTED = 60
_FILLERS = {"at", "on", "the"}
_BEGINNING = {*_FILLERS, "every", "each", "weekly"}
_CONNECTING = {"and", "to", "through"}
_WORKDAYS, _WEEKEND = frozenset(range(5)), frozenset({5, 6})
_NAMED = {"daily": EVERY_WEEKDAY, "weekdays": _WORKDAYS, "weekends": _WEEKEND}
_SAME = {"day": "daily", "everyday": "daily", "weekday": "weekdays", "weekend": "weekends"}
_VAGUE = {
    "week": "monday 09:00",
    "weekly": "monday 09:00",
    "month": "first of month 09:00",
    "monthly": "first of month 09:00",
    "quarter": "0 9 1 1,4,7,10 *",
    "quarterly": "0 9 1 1,4,7,10 *",
}
"""What leaves the day open, and what to say instead."""
_RHYTHM_WORDS = {
    *("noon", "midnight", "every", "each", "hourly", "weekly", "monthly", "quarterly"),
    *(name + ending for name in (*WEEKDAY_OF, *_NAMED, *_SAME) for ending in ("", "s")),
}
_FIRST = re.compile(r"(?:every )?(?:first|1st) of (?:every )?month")
_DAYS = re.compile(
    rf"(?:every |each |weekly )?(?P<days>[a-z]+(?:[, -][a-z]+)*|{_FIRST.pattern})(?: {CLOCK})?"
)
_TO = re.compile(r" ?[-–—] ?| (?:to|through) ")
_TIME_FIRST = re.compile(r"(?P<clock>[0-9][0-9:.h]*(?: ?[ap]m)?) (?P<days>[a-z].*)")
_CLOCK_OTHERWISE = re.compile(r"(?<= )([0-9]{1,2})(?: ?h ?|\.(?=[0-9]))([0-9]{2})?$")
"""`9h`, `9h30` and `9.30`."""
_EVERY = re.compile(r"every (?P<length>[0-9].*|minute|hour)")
_ONCE = re.compile(r"once (?P<moment>[0-9]{4}-.*)")
_LOOK_BACK = tuple(timedelta(hours=hours) for hours in (2, 12, 48, 1_000, 10_000))
_NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Recurrence:
    """A rule in a zone. `text` is how it is typed and stored; `rule` is one moment for what happens once."""

    text: str
    zone: str
    rule: Pattern | datetime

    @property
    def words(self) -> str:
        """The rule as it is told: `every weekday at 09:00 (Europe/Paris)`."""
        return in_words(self.text, self.rule, self.zone)

    @property
    def comes_within_an_hour(self) -> bool:
        """Whether it ever comes twice within less than an hour: each hour has all of its minutes."""
        return isinstance(self.rule, Pattern) and len(self.rule.minutes) > 1

    def next_after(self, moment: datetime) -> datetime | None:
        """The first due time after that moment, in UTC; None when none comes any more."""
        if isinstance(self.rule, datetime):
            return self.rule if self.rule > moment else None
        return self.rule.next_after(moment, ZoneInfo(self.zone))

    def last_until(self, moment: datetime, since: datetime) -> datetime:
        """The last due time up to that moment; `since` is one that is not after it.

        It is looked for from short before the moment on, so that years of every minute cost no more than a day.
        """
        for length in _LOOK_BACK:
            if moment - length <= since:
                break
            recent = self.next_after(moment - length)
            if recent is not None and recent <= moment:
                since = recent
                break
        while (following := self.next_after(since)) is not None and following <= moment:
            since = following
        return since


def read_recurrence(text: str, zone: str) -> Recurrence:
    """The recurrence that a person in this zone means. Raises BadInput that shows what is understood.

    Besides the examples there is `once 2026-12-01T09:00Z`, for what is due a single time.
    """
    here = zone_named(zone).key
    words = _words(text)
    for read in (_read_rhythm, _read_days, _read_cron):
        if found := read(words):
            recurrence = Recurrence(found[0], here, found[1])
            if recurrence.next_after(_NOON) is None:
                raise BadInput(f"{_quoted(text)} never comes: there is no such day.")
            return recurrence
    if found_once := _ONCE.fullmatch(words):
        return once(read_moment(found_once["moment"], _NOON, here), here)
    raise BadInput(f"{_quoted(text)} is not a rhythm that I understand. Say {UNDERSTOOD}.")


def once(moment: datetime, zone: str) -> Recurrence:
    """The recurrence of what is due a single time."""
    instant = moment.astimezone(UTC)
    return Recurrence(f"once {instant.isoformat()}", zone, instant)


def is_recurrence(text: str) -> bool:
    """Whether this is a way to say a recurrence, whatever the zone."""
    try:
        read_recurrence(text, "UTC")
    except BadInput:
        return False
    return True


def where_times_begin(words: Sequence[str]) -> tuple[int, ...]:
    """The places behind the first word at which a recurrence may begin that goes on to the end.

    More than one where different recurrences may be meant: `Black Friday monday 09:00`. What says the same with
    fewer words leaves the others to what stands before it: `Black Friday weekdays 09:00`.
    """
    places: dict[str, int] = {}
    for place in range(1, len(words)):
        behind = " ".join(words[place:])
        if not _goes_on(words[place - 1]) and is_recurrence(behind):
            places[read_recurrence(behind, "UTC").text] = place
    return tuple(sorted(_with_fillers(words, place) for place in places.values()))


def recurrence_within(text: str) -> tuple[str, str, str] | None:
    """A recurrence among other words: what stands before it, itself, and what stands behind it; None if none does."""
    words = text.split() if len(text) <= _LONGEST else []
    for place in where_times_begin(words):
        return " ".join(words[:place]), " ".join(words[place:]), ""
    for place in range(len(words) - 1, 0, -1):
        before, behind = " ".join(words[:place]), " ".join(words[place:])
        if is_recurrence(before):
            return "", before, behind
    return None


def _goes_on(word: str) -> bool:
    """Whether no name ends with this word: `mon and`, `mon,`, `mon -`."""
    return word.endswith((",", "-", "–", "—")) or word.lower() in _CONNECTING


def _with_fillers(words: Sequence[str], place: int) -> int:
    """The place from which on times are said, with the words that begin them without saying anything."""
    while place > 1 and words[place - 1].lower() in _BEGINNING:
        place -= 1
    return place


def names_times(word: str) -> bool:
    """Whether a word on its own makes one think of a recurrence: a day, a number, `noon`, `hourly`."""
    return any(each.isdecimal() for each in word) or bool(_RHYTHM_WORDS & set(re.split("[,-]", word.lower())))


def _words(text: str) -> str:
    """The text in lower case, without words that say nothing, with commas between the items of a list."""
    words = " ".join(word for word in text.lower().split() if word not in _FILLERS)
    return re.sub(" ?, ?| and ", ",", with_numbers(words)) if len(words) <= _LONGEST else ""


def _read_days(words: str) -> tuple[str, Pattern] | None:
    """`weekdays 09:00` and all that names days and a time."""
    found = _DAYS.fullmatch(_days_and_clock(words))
    days = found["days"] if found else ""
    is_first, weekdays = _FIRST.fullmatch(days) is not None, _weekdays(days)
    if found is None or not (is_first or weekdays):
        _refuse_vague(words)
        return None
    if not found["hour"]:
        raise BadInput(f"Say at what time, too: `{days} 09:00`.")
    clock = clock_from(found)
    if clock is None and (on_the_hour := clock_time(f"{found['hour']}:00")):
        raise BadInput(f"Say the time with its minutes: `{days} {on_the_hour:%H:%M}`.")
    if clock is None or clock.second or clock.microsecond:
        return None
    minutes, hours = (clock.minute,), (clock.hour,)
    if is_first:
        return f"first of month {clock:%H:%M}", Pattern(minutes, hours, month_days=frozenset({1}))
    return f"{_day_text(weekdays)} {clock:%H:%M}", Pattern(minutes, hours, weekdays=weekdays)


def _days_and_clock(words: str) -> str:
    """The days before the time, with `mon-fri` for a range and `9:00` for the time, however they were said."""
    if swapped := _TIME_FIRST.fullmatch(words):
        words = f"{swapped['days']} {swapped['clock']}"
    words = _CLOCK_OTHERWISE.sub(lambda found: f"{found[1]}:{found[2] or '00'}", words)
    return _TO.sub("-", words)


def _refuse_vague(words: str) -> None:
    """Raises BadInput for what leaves the day open."""
    if clock := clock_time(words):
        raise BadInput(f"Say on which days, too: `weekdays {clock:%H:%M}`, for example.")
    said = words.removeprefix("every ").removeprefix("each ").partition(" ")[0]
    if said in _VAGUE:
        raise BadInput(f"Say on which day and at what time: `{_VAGUE[said]}`, for example.")


def _weekdays(days: str) -> frozenset[int]:
    """The weekdays of `weekdays`, `mondays`, `mon,thu` or `mon-fri`; none if one of these words is none."""
    found: set[int] = set()
    for item in re.split("[, ]", days):
        numbers = _NAMED.get(_SAME.get(item, item)) or _range(*item.split("-"))
        if not numbers:
            return frozenset()
        found |= numbers
    return frozenset(found)


def _range(*names: str) -> frozenset[int]:
    """One weekday, or those from the first to the last."""
    numbers = [WEEKDAY_OF.get(name, WEEKDAY_OF.get(name.removesuffix("s"))) for name in names]
    first, last = numbers[0], numbers[-1]
    if first is None or last is None or len(numbers) > 2:  # noqa: PLR2004 - a range has two ends
        return frozenset()
    return frozenset((first + ahead) % 7 for ahead in range((last - first) % 7 + 1))


def _day_text(weekdays: frozenset[int]) -> str:
    for name, same in _NAMED.items():
        if weekdays == same:
            return name
    days = [DAYS[number] for number in sorted(weekdays)]
    return days[0] if len(days) == 1 else ",".join(day[:3] for day in days)


def _read_rhythm(words: str) -> tuple[str, Pattern] | None:
    """`hourly`, `every 15 min`, `every 2 h`: rhythms that begin anew with each hour or each day."""
    if words == "hourly":
        return words, Pattern()
    found = _EVERY.fullmatch(words)
    length = found["length"] if found else ""
    parts = length_of(length if length[:1].isdecimal() else f"1 {length}")
    if found is None or parts is None:
        return None
    minutes, seconds = divmod(int(sum(parts, timedelta()).total_seconds()), 60)
    hours = minutes // _HOUR
    if not seconds and minutes and _HOUR % minutes == 0 and minutes < _HOUR:
        return f"every {minutes} min", Pattern(minutes=tuple(range(0, _HOUR, minutes)))
    if seconds or minutes % _HOUR or not 0 < hours < _DAY or _DAY % hours:
        raise BadInput(
            f"{_quoted(length)} does not fit evenly into an hour or a day. "
            "Say for example `hourly`, `every 2 h`, `every 6 h` or `daily 09:00`."
        )
    return ("hourly", Pattern()) if hours == 1 else (f"every {hours} h", Pattern(hours=EVERY_HOUR[::hours]))


def _read_cron(words: str) -> tuple[str, Pattern] | None:
    fields = words.split()
    return (" ".join(fields), read_cron(fields)) if looks_like_cron(fields) else None


def _quoted(text: str) -> str:
    words = " ".join(text[: 2 * _MOST_QUOTED].split())
    return f"“{words}”" if len(words) <= _MOST_QUOTED else f"“{words[: _MOST_QUOTED - 1]}…”"
