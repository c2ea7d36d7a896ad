"""What Slack refuses is refused, with a pointer to it; what it takes is taken."""

# ruff: noqa: E501 - one case in a line reads as a table
from typing import Any

import pytest

from sandbox.slack.rules.payloads import (
    TOO_LONG_TOGETHER,
    message_findings,
    options_findings,
    view_findings,
)
from tests.slack_stand_in.payloads import (
    INPUTS,
    VALID_IN_MESSAGES,
    actions,
    button,
    card,
    cell,
    chart,
    data_table,
    field,
    image,
    input_element,
    modal,
    mrkdwn,
    option,
    pie,
    plain,
    rich_text,
    section,
    table,
)

Json = dict[str, Any]
SUBMIT = {"submit": plain("Save")}

NOT_IN_MESSAGES = {"file_input", "email_text_input", "number_input", "url_text_input", "rich_text_input"}


@pytest.mark.parametrize("block", VALID_IN_MESSAGES, ids=lambda block: str(block["type"]))
def test_a_valid_block_passes(block: Json) -> None:
    assert message_findings([block]) == []


@pytest.mark.parametrize("kind", INPUTS)
def test_every_input_element_passes_in_a_modal(kind: str) -> None:
    assert view_findings(modal(field(input_element(kind)), **SUBMIT)) == []


@pytest.mark.parametrize("kind", INPUTS)
def test_an_input_element_passes_in_a_message_unless_it_is_for_modals(kind: str) -> None:
    found = [finding.code for finding in message_findings([field(input_element(kind))])]
    assert found == (["unsupported_surface"] if kind in NOT_IN_MESSAGES else [])


def test_an_alert_passes_in_a_modal() -> None:
    assert view_findings(modal({"type": "alert", "text": mrkdwn(), "level": "warning"})) == []


def long(count: int) -> str:
    return "x" * count


