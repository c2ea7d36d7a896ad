"""Slack's limits for the payloads that help and forms make, written out (reference: Slack 3.1, 3.2)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.views.reply import Reply

_IN_MESSAGES = {"actions", "context", "divider", "header", "section", "card", "data_table"}
_IN_MODALS = {"actions", "context", "divider", "header", "section", "input", "alert"}
_MOST_TEXT = {"header": 150, "label": 2000, "hint": 2000, "placeholder": 150}


def assert_fits_message(reply: Reply) -> None:
    assert 0 < len(reply.text) <= 4000
    assert len(reply.blocks) <= 50
    assert {block["type"] for block in reply.blocks} <= _IN_MESSAGES
    assert sum(len(text["text"]) for text in texts(reply.blocks)) <= 12_000
    _assert_blocks(reply.blocks)


def assert_fits_view(view: Mapping[str, Any]) -> None:
    assert view["type"] == "modal"
    for part in ("title", "submit", "close"):
        assert view[part]["type"] == "plain_text"
        assert 0 < len(view[part]["text"]) <= 24
    assert len(view["private_metadata"]) <= 3000
    assert len(view["callback_id"]) <= 255
    assert 0 < len(view["blocks"]) <= 100
    assert {block["type"] for block in view["blocks"]} <= _IN_MODALS
    assert len(json.dumps(view)) <= 250_000
    _assert_blocks(view["blocks"])


def elements(blocks: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Everything that can be pressed or filled in."""
    for block in blocks:
        yield from block.get("elements", []) if block["type"] == "actions" else []
        yield from (block[key] for key in ("accessory", "element") if key in block)


def texts(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every text object, wherever it is."""
    if isinstance(value, Mapping):
        if value.get("type") in {"plain_text", "mrkdwn"}:
            yield value
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


def _assert_blocks(blocks: Sequence[Mapping[str, Any]]) -> None:
    for text in texts(list(blocks)):
        assert 0 < len(text["text"]) <= 3000
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(ids) == len(set(ids))
    actions = [element["action_id"] for element in elements(blocks)]
    assert len(actions) == len(set(actions))
    assert all(len(name) <= 255 for name in (*ids, *actions))
    for block in blocks:
        assert block["type"] != "actions" or 1 <= len(block["elements"]) <= 25
        assert block["type"] != "context" or 1 <= len(block["elements"]) <= 10
        assert block["type"] != "header" or len(block["text"]["text"]) <= _MOST_TEXT["header"]
    for element in elements(blocks):
        _assert_element(element)


def _assert_element(element: Mapping[str, Any]) -> None:
    match element["type"]:
        case "button":
            assert len(element["text"]["text"]) <= 75
            assert len(element["value"]) <= 2000
            assert len(element.get("accessibility_label", "")) <= 75
        case "static_select" | "external_select" | "checkboxes":
            options = [*element.get("options", []), *element.get("initial_options", [])]
            chosen = element.get("initial_option")
            assert len(options) <= 100
            for option in [*options, *([chosen] if chosen else [])]:
                assert len(option["text"]["text"]) <= 75
                assert 0 < len(option["value"]) <= 150
            assert element["type"] != "static_select" or chosen is None or chosen in options
            assert element["type"] != "checkboxes" or len(element["options"]) <= 10
        case "plain_text_input":
            assert 1 <= element["max_length"] <= 3000
            assert len(element.get("initial_value", "")) <= element["max_length"]
