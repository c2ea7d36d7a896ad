"""What the documents advise against in exports, found whatever the conditions say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.condition_text import read_conditions
from bot.domain.conditions import conditions_json
from bot.domain.export_advice import PRESETS, RECOMMENDED, advice_against
from bot.domain.exports import EventExport

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def against(where: str, *, days: float = 10, **more: Any) -> tuple[str, ...]:
    start = NOW - timedelta(days=days)
    return advice_against(EventExport(["a@x.example"], start, conditions=read_conditions(where), **more), NOW)


@pytest.mark.parametrize(
    "where",
    [
        "name not in appcues:page_view, appcues:profile_update",
        "name == Booked tickets",
        "name in Booked tickets, Renewed",
        "name like appcues_custom:%",
        "name like %completed",
        "name ilike APPCUES:flow%",
        "flow_id == abc",
        "flow_id == abc or checklist_id == d",
        "nps_feedback is not null",
        "user_id == u and name not in appcues:page_view, appcues:profile_update",
        "not (name in appcues:page_view, appcues:profile_update)",
        "not (name == appcues:page_view or name like %profile%)",
        "name != appcues:page_view and name not like %profile_update",
    ],
)
def test_what_leaves_out_the_numerous_events_is_fine(where: str) -> None:
    assert against(where) == ()


@pytest.mark.parametrize(
    "where",
    [
        "",
        "name like appcues%",
        "name like appcues:%",
        "name like %page_%",
        "name ilike APPCUES:PAGE%",
        "user_id == u",
        "name is not null",
        "flow_id is null",
        "flow_id == a or user_id == u",
        "name in appcues:page_view, x",
        "name not in appcues:page_view",
        "not (flow_id == a)",
        "name > appcues",
    ],
)
def test_what_may_take_in_the_numerous_events_is_told(where: str) -> None:
    (advice,) = against(where)
    assert "the most numerous" in advice


def test_a_range_of_more_than_a_month_is_told() -> None:
    calm = "name == x"
    assert against(calm, days=31) == ()
    (advice,) = against(calm, days=32)
    assert "32 days" in advice
    assert against(calm, days=400, end=NOW - timedelta(days=380)) == ()
    assert len(against("", days=60)) == 2


def test_the_presets_are_those_of_the_documents() -> None:
    assert {name: conditions_json(conditions) for name, conditions in PRESETS.items()} == {
        "recommended": [["name", "not in", ["appcues:page_view", "appcues:profile_update"]]],
        "everything": [],
        "appcues": [["name", "like", "appcues%"]],
        "internal": [["name", "like", "appcues:%"]],
        "click-to-track": [["name", "like", "appcues_custom:%"]],
        "nps-feedback": [["nps_feedback", "is not null"]],
    }
    export = EventExport(["a@x.example"], NOW - timedelta(days=3), conditions=PRESETS[RECOMMENDED])
    assert advice_against(export, NOW) == ()
