"""A form shows every argument, gives back what was filled in, and says beside the field what is wrong."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from bot.errors import BadInput, Candidate
from commands.modals.elements import suggestions
from commands.modals.form import FieldErrors, build_form, form_context, read_form
from commands.parsing import to_json
from commands.spec import Command
from tests.commands.sample import (
    BETWEEN,
    COMMANDS,
    EVERYTHING,
    GRANT,
    HIDDEN_ONLY,
    LIST,
    PUBLISH,
    SHOW,
    VERIFY,
    Everything,
    ListFlows,
    PublishFlow,
)
from tests.commands.slack_limits import assert_fits_view
from tests.commands.test_parsing import EVERY_ARGS


def submitted(view: Mapping[str, Any], **filled_in: Any) -> dict[str, Any]:
    """The view as Slack sends it when somebody fills in these fields, leaves the others, and submits."""
    values: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            state = {"type": element["type"], **_state(element, filled_in.get(block["block_id"], ...))}
            values[block["block_id"]] = {element["action_id"]: state}
    return {**view, "state": {"values": values}}


def _state(element: Mapping[str, Any], filled_in: Any) -> dict[str, Any]:
    left = filled_in is ...
    match element["type"]:
        case "checkboxes":
            ticked = element.get("initial_options", []) if left else element["options"] * bool(filled_in)
            return {"selected_options": ticked}
        case "static_select" | "external_select":
            chosen = {"text": {"type": "plain_text", "text": "x"}, "value": filled_in} if filled_in else None
            return {"selected_option": element.get("initial_option") if left else chosen}
        case "users_select":
            return {"selected_user": element.get("initial_user") if left else filled_in}
        case "conversations_select":
            return {"selected_conversation": element.get("initial_conversation") if left else filled_in}
        case _:
            return {"value": element.get("initial_value") if left else filled_in}


def inputs(view: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.path)
def test_every_command_has_a_form_that_fits(command: Command) -> None:
    view = build_form(command)
    assert_fits_view(view)
    assert view["callback_id"] == f"form|{command.path}"
    assert list(inputs(view)) == [argument.name for argument in command.arguments if not argument.hidden]


def test_each_shape_gets_the_element_for_it() -> None:
    found = {name: block["element"]["type"] for name, block in inputs(build_form(EVERYTHING)).items()}
    assert found == {
        "item": "external_select",
        "note": "plain_text_input",
        "words": "plain_text_input",
        "count": "number_input",
        "share": "number_input",
        "loud": "checkboxes",
        "state": "static_select",
        "person": "users_select",
        "channel": "conversations_select",
        "code": "plain_text_input",
        "lines": "plain_text_input",
        "secret": "plain_text_input",
    }
    blocks = inputs(build_form(EVERYTHING))
    assert blocks["note"]["element"]["multiline"] is True
    assert blocks["lines"]["element"]["multiline"] is True
    assert not blocks["code"]["element"].get("multiline")
    assert blocks["item"]["element"]["action_id"] == "pick|flows|item"
    assert blocks["item"]["element"]["min_query_length"] == 0
    assert blocks["words"]["element"]["action_id"] == "arg|words"
    assert blocks["count"]["element"]["is_decimal_allowed"] is False
    assert blocks["share"]["element"]["is_decimal_allowed"] is True
    assert "optional" not in blocks["item"]
    assert blocks["note"]["optional"] is True
    assert blocks["count"]["element"]["initial_value"] == "20"
    assert blocks["note"]["hint"]["text"] == "A note"


@given(EVERY_ARGS)
def test_what_is_filled_in_beforehand_is_read_back(args: Everything) -> None:
    values = to_json(args)
    view = build_form(EVERYTHING, {**values, "item": {"id": args.item, "name": "A name " * 40}})
    assert_fits_view(view)
    read = read_form(EVERYTHING, submitted(view))
    assert read == read_form(EVERYTHING, submitted(build_form(EVERYTHING, values)))
    assert to_json(read) == {**values, "secret": None}


def test_what_people_fill_in_is_read_by_the_rules_of_typed_words() -> None:
    view = submitted(
        build_form(EVERYTHING, {"cursor": "here"}),
        item="-LQA2aYxavNXfyzm9mtP",
        note=" two\nlines ",
        count="7",
        share="0.5",
        loud=True,
        state="live",
        person="U0MAYA",
        channel="C0STATS",
        secret="hush",
    )
    assert read_form(EVERYTHING, view) == Everything(
        item="-LQA2aYxavNXfyzm9mtP",
        note="two\nlines",
        count=7,
        share=0.5,
        loud=True,
        state="live",
        person="U0MAYA",
        channel="C0STATS",
        secret="hush",
        cursor="here",
    )


def test_an_empty_field_means_the_default() -> None:
    view = submitted(build_form(LIST, {"search": "x", "state": "live", "page": 3}), search=None, state=None)
    assert read_form(LIST, view) == ListFlows(page=3)


def test_every_wrong_field_has_its_own_sentence() -> None:
    view = submitted(build_form(EVERYTHING), count="x", words="w" * 501)
    errors = read_form(EVERYTHING, view)
    assert isinstance(errors, FieldErrors)
    assert set(errors.by_block) == {"item", "words", "count"}
    assert errors.by_block["item"] == "Something is missing: what it is about."
    assert "whole number" in errors.by_block["count"]


def test_a_rule_between_fields_is_said_beside_the_field_it_names() -> None:
    errors = read_form(BETWEEN, submitted(build_form(BETWEEN), least="5", most="2"))
    assert errors == FieldErrors({"most": "The least is more than the most."})


def test_a_tampered_form_is_refused_with_a_sentence() -> None:
    view = submitted(build_form(GRANT), person="nobody", role="owner")
    errors = read_form(GRANT, view)
    assert isinstance(errors, FieldErrors)
    assert set(errors.by_block) == {"person", "role"}
    assert isinstance(read_form(GRANT, {"state": {"values": {"person": "?", "role": {}}}}), FieldErrors)
    for metadata in ("not json", "[]", ""):
        assert read_form(VERIFY, {"private_metadata": metadata}) == VERIFY.args()


def test_a_hidden_value_that_does_not_fit_is_said_beside_the_first_field() -> None:
    view = submitted(build_form(LIST, {"page": "many"}))
    errors = read_form(LIST, view)
    assert isinstance(errors, FieldErrors)
    assert list(errors.by_block) == ["search"]


def test_a_form_without_fields_can_be_submitted() -> None:
    view = build_form(VERIFY)
    assert not inputs(view)
    assert read_form(VERIFY, submitted(view)) == VERIFY.args()


def test_a_secret_is_never_filled_in_beforehand() -> None:
    assert "hush" not in json.dumps(build_form(EVERYTHING, {"secret": "hush", "item": "x"}))


def test_a_form_that_would_carry_too_much_out_of_sight_is_refused() -> None:
    with pytest.raises(ValueError, match="out of sight"):
        build_form(SHOW, context_json="x" * 3000)


def test_the_context_comes_back_as_it_was_given() -> None:
    view = build_form(SHOW, {"flow": "x"}, context_json='{"channel":"C1"}')
    assert form_context(view) == '{"channel":"C1"}'
    assert form_context({"private_metadata": "{}"}) == ""


def test_what_an_input_cannot_hold_is_left_out_rather_than_refused_by_slack() -> None:
    strange = {
        "item": "x" * 151,
        "count": "many",
        "state": "gone",
        "person": 5,
        "channel": "#x",
        "words": ["a"],
    }
    view = build_form(EVERYTHING, {**strange, "note": "n" * 4000})
    assert_fits_view(view)
    blocks = inputs(view)
    assert "initial_option" not in blocks["item"]["element"]
    assert "initial_option" not in blocks["state"]["element"]
    assert len(blocks["note"]["element"]["initial_value"]) == 3000


def test_an_id_with_a_line_break_keeps_it_in_the_form() -> None:
    view = build_form(EVERYTHING, {"item": "-L1", "code": "two\nlines"})
    assert inputs(view)["code"]["element"]["multiline"] is True
    read = read_form(EVERYTHING, submitted(view))
    assert isinstance(read, Everything)
    assert read.code == "two\nlines"


def test_what_to_know_before_filling_in_stands_on_top_and_cannot_ping() -> None:
    view = build_form(LIST, note="3 attributes do not fit: <!channel>")
    assert_fits_view(view)
    assert view["blocks"][1]["text"]["text"] == "3 attributes do not fit: &lt;!channel&gt;"


def test_a_guarded_form_says_that_somebody_may_have_to_approve() -> None:
    long = replace(PUBLISH, modal=replace(PUBLISH.modal, title="Publish a flow with a long name"))
    view = build_form(long, {"flow": {"id": "-L1", "name": "<!channel>"}})
    assert "A second person may have to approve it." in view["blocks"][0]["elements"][0]["text"]
    assert view["title"]["text"] == "Publish a flow with a l…"
    assert view["submit"]["text"] == "Publish"
    assert read_form(PUBLISH, submitted(view)) == PublishFlow("-L1")


def test_a_form_with_nothing_to_say_it_beside_raises() -> None:
    with pytest.raises(BadInput):
        read_form(HIDDEN_ONLY, {"private_metadata": json.dumps({"kept": {"page": "x"}})})


def test_type_ahead_answers_fit_whatever_the_names() -> None:
    candidates = [Candidate("", "no id"), Candidate("x" * 151, "long id"), Candidate("-L0", " ")]
    candidates += [Candidate(f"-L{n}", "name " * 100) for n in range(1, 200)]
    options = suggestions(candidates)["options"]
    assert len(options) == 100
    assert options[0] == {"text": {"type": "plain_text", "text": "-L0"}, "value": "-L0"}
    assert all(0 < len(option["text"]["text"]) <= 75 for option in options)
    assert suggestions([]) == {"options": []}