BROKEN_MESSAGES: list[tuple[str, list[Json], str, str]] = [
    ("no such block", [{"type": "poster"}], "/blocks/0", "unsupported_type"),
    ("51 blocks", [{"type": "divider"}] * 51, "/blocks", "too_many"),
    ("an alert in a message", [{"type": "alert", "text": plain()}], "/blocks/0", "unsupported_surface"),
    ("a file cannot be sent", [{"type": "file", "external_id": "1", "source": "remote"}], "/blocks/0", "unsupported_surface"),
    ("a section without anything", [{"type": "section"}], "/blocks/0", "one_of_needed"),
    ("a section of 3,001 characters", [section(text=mrkdwn(long(3001)))], "/blocks/0/text/text", "too_long"),
    ("an empty text", [section(text=mrkdwn(""))], "/blocks/0/text/text", "too_short"),
    ("11 fields", [section(fields=[plain()] * 11)], "/blocks/0/fields", "too_many"),
    ("a field of 2,001 characters", [section(fields=[plain(long(2001))])], "/blocks/0/fields/0/text", "too_long"),
    ("no fields", [section(fields=[])], "/blocks/0/fields", "too_few"),
    ("an unknown key", [section(colour="red")], "/blocks/0/colour", "unknown_field"),
    ("null where a text belongs", [section(text=None)], "/blocks/0/text", "invalid_type"),
    ("a string where a text belongs", [section(text="hello")], "/blocks/0/text", "invalid_type"),
    ("an input as accessory", [section(accessory=input_element("plain_text_input"))], "/blocks/0/accessory", "unsupported_type"),
    ("a header of 151 characters", [{"type": "header", "text": plain(long(151))}], "/blocks/0/text/text", "too_long"),
    ("a header in mrkdwn", [{"type": "header", "text": mrkdwn()}], "/blocks/0/text", "invalid_type"),
    ("11 context elements", [{"type": "context", "elements": [plain()] * 11}], "/blocks/0/elements", "too_many"),
    ("a button in a context", [{"type": "context", "elements": [button()]}], "/blocks/0/elements/0", "unsupported_type"),
    ("26 actions", [actions(*(button(str(n)) for n in range(26)))], "/blocks/0/elements", "too_many"),
    ("no actions", [actions()], "/blocks/0/elements", "too_few"),
    ("an action id twice in a block", [actions(button(), button())], "/blocks/0/elements/1/action_id", "duplicate_action_id"),
    ("a block id twice", [section(block_id="a"), section(block_id="a")], "/blocks/1/block_id", "duplicate_block_id"),
    ("a block id of 256 characters", [section(block_id=long(256))], "/blocks/0/block_id", "too_long"),
    ("an action id of 256 characters", [actions(button(long(256)))], "/blocks/0/elements/0/action_id", "too_long"),
    ("a button of 76 characters", [actions(button(text=plain(long(76))))], "/blocks/0/elements/0/text/text", "too_long"),
    ("a button in mrkdwn", [actions(button(text=mrkdwn()))], "/blocks/0/elements/0/text", "invalid_type"),
    ("a value of 2,001 characters", [actions(button(value=long(2001)))], "/blocks/0/elements/0/value", "too_long"),
    ("a url of 3,001 characters", [actions(button(url="https://e.com/" + long(3000)))], "/blocks/0/elements/0/url", "too_long"),
    ("a url that is none", [actions(button(url="javascript:alert(1)"))], "/blocks/0/elements/0/url", "invalid_url"),
    ("a style that is none", [actions(button(style="green"))], "/blocks/0/elements/0/style", "invalid_value"),
    ("a label of 76 characters", [actions(button(accessibility_label=long(76)))], "/blocks/0/elements/0/accessibility_label", "too_long"),
    ("a confirm title of 101", [actions(button(confirm={"title": plain(long(101)), "text": plain()}))], "/blocks/0/elements/0/confirm/title/text", "too_long"),
    ("a confirm without text", [actions(button(confirm={"title": plain()}))], "/blocks/0/elements/0/confirm", "missing_field"),
    ("a confirm button of 31", [actions(button(confirm={"title": plain(), "text": plain(), "confirm": plain(long(31))}))], "/blocks/0/elements/0/confirm/confirm/text", "too_long"),
    ("an option of 76 characters", [actions(input_element("static_select", options=[option(text=long(76))], initial_option=option(text=long(76))))], "/blocks/0/elements/0/options/0/text/text", "too_long"),
    ("an option value of 151", [actions({"type": "overflow", "action_id": "m", "options": [option(long(151))]})], "/blocks/0/elements/0/options/0/value", "too_long"),
    ("an option value twice", [actions({"type": "overflow", "action_id": "m", "options": [option(), option()]})], "/blocks/0/elements/0/options", "duplicate_value"),
    ("6 overflow options", [actions({"type": "overflow", "action_id": "m", "options": [option(str(n)) for n in range(6)]})], "/blocks/0/elements/0/options", "too_many"),
    ("101 options", [actions({"type": "static_select", "action_id": "m", "options": [option(str(n)) for n in range(101)]})], "/blocks/0/elements/0/options", "too_many"),
    ("no options", [actions({"type": "static_select", "action_id": "m", "options": []})], "/blocks/0/elements/0/options", "too_few"),
    ("neither options nor groups", [actions({"type": "static_select", "action_id": "m"})], "/blocks/0/elements/0", "one_of_needed"),
    ("an initial option that is not offered", [actions({"type": "static_select", "action_id": "m", "options": [option()], "initial_option": option("b")})], "/blocks/0/elements/0/initial_option", "unknown_option"),
    ("a group label of 76", [actions({"type": "static_select", "action_id": "m", "option_groups": [{"label": plain(long(76)), "options": [option()]}]})], "/blocks/0/elements/0/option_groups/0/label/text", "too_long"),
    ("a placeholder of 151", [actions({"type": "users_select", "action_id": "m", "placeholder": plain(long(151))})], "/blocks/0/elements/0/placeholder/text", "too_long"),
    ("11 checkboxes", [actions({"type": "checkboxes", "action_id": "m", "options": [option(str(n)) for n in range(11)]})], "/blocks/0/elements/0/options", "too_many"),
    ("a date that is none", [actions({"type": "datepicker", "action_id": "m", "initial_date": "30.11.2026"})], "/blocks/0/elements/0/initial_date", "invalid_value"),
    ("a time that is none", [actions({"type": "timepicker", "action_id": "m", "initial_time": "24:00"})], "/blocks/0/elements/0/initial_time", "invalid_value"),
    ("an image without alt text", [{"type": "image", "image_url": "https://e.com/a.png"}], "/blocks/0", "missing_field"),
    ("an image from two places", [image(slack_file={"id": "F1"})], "/blocks/0", "one_of_needed"),
    ("an image from nowhere", [{"type": "image", "alt_text": "x"}], "/blocks/0", "one_of_needed"),
    ("a slack file by id and url", [{"type": "image", "alt_text": "x", "slack_file": {"id": "F1", "url": "https://e.com"}}], "/blocks/0/slack_file", "one_of_needed"),
    ("alt text of 2,001", [image(alt_text=long(2001))], "/blocks/0/alt_text", "too_long"),
    ("markdown over 12,000 in sum", [{"type": "markdown", "text": long(6001)}] * 2, "/blocks/1/text", "too_long"),
    ("two tables", [table(), table()], "/blocks/1", "too_many"),
    ("a table of 101 rows", [table(rows=101)], "/blocks/0/rows", "too_many"),
    ("a table of 21 columns", [table(columns=21)], "/blocks/0/rows/0", "too_many"),
    ("a table of over 10,000 characters", [{"type": "table", "rows": [[cell(long(2001))] * 5]}], "/blocks/0/rows", "too_long"),
    ("an empty cell", [{"type": "table", "rows": [[cell("")]]}], "/blocks/0/rows/0/0/text", "too_short"),
    ("a button in a cell", [{"type": "table", "rows": [[button()]]}], "/blocks/0/rows/0/0", "unsupported_type"),
    ("a data table without caption", [{**data_table(), "caption": ""}], "/blocks/0/caption", "too_short"),
    ("a data table of the header alone", [data_table(rows=1)], "/blocks/0/rows", "too_few"),
    ("a data table of 102 rows", [data_table(rows=102)], "/blocks/0/rows", "too_many"),
    ("uneven rows", [{**data_table(), "rows": [[cell(), cell()], [cell()]]}], "/blocks/0/rows/1", "uneven_rows"),
    ("rich text in a header row", [{**data_table(), "rows": [[rich_text()], [cell()]]}], "/blocks/0/rows/0/0", "unsupported_type"),
    ("a page of 101 rows", [data_table(page_size=101)], "/blocks/0/page_size", "out_of_range"),
    ("a row header beyond the columns", [data_table(row_header_column_index=2)], "/blocks/0/row_header_column_index", "out_of_range"),
    ("three charts", [pie(), pie(), pie()], "/blocks/2", "too_many"),
    ("a chart title of 51", [{**pie(), "title": long(51)}], "/blocks/0/title", "too_long"),
    ("13 segments", [pie(*({"label": str(n), "value": 1} for n in range(13)))], "/blocks/0/chart/segments", "too_many"),
    ("a segment of nothing", [pie({"label": "a", "value": 0})], "/blocks/0/chart/segments/0/value", "out_of_range"),
    ("a label of 21", [pie({"label": long(21), "value": 1})], "/blocks/0/chart/segments/0/label", "too_long"),
    ("a category without its point", [chart(axis_config={"categories": ["Mon", "Tue", "Wed"]})], "/blocks/0/chart/series/0/data", "uneven_data"),
    ("a category twice", [chart(axis_config={"categories": ["Mon", "Mon"]})], "/blocks/0/chart/axis_config/categories", "duplicate_value"),
    ("a chart of another kind", [chart(type="radar")], "/blocks/0/chart", "unsupported_type"),
    ("an empty card", [{"type": "card", "subtitle": plain()}], "/blocks/0", "one_of_needed"),
    ("a card title of 151", [card(title=plain(long(151)))], "/blocks/0/title/text", "too_long"),
    ("a card body of 201", [card(body=plain(long(201)))], "/blocks/0/body/text", "too_long"),
    ("four buttons on a card", [card(actions=[button(str(n)) for n in range(4)])], "/blocks/0/actions", "too_many"),
    ("a menu on a card", [card(actions=[input_element("users_select")])], "/blocks/0/actions/0", "unsupported_type"),
    ("11 cards", [{"type": "carousel", "elements": [card()] * 11}], "/blocks/0/elements", "too_many"),
    ("a section in a carousel", [{"type": "carousel", "elements": [section()]}], "/blocks/0/elements/0", "unsupported_type"),
    ("an empty container", [{"type": "container", "title": plain(), "child_blocks": []}], "/blocks/0/child_blocks", "too_few"),
    ("a container in a container", [{"type": "container", "title": plain(), "child_blocks": [{"type": "container"}]}], "/blocks/0/child_blocks/0", "unsupported_type"),
    ("a container without title", [{"type": "container", "child_blocks": [section()]}], "/blocks/0", "one_of_needed"),
    ("collapsed but not collapsible", [{"type": "container", "title": plain(), "child_blocks": [section()], "default_collapsed": True}], "/blocks/0/default_collapsed", "conflict"),
    ("a pending task alone", [{"type": "task_card", "task_id": "1", "title": "One", "status": "pending"}], "/blocks/0/status", "invalid_value"),
    ("two plans", [{"type": "plan", "title": "A"}, {"type": "plan", "title": "B"}], "/blocks/1", "too_many"),
    ("six context actions", [{"type": "context_actions", "elements": [{"type": "icon_button", "action_id": str(n), "icon": "trash", "text": plain()} for n in range(6)]}], "/blocks/0/elements", "too_many"),
    ("rich text of an unknown part", [{"type": "rich_text", "elements": [{"type": "poem", "elements": []}]}], "/blocks/0/elements/0", "unsupported_type"),
    ("an unknown inline element", [rich_text({"type": "gif"})], "/blocks/0/elements/0/elements/0", "unsupported_type"),
    ("over 13,200 characters in sum", [section(text=mrkdwn(long(2900)))] * 5, "/blocks", TOO_LONG_TOGETHER),
]  # fmt: skip


