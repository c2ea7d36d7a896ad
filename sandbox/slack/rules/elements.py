"""Rules of interactive elements: buttons, menus, pickers, input fields."""

import re
from typing import Any

from sandbox.slack.rules.composition import (
    check_initial_options,
    confirm,
    image,
    option,
    option_groups,
    options,
    placeholder,
    plain_text,
    text,
)
from sandbox.slack.rules.fields import ACTION, FIELDS, FOCUS
from sandbox.slack.rules.findings import Check, Fields, Spot
from sandbox.slack.rules.limits import LIMIT
from sandbox.slack.rules.surfaces import ELEMENT_SURFACES
from sandbox.slack.rules.values import (
    anything,
    boolean,
    every,
    integer,
    items,
    one_of,
    shape,
    string,
    url,
)

_CONFIRMED: Fields = {**FOCUS, "confirm": confirm}
_MENU: Fields = {**_CONFIRMED, "placeholder": placeholder}
_MANY: Fields = {**_MENU, "max_selected_items": integer(1)}
_LABEL = string(LIMIT["accessibility_label"])
_ID = string(255)


def matching(pattern: str, form: str) -> Check:
    """A string in a fixed form, such as a date."""
    compiled = re.compile(pattern)

    def check(spot: Spot, value: Any) -> None:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            spot.wrong("invalid_value", f"must be in the form {form}")

    return check


_date = matching(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "YYYY-MM-DD")
_time = matching(r"([01]\d|2[0-3]):[0-5]\d", "HH:mm")


def _needs_one_of(first: str, second: str) -> Check:
    def check(spot: Spot, value: Any) -> None:
        if isinstance(value, dict) and (first in value) == (second in value):
            spot.wrong("one_of_needed", f"must have either {first} or {second}")

    return check


def _static(kind: str, fields: Fields) -> Check:
    choices: Fields = {
        "options": options(LIMIT["select.options"], "plain_text"),
        "option_groups": option_groups,
    }
    return every(
        shape({}, {**fields, **choices}, kind=kind),
        _needs_one_of("options", "option_groups"),
        check_initial_options,
    )


_filter = shape(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)

_conversations: Fields = {
    "default_to_current_conversation": boolean,
    "filter": _filter,
}

_feedback_button = shape(
    {"text": plain_text(LIMIT["button.text"]), "value": string(LIMIT["button.value"])},
    {"accessibility_label": _LABEL},
)

_button_look: Fields = {"style": one_of("primary", "danger"), "accessibility_label": _LABEL}

_BUTTONS: dict[str, Check] = {
    "button": shape(
        {"text": plain_text(LIMIT["button.text"])},
        {
            **ACTION,
            **_button_look,
            "url": url(LIMIT["button.url"], schemes=("http", "https", "slack", "mailto")),
            "value": string(LIMIT["button.value"], 0),
            "confirm": confirm,
        },
        kind="button",
    ),
    "workflow_button": shape(
        {
            "text": plain_text(LIMIT["button.text"]),
            "workflow": shape(
                {"trigger": shape({"url": url()}, {"customizable_input_parameters": anything})}
            ),
        },
        {**ACTION, **_button_look},
        kind="workflow_button",
    ),
    "feedback_buttons": shape(
        {"positive_button": _feedback_button, "negative_button": _feedback_button},
        ACTION,
        kind="feedback_buttons",
    ),
    "icon_button": shape(
        {"icon": one_of("trash"), "text": plain_text(LIMIT["button.text"])},
        {
            **ACTION,
            "value": string(LIMIT["button.value"], 0),
            "confirm": confirm,
            "accessibility_label": _LABEL,
            "visible_to_user_ids": items(_ID, LIMIT["icon_button.visible_to_user_ids"]),
        },
        kind="icon_button",
    ),
    "overflow": shape(
        {"options": options(LIMIT["overflow.options"], "plain_text", with_url=True)},
        {**ACTION, "confirm": confirm},
        kind="overflow",
    ),
    "image": image,
}

