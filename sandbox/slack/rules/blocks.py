"""Rules of blocks: what each may hold, and on which surface it may stand."""

from typing import Any

from sandbox.slack.rules.charts import chart
from sandbox.slack.rules.composition import (
    IMAGE_FIELDS,
    check_image_source,
    image,
    plain_text,
    slack_icon,
    text,
)
from sandbox.slack.rules.elements import (
    ACCESSORIES,
    ACTIONS_ELEMENTS,
    CARD_ACTIONS,
    CONTEXT_ACTIONS_ELEMENTS,
    INPUT_ELEMENTS,
    context_element,
    element,
)
from sandbox.slack.rules.findings import Check, Fields, Spot
from sandbox.slack.rules.limits import LIMIT
from sandbox.slack.rules.rich_text import rich_text
from sandbox.slack.rules.surfaces import BLOCK_SURFACES
from sandbox.slack.rules.tables import DATA_TABLE_FIELDS, TABLE_FIELDS, check_row_header
from sandbox.slack.rules.values import (
    anything,
    boolean,
    every,
    integer,
    items,
    one_of,
    shape,
    shown_string,
    string,
    url,
)

CONTAINER_CHILDREN = frozenset(
    {"actions", "context", "divider", "header", "image", "input", "rich_text", "section", "table", "video"}
)


def _check_block_id(spot: Spot, value: Any) -> None:
    string(LIMIT["block_id"])(spot, value)
    if value in spot.inspection.block_ids:
        spot.wrong("duplicate_block_id", f"block_id already exists: {value}")
    spot.inspection.block_ids.add(str(value))


def _needs_any(*keys: str) -> Check:
    def check(spot: Spot, value: Any) -> None:
        if not any(key in value for key in keys):
            spot.wrong("one_of_needed", f"must have at least one of: {', '.join(keys)}")

    return check


def _at_most(what: str, limit: str) -> Check:
    """No more than so many of this block in one payload."""

    def check(spot: Spot, _value: Any) -> None:
        if spot.inspection.count(what) > LIMIT[limit]:
            spot.wrong("too_many", f"no more than {LIMIT[limit]} {what} allowed in one message")

    return check


def _block(kind: str, required: Fields, optional: Fields | None = None) -> Check:
    return shape(required, {"block_id": _check_block_id, **(optional or {})}, kind=kind)


def _check_collapsing(spot: Spot, value: Any) -> None:
    if value.get("is_collapsible") is True and value.get("has_header_divider") is True:
        spot.at("has_header_divider").wrong("conflict", "cannot be set when is_collapsible is true")
    if value.get("default_collapsed") is True and value.get("is_collapsible") is not True:
        spot.at("default_collapsed").wrong("conflict", "requires is_collapsible")


def _count_markdown(spot: Spot, value: Any) -> None:
    written = value.get("text")
    if isinstance(written, str) and spot.inspection.count("markdown", len(written)) > LIMIT["markdown.text"]:
        spot.at("text").wrong(
            "too_long", f"markdown of a message must have less than {LIMIT['markdown.text'] + 1} characters"
        )


def _card(spot: Spot, value: Any) -> None:
    if not isinstance(value, dict) or value.get("type") != "card":
        spot.wrong("unsupported_type", "must be a card")
    else:
        check_block(spot, value)


def _child(spot: Spot, value: Any) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in CONTAINER_CHILDREN:
        spot.wrong("unsupported_type", f"unsupported type in a container: {kind}")
    else:
        check_block(spot, value)


_task_statuses = ("pending", "in_progress", "complete", "error")


def _source(spot: Spot, value: Any) -> None:
    shape({"url": url(), "text": shown_string(3_000)}, kind="url")(spot, value)


_TASK: Fields = {"task_id": string(255), "title": shown_string(3_000)}
_TASK_DETAILS: Fields = {
    "status": one_of(*_task_statuses),
    "details": rich_text,
    "output": rich_text,
    "sources": items(_source, 100, 0),
}


def _no_lonely_pending(spot: Spot, value: Any) -> None:
    if value.get("status") == "pending" and "/tasks/" not in spot.pointer:
        spot.at("status").wrong("invalid_value", "pending is only allowed inside a plan")


_task_card = every(_block("task_card", _TASK, _TASK_DETAILS), _no_lonely_pending)


def _task(spot: Spot, value: Any) -> None:
    if not isinstance(value, dict) or value.get("type", "task_card") != "task_card":
        spot.wrong("unsupported_type", "must be a task_card")
    else:
        _task_card(spot, {"type": "task_card", **value})