@pytest.mark.parametrize(
    ("blocks", "pointer", "code"),
    [case[1:] for case in BROKEN_MESSAGES],
    ids=[case[0] for case in BROKEN_MESSAGES],
)
def test_a_broken_message_is_found_out(blocks: list[Json], pointer: str, code: str) -> None:
    assert (pointer, code) in {(finding.pointer, finding.code) for finding in message_findings(blocks)}


BROKEN_VIEWS: list[tuple[str, Json, str, str]] = [
    ("no type", {"blocks": []}, "/view/type", "invalid_value"),
    ("no title", {"type": "modal", "blocks": []}, "/view", "missing_field"),
    ("a title of 25", modal(title=plain(long(25))), "/view/title/text", "too_long"),
    ("a title in mrkdwn", modal(title=mrkdwn()), "/view/title", "invalid_type"),
    ("a submit of 25", modal(submit=plain(long(25))), "/view/submit/text", "too_long"),
    ("a close of 25", modal(close=plain(long(25))), "/view/close/text", "too_long"),
    ("an input without submit", modal(field(input_element("users_select"))), "/view", "missing_field"),
    ("metadata of 3,001", modal(private_metadata=long(3001)), "/view/private_metadata", "too_long"),
    ("a callback id of 256", modal(callback_id=long(256)), "/view/callback_id", "too_long"),
    ("101 blocks", modal(*[{"type": "divider"}] * 101), "/view/blocks", "too_many"),
    ("a table in a modal", modal(table()), "/view/blocks/0", "unsupported_surface"),
    ("a data table in a modal", modal(data_table()), "/view/blocks/0", "unsupported_surface"),
    ("a chart in a modal", modal(pie()), "/view/blocks/0", "unsupported_surface"),
    ("markdown in a modal", modal({"type": "markdown", "text": "x"}), "/view/blocks/0", "unsupported_surface"),
    ("two focused fields", modal(field(input_element("users_select", focus_on_load=True)), field(input_element("users_select", focus_on_load=True)), **SUBMIT), "/view/blocks/1/element/focus_on_load", "too_many"),
    ("a label of 2,001", modal(field(input_element("users_select"), label=plain(long(2001))), **SUBMIT), "/view/blocks/0/label/text", "too_long"),
    ("a text input of at most 3,001", modal(field(input_element("plain_text_input", max_length=3001)), **SUBMIT), "/view/blocks/0/element/max_length", "out_of_range"),
    ("a least above the most", modal(field(input_element("plain_text_input", min_length=11)), **SUBMIT), "/view/blocks/0/element", "out_of_range"),
    ("a number input that does not say which", modal(field({"type": "number_input", "action_id": "n"}), **SUBMIT), "/view/blocks/0/element", "missing_field"),
    ("11 files", modal(field(input_element("file_input", max_files=11)), **SUBMIT), "/view/blocks/0/element/max_files", "out_of_range"),
    ("a button as input", modal(field(button()), **SUBMIT), "/view/blocks/0/element", "unsupported_type"),
    ("an alert of 201", modal({"type": "alert", "text": plain(long(201))}), "/view/blocks/0/text/text", "too_long"),
    ("feedback in a modal", modal({"type": "context_actions", "elements": []}), "/view/blocks/0", "unsupported_surface"),
    ("a file input on a home tab", {"type": "home", "blocks": [field(input_element("file_input"))]}, "/view/blocks/0/element", "unsupported_surface"),
    ("a date-time picker on a home tab", {"type": "home", "blocks": [field(input_element("datetimepicker"))]}, "/view/blocks/0/element", "unsupported_surface"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("view", "pointer", "code"), [case[1:] for case in BROKEN_VIEWS], ids=[case[0] for case in BROKEN_VIEWS]
)
def test_a_broken_view_is_found_out(view: Json, pointer: str, code: str) -> None:
    assert (pointer, code) in {(finding.pointer, finding.code) for finding in view_findings(view)}


@pytest.mark.parametrize("blocks", [None, "text", {}, 3, [None], ["x"], [{}], [{"type": []}]])
def test_nonsense_is_found_out_and_never_raises(blocks: Any) -> None:
    assert message_findings(blocks)


def test_options_may_be_empty_but_not_too_many() -> None:
    assert options_findings({"options": []}) == []
    assert options_findings({"options": [option()]}) == []
    assert options_findings({}) != []
    assert options_findings({"options": [option(str(n)) for n in range(101)]}) != []
