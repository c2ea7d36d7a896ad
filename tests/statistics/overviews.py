"""Overviews and warnings for the tests of views, and strategies that draw hostile ones."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from bot.domain.app_statistics import AppLine, Overview, TotalsOverTime, line_of
from bot.domain.app_warnings import AppWarning
from bot.domain.readings import Figure, Reading
from bot.domain.series import grid_for, resample
from bot.domain.statistics import Change
from bot.domain.unusual import Kind
from tests.statistics.readings import DAY, HOUR, NOW, any_readings, reading

HOSTILE = st.one_of(
    st.text(min_size=1, max_size=40),
    st.sampled_from(
        [
            "<!channel>",
            "*_~`&<>",
            "\u202egnirts",
            "😀" * 50,
            "n" * 3_000,
            "&" * 200,
            "<@U0MAYA>|x",
            "\n\n",
            " ",
        ]
    ),
)


def grown(days: int, *, missing: Sequence[int] = ()) -> list[Reading]:
    """A reading an hour before each midnight, and one now; users grow by ten a day."""
    ends = [NOW.replace(hour=23) - number * DAY for number in range(days, 0, -1) if number not in missing]
    return [reading(at, 1_000 + 10 * ((at - NOW) // DAY), 5_000, last_event_at=at) for at in [*ends, NOW]]


def overview_of(lines: Sequence[AppLine], totals: Sequence[Reading] = (), **more: Any) -> Overview:
    grid = grid_for(NOW, 30, HOUR)
    over_time = TotalsOverTime(grid, resample(totals, grid), len(lines) if totals else 0)
    facts: dict[str, Any] = {"as_of": NOW, "days": 30, "counting_since": NOW - 60 * DAY, "warnings": ()}
    return Overview(lines=tuple(lines), over_time=over_time, **facts | more)


def warning(kind: Kind = Kind.EVENTS_STOPPED, name: str = "Gift Shop") -> AppWarning:
    quiet = {
        "since": "2026-11-23T07:00:00+00:00",
        "quiet_hours": 50.0,
        "usual_hours": 4.0,
        "limit_hours": 24.0,
    }
    day = {"day": "2026-11-24", "gained": 1_600, "usual": 1_000, "least": 500, "most": 1_500, "weeks": 8}
    facts = quiet if kind is Kind.EVENTS_STOPPED else day
    return AppWarning("key", "app-1", name, kind, facts, NOW)


def lines_of(count: int, name: str = "App") -> list[AppLine]:
    return [
        line_of(
            f"id-{n}",
            f"{name} {n}",
            reading(NOW, 1_000 + n * n, 9_000),
            reading(NOW - 30 * DAY, 1_000, 8_000),
        )
        for n in range(count)
    ]


CHANGES = st.dictionaries(
    st.sampled_from(Figure),
    st.builds(Change, st.integers(0, 10**13), st.integers(0, 10**13), st.timedeltas(HOUR, 730 * DAY)),
)
READINGS = st.builds(
    Reading,
    st.just(NOW),
    st.none() | st.integers(0, 10**13),
    st.none() | st.integers(0, 10**13),
    st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2026, 11, 26), timezones=st.just(UTC)),  # noqa: DTZ001 - Hypothesis wants naive bounds
    st.none() | st.just(NOW) | st.just(NOW - timedelta(days=9)),
)
LINES = st.lists(st.builds(AppLine, HOSTILE, HOSTILE, READINGS, CHANGES), max_size=12)
WARNINGS = st.lists(st.builds(warning, st.sampled_from(Kind), HOSTILE), max_size=5).map(tuple)
OVERVIEWS = st.builds(
    lambda lines, totals, warnings, words, times: overview_of(
        lines * times, totals, warnings=warnings, trouble=words
    ),
    LINES,
    any_readings(),
    WARNINGS,
    HOSTILE,
    st.integers(1, 40),
)