_BLOCKS: dict[str, Check] = {
    "section": every(
        _block(
            "section",
            {},
            {
                "text": text(LIMIT["section.text"]),
                "fields": items(text(LIMIT["section.field"]), LIMIT["section.fields"]),
                "accessory": element(ACCESSORIES),
                "expand": boolean,
            },
        ),
        _needs_any("text", "fields"),
    ),
    "divider": _block("divider", {}),
    "header": _block(
        "header", {"text": plain_text(LIMIT["header.text"])}, {"level": integer(1, LIMIT["header.level"])}
    ),
    "context": _block("context", {"elements": items(context_element, LIMIT["context.elements"])}),
    "actions": _block("actions", {"elements": items(element(ACTIONS_ELEMENTS), LIMIT["actions.elements"])}),
    "context_actions": _block(
        "context_actions",
        {"elements": items(element(CONTEXT_ACTIONS_ELEMENTS), LIMIT["context_actions.elements"])},
    ),
    "input": _block(
        "input",
        {"label": plain_text(LIMIT["input.label"]), "element": element(INPUT_ELEMENTS)},
        {"hint": plain_text(LIMIT["input.hint"]), "optional": boolean, "dispatch_action": boolean},
    ),
    "image": every(
        _block(
            "image",
            {"alt_text": string(LIMIT["image.alt_text"])},
            {**IMAGE_FIELDS, "title": plain_text(LIMIT["image.title"])},
        ),
        check_image_source,
    ),
    "markdown": every(_block("markdown", {"text": shown_string(LIMIT["markdown.text"])}), _count_markdown),
    "rich_text": every(
        rich_text, shape({}, {"block_id": _check_block_id, "elements": anything}, kind="rich_text")
    ),
    "video": _block(
        "video",
        {
            "alt_text": string(LIMIT["video.alt_text"]),
            "title": plain_text(LIMIT["video.title"]),
            "thumbnail_url": url(LIMIT["video.url"]),
            "video_url": url(LIMIT["video.url"], schemes=("https",)),
        },
        {
            "author_name": string(LIMIT["video.author_name"]),
            "description": plain_text(LIMIT["video.description"]),
            "provider_name": string(LIMIT["video.provider_name"]),
            "provider_icon_url": url(LIMIT["video.icon_url"]),
            "title_url": url(LIMIT["video.icon_url"], schemes=("https",)),
        },
    ),
    "card": every(
        _block(
            "card",
            {},
            {
                "hero_image": image,
                "icon": image,
                "slack_icon": slack_icon,
                "title": text(LIMIT["card.title"]),
                "subtitle": text(LIMIT["card.subtitle"]),
                "body": text(LIMIT["card.body"]),
                "subtext": text(LIMIT["card.subtext"]),
                "actions": items(element(CARD_ACTIONS), LIMIT["card.actions"]),
            },
        ),
        _needs_any("hero_image", "title", "actions", "body"),
    ),
    "carousel": _block("carousel", {"elements": items(_card, LIMIT["carousel.elements"])}),
    "alert": _block(
        "alert",
        {"text": text(LIMIT["alert.text"])},
        {"level": one_of("default", "info", "warning", "error", "success")},
    ),
    "container": every(
        _block(
            "container",
            {"child_blocks": items(_child, LIMIT["container.child_blocks"])},
            {
                "title": plain_text(LIMIT["container.title"]),
                "rich_text_title": rich_text,
                "subtitle": text(LIMIT["container.subtitle"]),
                "icon": image,
                "width": one_of("narrow", "standard", "wide", "full"),
                "is_collapsible": boolean,
                "default_collapsed": boolean,
                "has_header_divider": boolean,
            },
        ),
        _needs_any("title", "rich_text_title"),
        _check_collapsing,
    ),
    "table": every(_block("table", *TABLE_FIELDS), _at_most("tables", "message.tables")),
    "data_table": every(_block("data_table", *DATA_TABLE_FIELDS), check_row_header),
    "data_visualization": every(
        _block("data_visualization", {"title": shown_string(LIMIT["chart.title"]), "chart": chart}),
        _at_most("charts", "message.charts"),
    ),
    "plan": every(
        _block("plan", {"title": shown_string(3_000)}, {"tasks": items(_task, LIMIT["plan.tasks"], 0)}),
        _at_most("plans", "message.plans"),
    ),
    "task_card": _task_card,
}


def check_block(spot: Spot, value: Any) -> None:
    """One block, on the surface of the inspection."""
    kind = value.get("type") if isinstance(value, dict) else None
    surfaces = BLOCK_SURFACES.get(str(kind))
    if surfaces is None:
        spot.wrong("unsupported_type", f"unsupported type: {kind}")
        return
    if spot.inspection.surface not in surfaces:
        spot.wrong("unsupported_surface", f"{kind} is not allowed in a {spot.inspection.surface}")
        return
    spot.inspection.action_ids.clear()
    _BLOCKS[str(kind)](spot, value)


_MOST_BLOCKS = {
    "message": LIMIT["message.blocks"],
    "modal": LIMIT["view.blocks"],
    "home": LIMIT["view.blocks"],
}


def check_blocks(spot: Spot, value: Any) -> None:
    """A list of blocks, up to what the surface holds."""
    items(check_block, _MOST_BLOCKS[spot.inspection.surface], 0)(spot, value)
