"""Rules of composition objects: texts, options, confirm dialogs, images."""

from typing import Any

from sandbox.slack.rules.findings import Check, Spot
from sandbox.slack.rules.limits import LIMIT
from sandbox.slack.rules.values import boolean, integer, items, one_of, shape, shown_string, string, url


def text(most: int, *kinds: str, least: int = 1) -> Check:
    """A text object of one of these kinds (`plain_text`, `mrkdwn`; both when none is named)."""
    allowed = kinds or ("plain_text", "mrkdwn")
    checks = {
        "plain_text": shape({"text": shown_string(most, least)}, {"emoji": boolean}, kind="plain_text"),
        "mrkdwn": shape({"text": shown_string(most, least)}, {"verbatim": boolean}, kind="mrkdwn"),
    }

    def check(spot: Spot, value: Any) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in allowed:
            spot.wrong("invalid_type", f"must be a text object of type {' or '.join(allowed)}")
        else:
            checks[str(kind)](spot, value)

    return check


def plain_text(most: int) -> Check:
    """A `plain_text` object."""
    return text(most, "plain_text")


placeholder = plain_text(LIMIT["placeholder"])

confirm = shape(
    {"title": plain_text(LIMIT["confirm.title"]), "text": text(LIMIT["confirm.text"])},
    {
        "confirm": plain_text(LIMIT["confirm.confirm"]),
        "deny": plain_text(LIMIT["confirm.deny"]),
        "style": one_of("primary", "danger"),
    },
)

dispatch_action_config = shape(
    {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)}
)

slack_icon = shape({"name": string(100)}, kind="icon")


def option(*text_kinds: str, with_url: bool = False) -> Check:
    """One option; overflow menus may carry a `url`."""
    optional = {"description": text(LIMIT["option.description"], *text_kinds)}
    if with_url:
        optional["url"] = url(LIMIT["option.url"])
    return shape(
        {"text": text(LIMIT["option.text"], *text_kinds), "value": string(LIMIT["option.value"], 0)}, optional
    )


def _values(options: Any) -> list[Any]:
    return (
        [each.get("value") for each in options if isinstance(each, dict)] if isinstance(options, list) else []
    )


def options(most: int, *text_kinds: str, with_url: bool = False) -> Check:
    """A list of options whose values are unique."""
    check_items = items(option(*text_kinds, with_url=with_url), most)

    def check(spot: Spot, value: Any) -> None:
        check_items(spot, value)
        values = _values(value)
        if len(values) != len(set(map(str, values))):
            spot.wrong("duplicate_value", "options must have unique values")

    return check


option_groups = items(
    shape(
        {
            "label": plain_text(LIMIT["option_group.label"]),
            "options": options(LIMIT["select.options"], "plain_text"),
        }
    ),
    LIMIT["select.option_groups"],
)


def check_initial_options(spot: Spot, element: Any) -> None:
    """An initial option must equal one of the options exactly."""
    offered: list[Any] = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        offered += group.get("options") or [] if isinstance(group, dict) else []
    initial = element.get("initial_option")
    if initial is not None and initial not in offered:
        spot.at("initial_option").wrong(
            "unknown_option", "initial_option must match one of the options exactly"
        )
    chosen = element.get("initial_options")
    for position, each in enumerate(chosen if isinstance(chosen, list) else []):
        if each not in offered:
            place = spot.at("initial_options", position)
            place.wrong("unknown_option", "initial_options must match the options exactly")


def _check_slack_file(spot: Spot, value: Any) -> None:
    shape({}, {"id": string(255), "url": url(3000)})(spot, value)
    if isinstance(value, dict) and ("id" in value) == ("url" in value):
        spot.wrong("one_of_needed", "must have either id or url")


IMAGE_FIELDS = {"image_url": url(LIMIT["image.url"]), "slack_file": _check_slack_file}


def check_image_source(spot: Spot, value: Any) -> None:
    """An image comes from an `image_url` or a `slack_file`, never both."""
    if isinstance(value, dict) and ("image_url" in value) == ("slack_file" in value):
        spot.wrong("one_of_needed", "must have either image_url or slack_file")


def image(spot: Spot, value: Any) -> None:
    """An image element."""
    alt_text = {"alt_text": string(LIMIT["image.alt_text"])}
    sizes = {"image_width": integer(1), "image_height": integer(1), "image_bytes": integer(0)}
    shape(alt_text, {**IMAGE_FIELDS, **sizes}, kind="image")(spot, value)
    check_image_source(spot, value)


def check_action_id(spot: Spot, value: Any) -> None:
    """An action id, used only once within its block."""
    string(LIMIT["action_id"])(spot, value)
    if value in spot.inspection.action_ids:
        message = "action_id should be unique among all other action_ids in the containing block"
        spot.wrong("duplicate_action_id", f"{message}: {value}")
    spot.inspection.action_ids.add(str(value))