_MENUS: dict[str, Check] = {
    "static_select": _static("static_select", {**_MENU, "initial_option": option("plain_text")}),
    "multi_static_select": _static(
        "multi_static_select", {**_MANY, "initial_options": options(LIMIT["select.options"], "plain_text")}
    ),
    "external_select": shape(
        {},
        {**_MENU, "initial_option": option("plain_text"), "min_query_length": integer(0)},
        kind="external_select",
    ),
    "multi_external_select": shape(
        {},
        {
            **_MANY,
            "initial_options": options(LIMIT["select.options"], "plain_text"),
            "min_query_length": integer(0),
        },
        kind="multi_external_select",
    ),
    "users_select": shape({}, {**_MENU, "initial_user": _ID}, kind="users_select"),
    "multi_users_select": shape({}, {**_MANY, "initial_users": items(_ID, 100)}, kind="multi_users_select"),
    "conversations_select": shape(
        {},
        {**_MENU, **_conversations, "initial_conversation": _ID, "response_url_enabled": boolean},
        kind="conversations_select",
    ),
    "multi_conversations_select": shape(
        {},
        {**_MANY, **_conversations, "initial_conversations": items(_ID, 100)},
        kind="multi_conversations_select",
    ),
    "channels_select": shape(
        {}, {**_MENU, "initial_channel": _ID, "response_url_enabled": boolean}, kind="channels_select"
    ),
    "multi_channels_select": shape(
        {}, {**_MANY, "initial_channels": items(_ID, 100)}, kind="multi_channels_select"
    ),
}

_CHOICES: dict[str, Check] = {
    "checkboxes": every(
        shape(
            {"options": options(LIMIT["checkboxes.options"])},
            {**_CONFIRMED, "initial_options": options(LIMIT["checkboxes.options"])},
            kind="checkboxes",
        ),
        check_initial_options,
    ),
    "radio_buttons": every(
        shape(
            {"options": options(LIMIT["radio_buttons.options"])},
            {**_CONFIRMED, "initial_option": option()},
            kind="radio_buttons",
        ),
        check_initial_options,
    ),
    "datepicker": shape({}, {**_MENU, "initial_date": _date}, kind="datepicker"),
    "timepicker": shape({}, {**_MENU, "initial_time": _time, "timezone": string(100)}, kind="timepicker"),
    "datetimepicker": shape(
        {}, {**_CONFIRMED, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}, kind="datetimepicker"
    ),
}

_ELEMENTS: dict[str, Check] = {**_BUTTONS, **_MENUS, **_CHOICES, **FIELDS}

_TEXTS = frozenset({"plain_text", "mrkdwn"})
_PICKED = frozenset({*_MENUS, *_CHOICES})
ACTIONS_ELEMENTS = _PICKED | {"button", "workflow_button", "overflow"}
ACCESSORIES = ACTIONS_ELEMENTS | {"image"}
INPUT_ELEMENTS = _PICKED | frozenset(FIELDS)
CONTEXT_ACTIONS_ELEMENTS = frozenset({"feedback_buttons", "icon_button"})
CARD_ACTIONS = frozenset({"button"})


def element(allowed: frozenset[str]) -> Check:
    """One of these elements, on a surface it may stand on."""

    def check(spot: Spot, value: Any) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in allowed:
            spot.wrong("unsupported_type", f"unsupported type: {kind}")
            return
        surfaces = ELEMENT_SURFACES.get(str(kind))
        if surfaces is not None and spot.inspection.surface not in surfaces:
            spot.wrong("unsupported_surface", f"{kind} is not allowed in a {spot.inspection.surface}")
        if value.get("focus_on_load") is True and spot.inspection.count("focus_on_load") > 1:
            spot.at("focus_on_load").wrong("too_many", "only one element can be focused on load")
        _ELEMENTS[str(kind)](spot, value)

    return check


def context_element(spot: Spot, value: Any) -> None:
    """An image or a text of a context block."""
    kind = value.get("type") if isinstance(value, dict) else None
    if kind in _TEXTS:
        text(LIMIT["text"])(spot, value)
    else:
        element(frozenset({"image"}))(spot, value)
