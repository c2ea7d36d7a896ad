"""Answers about statistics: what matters is in the words, and every block is one that Slack takes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.app_statistics import (
    AccountStatistics,
    AppStatistics,
    Overview,
    line_of,
)
from bot.domain.app_warnings import AppWarning, ClearedBecause
from bot.domain.readings import Figure, Reading
from bot.domain.series import grid_for, resample
from bot.domain.statistics import change_over
from bot.domain.unusual import Kind
from bot.outbox.parts import parts_of
from bot.views.app_warnings import warning_card
from bot.views.reply import Reply
from bot.views.statistics import one_app, overview
from bot.views.statistics_posts import post
from sandbox.slack.rules.payloads import message_findings
from tests.statistics.overviews import HOSTILE, OVERVIEWS, WARNINGS, grown, lines_of, overview_of, warning
from tests.statistics.readings import DAY, HOUR, NOW, any_readings, reading

PARIS = "Europe/Paris"


def app_of(readings: Sequence[Reading], days: int = 30, **more: Any) -> AppStatistics:
    grid = grid_for(NOW, days, HOUR)
    changes = {figure: change_over(readings, days, figure) for figure in Figure}
    facts: dict[str, Any] = {
        "app_id": "app-1",
        "name": "Gift Shop",
        "as_of": NOW,
        "days": days,
        "reading": readings[-1] if readings else None,
        "changes": {figure: change for figure, change in changes.items() if change},
        "grid": grid,
        "points": resample(readings, grid),
        "counting_since": NOW - 60 * DAY,
        "warnings": (),
    }
    return AppStatistics(**facts | more)


def post_of(*reads: Overview) -> Reply:
    labels = [""] if len(reads) == 1 else [f"organisation {n}" for n in range(len(reads))]
    return post([AccountStatistics(*each) for each in zip(labels, reads, strict=True)], PARIS)


def blocks_of(reply: Reply, kind: str) -> list[Mapping[str, Any]]:
    return [block for block in reply.blocks if block["type"] == kind]


def check(reply: Reply) -> None:
    """What must hold for every answer."""
    assert message_findings(list(reply.blocks)) == []
    assert 0 < len(reply.text) <= 4_000
    for words in (reply.text, json.dumps([b for b in reply.blocks if b["type"] in {"section", "context"}])):
        assert "<!channel" not in words
        assert "<@U0MAYA" not in words


def test_one_app_says_number_change_and_period_first_and_draws_them() -> None:
    reply = one_app(app_of(grown(40)), PARIS)
    check(reply)
    assert [block["type"] for block in reply.blocks] == [
        "header",
        "section",
        "data_visualization",
        "data_visualization",
        "data_table",
        "context",
    ]
    words = blocks_of(reply, "section")[0]["text"]["text"].splitlines()
    assert words[0] == "*1,000 users*, up 310 (44.9 %) in 30 days"
    assert words[1] == "*5,000 events*, unchanged in 30 days"
    assert reply.text.startswith(
        "Gift Shop:\n1,000 users, up 310 (44.9 %) in 30 days\n5,000 events, unchanged"
    )
    assert "Users 1000" in reply.text
    (users, _) = blocks_of(reply, "data_visualization")
    (series,) = users["chart"]["series"]
    assert len(series["data"]) == 15
    assert series["data"][-1] == {"label": "25 Nov", "value": 1_000}


def test_what_is_missing_is_a_gap_in_the_chart_in_the_table_and_in_words() -> None:
    reply = one_app(app_of(grown(40, missing=[6, 7, 8, 9])), PARIS)
    check(reply)
    labels = blocks_of(reply, "data_visualization")[0]["chart"]["axis_config"]["categories"]
    assert "gap, 21 Nov" in labels
    assert len(labels) == 13
    cells = [
        row[0]["text"]
        for row in blocks_of(reply, "data_table")[0]["rows"]
        if row[1].get("text") == "no fresh count"
    ]
    assert cells == ["19 Nov", "17 Nov"]
    assert "No fresh counts: 16 Nov to 19 Nov" in reply.text
    assert "Users no fresh count" in reply.text
    values = [p["value"] for p in blocks_of(reply, "data_visualization")[0]["chart"]["series"][0]["data"]]
    assert 0 not in values


def test_a_day_is_drawn_by_the_hour_in_the_zone_of_who_asks() -> None:
    readings = [reading(NOW - number * HOUR, 100 + number) for number in range(24, -1, -1)]
    reply = one_app(app_of(readings, days=1), PARIS)
    check(reply)
    labels = blocks_of(reply, "data_visualization")[0]["chart"]["axis_config"]["categories"]
    assert labels[-1] == "25 Nov 10:00"
    assert len(labels) == 12


def test_more_than_most_of_a_year_names_the_year() -> None:
    readings = [reading(NOW - number * DAY, 100) for number in range(700, -1, -1)]
    reply = one_app(app_of(readings, days=700), PARIS)
    check(reply)
    labels = blocks_of(reply, "data_visualization")[0]["chart"]["axis_config"]["categories"]
    assert labels[-1] == "25 Nov 2026"
    assert len(set(labels)) == len(labels) <= 20


def test_old_counts_are_marked_and_compared_with_nothing() -> None:
    old = replace(reading(), counted_at=NOW - 3 * DAY)
    reply = one_app(app_of([*grown(40)[:-1], old]), PARIS)
    check(reply)
    assert "nothing to compare" in reply.text
    assert "more than a day before: these are old counts" in reply.text
    unknown = one_app(app_of([replace(old, counted_at=None)]), PARIS)
    check(unknown)
    assert "does not say when it counted" in unknown.text


def test_before_anything_is_known_it_says_so() -> None:
    for readings in ([], [reading()], [reading(users=None, events=None)]):
        reply = one_app(app_of(readings, counting_since=None), PARIS)
        check(reply)
        assert blocks_of(reply, "data_visualization") == []
        assert "No snapshot was taken yet" in reply.text


def test_trouble_and_deletion_are_said() -> None:
    away = one_app(app_of(grown(5), trouble="Appizer cannot be reached <!channel>."), PARIS)
    check(away)
    assert "Appizer cannot be reached" in away.text
    assert "the counts of the last snapshot" in away.text
    gone = one_app(app_of(grown(5), is_listed=False), PARIS)
    assert "has this app no more" in gone.text


def test_all_apps_are_summed_up_compared_drawn_and_listed() -> None:
    reply = overview(overview_of(lines_of(8), grown(40)), 1, PARIS)
    check(reply)
    words = blocks_of(reply, "section")[0]["text"]["text"]
    assert words.startswith(
        "*8,140 users* in 8 apps, up 140 (1.8 %) in 30 days\n*72,000 events* in 8 apps, up 8,000 (12.5 %)"
    )
    assert len(blocks_of(reply, "data_visualization")) == 2
    (table,) = blocks_of(reply, "data_table")
    assert len(table["rows"]) == 9
    assert [cell.get("value") for cell in table["rows"][3]][1:5] == [1_004, 4, 9_000, 1_000]
    assert "Users, most\nApp 7: up 49 (4.9 %), now 1,049" in reply.text
    assert "Name App 7; Users 1049" in reply.text


def test_what_cannot_be_summed_or_compared_is_said() -> None:
    lines = lines_of(2)
    lines.append(line_of("new", "New", reading(users=5, events=None), None))
    stale = replace(reading(), counted_at=NOW - 3 * DAY)
    lines.append(line_of("old", "Old", stale, reading(NOW - 30 * DAY)))
    totals = replace(
        overview_of(lines, grown(40)), over_time=replace(overview_of([], grown(40)).over_time, app_count=2)
    )
    reply = overview(totals, 1, PARIS)
    check(reply)
    assert "in 4 apps, up 1 (under 0.1 %) in 30 days · 2 of them compared" in reply.text
    assert "1 without a count" in reply.text
    assert "1 not counted for more than a day: marked “old”" in reply.text
    assert "add up the 2 apps that were counted all the time" in reply.text
    assert "2026-11-22 10:00, old" in str(blocks_of(reply, "data_table"))


def test_many_apps_come_in_pages_that_keep_the_period() -> None:
    many = overview_of(lines_of(500, "A name of some length"), grown(40))
    first, second = overview(many, 1, PARIS), overview(many, 2, PARIS)
    for reply in (first, second, overview(many, 99, PARIS)):
        check(reply)
    (button,) = blocks_of(first, "actions")[0]["elements"]
    assert button["action_id"] == "page|appizer stats|1"
    assert json.loads(button["value"]) == {"days": 30, "page": 2}
    assert blocks_of(second, "data_visualization") == []
    shown = [overview(many, page, PARIS) for page in range(1, 9)]
    names = {row[0]["text"] for reply in shown for row in blocks_of(reply, "data_table")[0]["rows"][1:]}
    assert len(names) == 500


def test_an_organisation_without_apps_is_told_so() -> None:
    for reply in (overview(overview_of([]), 1, PARIS), post_of(overview_of([]))):
        check(reply)
        assert "no apps" in reply.text


def test_a_post_lists_only_those_that_moved() -> None:
    reply = post_of(overview_of([*lines_of(30), line_of("x", "Still", reading(), None)], grown(40)))
    check(reply)
    (table,) = blocks_of(reply, "data_table")
    assert "Still" not in str(table)
    assert 1 < len(table["rows"]) <= 21
    assert len(blocks_of(reply, "data_visualization")) == 2
    assert post_of(overview_of([line_of("x", "Still", reading(), None)])).text


@pytest.mark.parametrize("kind", Kind)
def test_a_warning_says_what_is_unusual_by_which_rule_and_leads_on(kind: Kind) -> None:
    reply = warning_card(warning(kind), "environment")
    check(reply)
    assert "Gift Shop" in reply.text
    assert reply.text.startswith("Warning: ")
    (show,) = blocks_of(reply, "actions")[0]["elements"]
    assert show["action_id"] == "run|appizer stats|0"
    assert json.loads(show["value"]) == {"app": "app-1", "@account": "environment"}


def test_the_words_of_warnings() -> None:
    stopped = warning_card(warning(), "environment").text
    assert "for 2 days when this was noticed" in stopped
    assert "usual longest quiet is 4 hours" in stopped
    jumped = warning_card(warning(Kind.EVENTS_JUMPED), "environment").text
    assert "1,600 new events on Tuesday, 24 November (UTC), usually 1,000 new events on a Tuesday" in jumped
    assert "From 500 to 1,500 would be usual" in jumped
    fell = replace(warning(Kind.USERS_FELL), facts={**warning(Kind.USERS_FELL).facts, "gained": -5_000})
    assert "5,000 users fewer on Tuesday" in warning_card(fell, "environment").text


def test_a_warning_that_is_over_says_since_when_and_why() -> None:
    over = replace(warning(), cleared_at=NOW + DAY, cleared_because=ClearedBecause.AS_USUAL)
    reply = warning_card(over, "environment")
    check(reply)
    assert "Over since" in reply.text
    assert "there are events again" in reply.text
    gone = warning_card(replace(over, cleared_because=ClearedBecause.NOT_COUNTED), "environment")
    assert "does not count this app any more" in gone.text


@settings(max_examples=60)
@given(OVERVIEWS, st.integers(-3, 9), HOSTILE)
def test_hostile_data_fit_slack_in_every_answer_about_all_apps(read: Overview, page: int, words: str) -> None:
    check(overview(read, page, words))
    for count in (1, 2, 7):
        reply = post([AccountStatistics(words if count > 1 else "", read)] * count, words)
        check(reply)
        assert len(parts_of(reply.text, reply.blocks)) == 1


@settings(max_examples=60)
@given(any_readings(), WARNINGS, HOSTILE, st.integers(1, 730), st.booleans())
def test_hostile_data_fit_slack_in_every_answer_about_one_app(
    readings: Sequence[Reading], warnings: tuple[AppWarning, ...], words: str, days: int, is_listed: bool
) -> None:
    app = app_of(readings, days, name=words, trouble=words, warnings=warnings, is_listed=is_listed)
    check(one_app(app, PARIS))
    for each in warnings:
        check(warning_card(each, "environment", "north (Appizer)"))


@given(any_readings(), st.integers(1, 730))
def test_a_chart_with_a_gap_is_explained(readings: Sequence[Reading], days: int) -> None:
    reply = one_app(app_of(readings, days), PARIS)
    charts = blocks_of(reply, "data_visualization")
    labels = [label for block in charts for label in block["chart"]["axis_config"]["categories"]]
    assert not any(label.startswith("gap, ") for label in labels) or "No fresh counts" in reply.text
