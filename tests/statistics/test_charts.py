"""Charts fit Slack whatever the data, and a step without a count is never drawn as one."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.views.charts import AFTER_A_GAP, line_chart
from bot.views.rendering import render
from sandbox.slack.rules.payloads import message_findings

LABELS = st.text(max_size=30)
VALUES = st.lists(st.tuples(LABELS, st.none() | st.integers(-(10**18), 10**18)), max_size=40)


def drawn(*arguments: Any) -> dict[str, Any] | None:
    """The chart as Slack gets it."""
    chart = line_chart(*arguments)
    return None if chart is None else dict(render(chart)[0])


def points_of(block: dict[str, Any]) -> list[tuple[str, int]]:
    (series,) = block["chart"]["series"]
    return [(point["label"], point["value"]) for point in series["data"]]


@given(st.text(min_size=1), st.text(min_size=1), VALUES, st.text())
def test_every_chart_is_one_that_slack_takes(title: str, name: str, values: Any, x_label: str) -> None:
    block = drawn(title, name, values, x_label)
    if block is None:
        assert sum(count is not None for _, count in values[-20:]) < 2
        return
    assert message_findings([block]) == []
    assert [count for _, count in points_of(block)] == [c for _, c in values[-20:] if c is not None]
    assert block["chart"]["axis_config"]["categories"] == [label for label, _ in points_of(block)]


def test_a_gap_is_left_out_and_the_next_point_says_so() -> None:
    values = [("1 Nov", None), ("2 Nov", 5), ("3 Nov", None), ("4 Nov", None), ("5 Nov", 6), ("6 Nov", None)]
    block = drawn("Users", "users", values)
    assert block is not None
    assert points_of(block) == [("2 Nov", 5), (f"{AFTER_A_GAP}5 Nov", 6)]


def test_two_steps_of_the_same_name_stay_two() -> None:
    block = drawn("Users", "users", [("25 Oct 02:00", 1), ("25 Oct 02:00", 2), ("25 Oct 03:00", 3)])
    assert block is not None
    assert points_of(block) == [("25 Oct 02:00", 1), ("25 Oct 02:00 (2)", 2), ("25 Oct 03:00", 3)]


def test_one_count_is_no_line() -> None:
    assert drawn("Users", "users", [("1 Nov", 5), ("2 Nov", None)]) is None
    assert drawn("Users", "users", []) is None
