"""Forms with files and conditions: what is known is shown and kept, rows are added, and read as what was typed."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.audit import MASK
from bot.domain.condition_text import conditions_text, read_conditions
from bot.domain.conditions import conditions_json
from bot.errors import BadInput
from commands.modals.condition_rows import ANY, MOST_ROWS, with_another_row
from commands.modals.form import FieldErrors, build_form, read_form
from commands.parsing import masked, parse, understood, usage
from commands.quoting import clean, split, spoken
from commands.spec import Modal
from tests.bulk.test_condition_text import conditions
from tests.commands.sample import LOAD, Load, run
from tests.commands.slack_limits import assert_fits_view
from tests.commands.test_form import inputs

FILE = {"id": "F0123ABCD", "name": "crew.csv"}


def filled(view: Mapping[str, Any], **values: Any) -> dict[str, Any]:
    """The view as Slack sends it, with what its inputs begin with and what was filled in."""
    state: dict[str, Any] = {}
    for block_id, block in inputs(view).items():
        element = block["element"]
        given_value = values.get(
            block_id.replace("|", "_"), element.get("initial_value") or element.get("initial_option")
        )
        if isinstance(given_value, str) and element["type"] == "static_select":
            given_value = next(option for option in element["options"] if option["value"] == given_value)
        key = {"static_select": "selected_option", "file_input": "files"}.get(element["type"], "value")
        state[block_id] = {element["action_id"]: {"type": element["type"], key: given_value}}
    return {**view, "state": {"values": state}}


def read(view: Mapping[str, Any], **values: Any) -> Any:
    return read_form(LOAD, filled(view, **values))


def test_a_file_that_is_known_is_shown_by_name_kept_out_of_sight_and_can_be_exchanged() -> None:
    for value, name in ((FILE, "crew.csv"), ("F0123ABCD", "F0123ABCD")):
        view = build_form(LOAD, {"file": value})
        assert_fits_view(view)
        assert any(name in str(block) for block in view["blocks"] if block["type"] == "section")
        assert inputs(view)["file"]["optional"] is True
        assert read(view, to="me").file == "F0123ABCD"
        assert read(view, to="me", file=[{"id": "F0OTHER"}]).file == "F0OTHER"
    empty = build_form(LOAD)
    assert not any(block["type"] == "section" for block in empty["blocks"])
    assert read(empty, to="me").file == ""


@pytest.mark.parametrize("value", [{"id": "C1"}, {"name": "x"}, "nonsense", {"id": "../etc"}, {}, 7])
def test_what_is_no_file_is_not_kept(value: Any) -> None:
    assert read(build_form(LOAD, {"file": value}), to="me").file == ""
    forged = build_form(LOAD, {"file": FILE})
    forged["private_metadata"] = json.dumps({"kept": {"file": "C1"}})
    assert isinstance(read(forged, to="me"), FieldErrors)


def test_a_hostile_name_of_a_file_is_escaped_and_cut() -> None:
    view = build_form(LOAD, {"file": {"id": "F1", "name": "<!channel>" + "x" * 5000}})
    assert_fits_view(view)
    assert "<!channel>" not in str(view["blocks"])


def test_a_form_says_what_its_buttons_do_and_one_with_a_review_goes_on() -> None:
    view = build_form(LOAD)
    assert (view["title"]["text"], view["submit"]["text"]) == ("Load it", "Load now")
    reviewed = replace(LOAD, modal=Modal(review=run))
    view = build_form(reviewed)
    assert (view["title"]["text"], view["submit"]["text"]) == ("Load an app", "Next")


def test_conditions_are_one_row_at_first_and_one_more_with_each_press_up_to_eight() -> None:
    view = build_form(LOAD)
    for rows in range(1, MOST_ROWS + 1):
        assert_fits_view(view)
        assert sum(name.endswith("|field") for name in inputs(view)) == rows
        assert ("Add a condition" in str(view["blocks"])) == (rows < MOST_ROWS)
        view = with_another_row({**view, "id": "V1", "hash": "x", "state": {}, "team_id": "T"}, "where")
        assert view.keys() <= {
            "type",
            "title",
            "submit",
            "close",
            "callback_id",
            "private_metadata",
            "blocks",
        }
    assert sum(name.endswith("|field") for name in inputs(view)) == MOST_ROWS


def test_rows_and_text_are_read_as_one() -> None:
    view = with_another_row(build_form(LOAD), "where")
    rows = {
        "where_1_field": "name", "where_1_operator": "==", "where_1_value": "Booked and paid",
        "where_2_field": "user_id", "where_2_operator": "in", "where_2_value": "a b, c and d, 7",
    }  # fmt: skip
    both = read(view, to="me", **rows).where
    assert conditions_json(read_conditions(both)) == [
        ["name", "==", "Booked and paid"],
        ["user_id", "in", ["a b", "c and d", "7"]],
    ]
    either = read(view, to="me", **rows, where_join=ANY, where="path is null").where
    assert conditions_json(read_conditions(either)) == [
        ["or", ["name", "==", "Booked and paid"], ["user_id", "in", ["a b", "c and d", "7"]]],
        ["path", "is null"],
    ]


def test_a_null_test_needs_no_value_and_anything_else_does() -> None:
    view = build_form(LOAD)
    row = {"where_1_field": "nps_feedback", "where_1_operator": "is not null"}
    assert read(view, to="me", **row).where == "nps_feedback is not null"
    problems = read(view, to="me", where_1_field="name", where_1_operator="==", where_1_value=" ")
    assert problems == FieldErrors({"where|1|value": "Condition 1 has no value."})
    problems = read(view, to="me", where_1_value="x")
    assert problems == FieldErrors({"where|1|field": "Condition 1 has no field."})


@given(st.lists(conditions, max_size=4))
def test_whatever_the_conditions_the_form_that_starts_with_them_gives_them_back(
    given_conditions: Any,
) -> None:
    text = conditions_text(given_conditions)
    assume(len(text) <= 3000 and spoken(clean(text)) == text)  # a form takes no control characters
    known = read_conditions(text)
    view = build_form(LOAD, {"where": text})
    assert_fits_view(view)
    again = read(view, to="me").where
    assert conditions_json(read_conditions(again)) == conditions_json(known)


def test_an_option_may_be_typed_several_times_where_it_says_so() -> None:
    args = parse(LOAD, split('--to a@x.example --to b@x.example --where "name == x" --where path is null'))
    assert args == Load(to="a@x.example\nb@x.example", where="name == x\npath is null")
    assert "[--where WORDS]…" in usage(LOAD)
    with pytest.raises(BadInput, match="given twice"):
        parse(LOAD, split("--to a --file F0123ABCD --file F0123ABCD"))
    with pytest.raises(BadInput, match="too long"):
        parse(LOAD, ["--to", "a" * 2000, "--to", "b" * 2000])


def test_private_data_is_taken_to_the_letter_masked_in_the_audit_and_shown_again() -> None:
    rows = 'user_id,note\nu-1,"<!channel> <@U1|x>  two  spaces"'
    args = parse(LOAD, ["--to", "me", "--rows", rows])
    assert args.rows == rows
    assert masked(args)["rows"] == MASK
    assert understood(LOAD, ["--rows", rows])["rows"] == rows
    assert inputs(build_form(LOAD, {"rows": rows}))["rows"]["element"]["initial_value"] == rows
