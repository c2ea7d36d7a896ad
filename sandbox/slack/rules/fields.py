"""Rules of input fields: text, numbers, addresses, rich text, files."""

from typing import Any

from sandbox.slack.rules.composition import check_action_id, dispatch_action_config, placeholder
from sandbox.slack.rules.findings import Check, Fields, Spot
from sandbox.slack.rules.limits import LIMIT
from sandbox.slack.rules.values import anything, boolean, every, integer, items, shape, string

ACTION: Fields = {"action_id": check_action_id}
FOCUS: Fields = {**ACTION, "focus_on_load": boolean}

_text_input: Fields = {**FOCUS, "placeholder": placeholder, "dispatch_action_config": dispatch_action_config}


def _range(low: str, high: str) -> Check:
    def check(spot: Spot, value: Any) -> None:
        try:
            is_turned = float(value[low]) > float(value[high])
        except (KeyError, TypeError, ValueError):
            return
        if is_turned:
            spot.wrong("out_of_range", f"{low} must not be more than {high}")

    return check


FIELDS: dict[str, Check] = {
    "plain_text_input": every(
        shape(
            {},
            {
                **_text_input,
                "initial_value": string(LIMIT["plain_text_input.length"], 0),
                "multiline": boolean,
                "min_length": integer(0, LIMIT["plain_text_input.length"]),
                "max_length": integer(1, LIMIT["plain_text_input.length"]),
            },
            kind="plain_text_input",
        ),
        _range("min_length", "max_length"),
    ),
    "email_text_input": shape({}, {**_text_input, "initial_value": string(3000)}, kind="email_text_input"),
    "url_text_input": shape({}, {**_text_input, "initial_value": string(3000)}, kind="url_text_input"),
    "number_input": every(
        shape(
            {"is_decimal_allowed": boolean},
            {**_text_input, **dict.fromkeys(("initial_value", "min_value", "max_value"), string(100))},
            kind="number_input",
        ),
        _range("min_value", "max_value"),
    ),
    "rich_text_input": shape(
        {},
        {
            **_text_input,
            "initial_value": anything,
            "min_lines": integer(1, 100),
            "max_lines": integer(1, 100),
        },
        kind="rich_text_input",
    ),
    "file_input": shape(
        {},
        {
            **ACTION,
            "filetypes": items(string(50), 100),
            "max_files": integer(1, LIMIT["file_input.max_files"]),
        },
        kind="file_input",
    ),
}
