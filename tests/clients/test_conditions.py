"""The conditions of an export: the documented examples, and a sentence for everything else."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.conditions import (
    Combination,
    Comparison,
    NullTest,
    conditions_json,
    parse_conditions,
)
from bot.domain.exports import EventExport, export_json
from bot.errors import BadInput

from .values import CONDITIONS, JSON
from .world import World

DOCUMENTED: list[list[Any]] = [
    [["flow_id", "==", "3c2105c4-1e23-4be3-90a7-b17ff504c986"]],
    [["or", ["checklist_id", "==", "df31e2c7"], ["flow_id", "==", "3c2105c4"]]],
    [["user_segment_id", "==", "155500d3"], ["name", "like", "appcues%"]],
    [["nps_feedback", "is not null"]],
    [["name", "like", "appcues_custom:%"]],
    [["name", "not in", ["appcues:page_view", "appcues:profile_update"]]],
    [],
]
DAY = date(2026, 11, 1)


@pytest.mark.parametrize("conditions", DOCUMENTED)
async def test_a_documented_example_is_kept_and_accepted(world: World, conditions: list[Any]) -> None:
    parsed = parse_conditions(conditions)
    assert conditions_json(parsed) == conditions
    assert (await world.exports.events(EventExport(["h@example.com"], DAY, conditions=parsed))).id


@given(CONDITIONS)
def test_conditions_come_back_from_json_as_they_were(conditions: list[Any]) -> None:
    assert list(parse_conditions(conditions_json(conditions))) == conditions


@given(JSON | st.lists(st.lists(JSON | st.sampled_from(["or", "not", "in", "like", "is null", "=="]))))
def test_anything_is_either_conditions_or_a_sentence(value: object) -> None:
    try:
        written = conditions_json(parse_conditions(value))
    except BadInput as error:
        written, sentence = None, error.sentence
    else:
        sentence = ""
    assert written == value if written is not None else sentence.endswith(".")


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        ("name", "The conditions are not a list."),
        ({}, "The conditions are not a list."),
        (["name"], "Condition 1 is not a list like [field, operator, value]."),
        ([[]], "Condition 1 is not a list like [field, operator, value]."),
        ([[7, "==", 1]], "Condition 1 does not begin with the name of a field, nor with and, or, not."),
        ([["name"]], "Condition 1 has no operator."),
        ([["name", ["=="], 1]], "Condition 1 has no operator."),
        ([["name", "=", "x"]], "Condition 1: “=” is not an operator."),
        ([["name", "==", "x"], ["name", "=="]], "Condition 2: “==” takes one value, not 0."),
        ([["name", "==", "x", "y"]], "Condition 1: “==” takes one value, not 2."),
        ([["name", "is null", 1]], "Condition 1: “is null” takes no value."),
        ([["name", "in", "x"]], "Condition 1: “in” takes a list of values."),
        ([["name", "like", 7]], "Condition 1: “like” takes a text, with % for anything."),
        ([["name", "==", None]], "Condition 1 compares with null; write “is null” or “is not null”."),
        ([["name", "==", {"a": 1}]], "Condition 1: a value is a text, a number, true or false."),
        ([["name", "<", float("nan")]], "Condition 1: a value is a text, a number, true or false."),
        ([["or"]], "Condition 1: “or” joins no conditions."),
        ([["not", ["a", "is null"], ["b", "is null"]]], "Condition 1: “not” takes one condition, not 2."),
        ([["or", ["a", "is null"], ["b", "?", 1]]], "Condition 1.2: “?” is not an operator."),
    ],
)
def test_a_broken_condition_is_named_with_its_place(conditions: object, sentence: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_conditions(conditions)
    assert caught.value.sentence == sentence


def test_endless_nesting_is_refused() -> None:
    condition: list[Any] = ["name", "is null"]
    for _ in range(5000):
        condition = ["not", condition]
    with pytest.raises(BadInput, match="nested more than 64 levels"):
        parse_conditions([condition])


def test_conditions_built_by_hand_follow_the_same_grammar() -> None:
    with pytest.raises(BadInput, match="is not an operator"):
        conditions_json([Comparison("name", "~", "x")])
    with pytest.raises(BadInput, match="takes one condition"):
        conditions_json([Combination("not", (NullTest("a", "is null"), NullTest("b", "is null")))])


def test_an_export_says_all_it_was_given() -> None:
    export = EventExport(
        ["a@example.com", "b@example.com"],
        datetime(2026, 11, 1, 9, tzinfo=timezone(timedelta(hours=-4))),
        datetime(2026, 11, 2, tzinfo=UTC),
        "json",
        parse_conditions([["name", "like", "appcues:%"]]),
        time_zone="-04:00",
        limit=100,
        offset=0,
    )
    assert export_json(export) == {
        "email": ["a@example.com", "b@example.com"],
        "format": "json",
        "conditions": [["name", "like", "appcues:%"]],
        "start_time": "2026-11-01T09:00:00-04:00",
        "end_time": "2026-11-02T00:00:00+00:00",
        "time_zone": "-04:00",
        "limit": 100,
        "offset": 0,
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"emails": []}, "emails"),
        ({"emails": "h@example.com"}, "emails"),
        ({"emails": ["harriet"]}, "emails"),
        ({"format": "xml"}, "format"),
        ({"start": datetime(2026, 11, 1)}, "start"),  # noqa: DTZ001 - without a zone, which is refused
        ({"end": DAY}, "end"),
        ({"end": date(2026, 10, 1)}, "end"),
        ({"time_zone": "CET"}, "time_zone"),
        ({"time_zone": "+25:00"}, "time_zone"),
        ({"time_zone": 1440}, "time_zone"),
        ({"time_zone": True}, "time_zone"),
        ({"limit": 0}, "limit"),
        ({"limit": 10_000_001}, "limit"),
        ({"offset": -1}, "offset"),
    ],
)
def test_an_impossible_export_is_refused_before_it_is_sent(change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as caught:
        export_json(EventExport(**{"emails": ["h@example.com"], "start": DAY, **change}))
    assert caught.value.field == field


async def test_an_export_collects_what_its_conditions_name(world: World) -> None:
    events = await world.exports.events(
        EventExport(
            ["h@example.com"],
            date(2020, 1, 1),
            None,
            "json",
            parse_conditions([["name", "like", "appcues:%"]]),
        )
    )
    job = await world.finished(events)
    rows = await world.exported(job.id)
    assert rows
    assert all(row["name"].startswith("appcues:") for row in rows)
