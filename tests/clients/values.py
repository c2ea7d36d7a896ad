"""What the documents allow in ids, names, profiles, events, rows and conditions, as strategies."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from bot.domain.bulk_rows import EventRow, GroupRow, ProfileRow
from bot.domain.conditions import (
    COMPARISONS,
    CONJUNCTIONS,
    FIELDS,
    LISTS,
    NULL_TESTS,
    PATTERNS,
    Combination,
    Comparison,
    Condition,
    NullTest,
)
from bot.domain.events import NewEvent

# One server serves all examples of a test, so that each begins by looking at what earlier ones left there.
with_one_world = settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def same(left: Any, right: Any) -> bool:
    """Equal as JSON is, where `1`, `1.0` and `true` are three things."""
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


TEXTS = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    [
        'say "hi"',
        "two\nlines",
        "a,b;c",
        "'",
        "\\",
        "=1+1",
        "\t",
        "é ü ß 漢字 🎭",
        "true",
        "12",
        " padded ",
        "\r\n",
    ]
)
NAMES = TEXTS.filter(bool)
IDS = NAMES | st.sampled_from(
    [
        "-LQA2aYxavNXfyzm9mtP",
        "a/b",
        "/",
        "%2F",
        "100%",
        "..",
        ".",
        "a?b#c",
        "x@y.z",
        "--help",
        "007",
        "user_id",
        "two\nlines",
        "\n",
        "a/\r\n/profile",
    ]
)
NUMBERS = st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
ATTRIBUTES = st.dictionaries(TEXTS, JSON, max_size=5)
MOMENTS = st.integers(0, 4_000_000_000_000).map(
    lambda milliseconds: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
)

_OWNERS = {"user_id", "userId", "group_id", "groupId"}
_ROW_ATTRIBUTES = st.dictionaries(TEXTS.filter(lambda name: name not in _OWNERS), JSON, max_size=5)
PROFILE_ROWS = st.builds(ProfileRow, IDS, _ROW_ATTRIBUTES)
GROUP_ROWS = st.builds(GroupRow, IDS, _ROW_ATTRIBUTES)
EVENTS = st.builds(
    NewEvent,
    name=NAMES,
    at=MOMENTS,
    attributes=ATTRIBUTES,
    group_id=st.none() | IDS,
    context=st.none() | ATTRIBUTES,
)
EVENT_ROWS = st.builds(EventRow, EVENTS, IDS)

_VALUES: st.SearchStrategy[Any] = st.booleans() | NUMBERS | TEXTS
_FIELDS = st.sampled_from(FIELDS) | NAMES.filter(lambda name: name not in CONJUNCTIONS)
_SIMPLE: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Comparison, _FIELDS, st.sampled_from(COMPARISONS), _VALUES),
    st.builds(Comparison, _FIELDS, st.sampled_from(LISTS), st.lists(_VALUES, max_size=4).map(tuple)),
    st.builds(Comparison, _FIELDS, st.sampled_from(PATTERNS), TEXTS),
    st.builds(NullTest, _FIELDS, st.sampled_from(NULL_TESTS)),
)


def _combined(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(inner, min_size=1, max_size=4).map(tuple)
    return st.builds(Combination, st.sampled_from(["and", "or"]), several) | st.builds(
        Combination, st.just("not"), st.tuples(inner)
    )


CONDITIONS = st.lists(st.recursive(_SIMPLE, _combined, max_leaves=6), max_size=4)
