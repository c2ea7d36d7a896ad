"""Rules of whole payloads: the blocks of a message, attachments, views, metadata, options."""

import json
from typing import Any

from sandbox.slack.rules.blocks import check_blocks
from sandbox.slack.rules.composition import option_groups, options, plain_text
from sandbox.slack.rules.findings import Finding, Inspection, Spot
from sandbox.slack.rules.limits import LIMIT
from sandbox.slack.rules.values import anything, boolean, one_of, shape, string

TOO_LONG_TOGETHER = "msg_blocks_too_long"


def message_findings(blocks: Any, attachments: Any = None) -> list[Finding]:
    """What Slack would refuse in the blocks and attachments of a message."""
    inspection = Inspection("message")
    top = Spot((), inspection)
    check_blocks(top.at("blocks"), blocks)
    if attachments is not None:
        _check_attachments(top.at("attachments"), attachments)
    if inspection.characters > LIMIT["message.characters"]:
        message = f"{inspection.characters} characters in all blocks; {LIMIT['message.characters']} allowed"
        top.at("blocks").wrong(TOO_LONG_TOGETHER, message)
    return inspection.findings


def _check_attachments(spot: Spot, value: Any) -> None:
    if not isinstance(value, list):
        spot.wrong("invalid_type", "must be an array")
        return
    if len(value) > LIMIT["message.attachments"]:
        spot.wrong("too_many", f"no more than {LIMIT['message.attachments']} items allowed")
    for position, attachment in enumerate(value):
        place = spot.at(position)
        if not isinstance(attachment, dict):
            place.wrong("invalid_type", "must be an object")
        elif "blocks" in attachment:
            check_blocks(place.at("blocks"), attachment["blocks"])


_VIEW_TEXTS = {
    key: string(LIMIT[f"view.{key}"], 0) for key in ("callback_id", "external_id", "private_metadata")
}

_modal = shape(
    {"title": plain_text(LIMIT["view.title"]), "blocks": check_blocks},
    {
        **_VIEW_TEXTS,
        "submit": plain_text(LIMIT["view.submit"]),
        "close": plain_text(LIMIT["view.close"]),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
    kind="modal",
)

_home = shape({"blocks": check_blocks}, {**_VIEW_TEXTS, "title": anything}, kind="home")


def view_findings(view: Any) -> list[Finding]:
    """What Slack would refuse in a modal or a Home tab."""
    kind = view.get("type") if isinstance(view, dict) else None
    inspection = Inspection("home" if kind == "home" else "modal")
    spot = Spot(("view",), inspection)
    if kind not in {"modal", "home"}:
        spot.at("type").wrong("invalid_value", "must be one of: modal, home")
        return inspection.findings
    (_home if kind == "home" else _modal)(spot, view)
    blocks = view.get("blocks")
    has_input = isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") == "input" for block in blocks
    )
    if kind == "modal" and has_input and not view.get("submit"):
        spot.wrong("missing_field", "missing required field: submit (the view has input blocks)")
    return inspection.findings


def options_findings(answer: Any) -> list[Finding]:
    """What Slack would refuse in the answer to a request for options."""
    inspection = Inspection("message")
    spot = Spot((), inspection)
    if not isinstance(answer, dict) or ("options" in answer) == ("option_groups" in answer):
        spot.wrong("one_of_needed", "must have either options or option_groups")
    elif answer.get("options") or answer.get("option_groups"):
        choices = {"options": options(LIMIT["select.options"], "plain_text"), "option_groups": option_groups}
        shape({}, choices)(spot, answer)
    return inspection.findings


def is_metadata(value: Any) -> bool:
    """Whether message metadata has its two fields and nothing else."""
    inspection = Inspection("message")
    shape({"event_type": string(255), "event_payload": _flat}, {"entities": anything})(
        Spot(("metadata",), inspection), value
    )
    return not inspection.findings


def _flat(spot: Spot, value: Any) -> None:
    if not isinstance(value, dict):
        spot.wrong("invalid_type", "must be an object")


def is_metadata_too_large(value: Any) -> bool:
    """Whether message metadata is larger than Slack keeps."""
    return len(json.dumps(value, ensure_ascii=False).encode()) > LIMIT["message.metadata_bytes"]


def response_action_findings(answer: dict[str, Any]) -> list[Finding]:
    """What Slack would refuse in the answer to a submitted modal."""
    inspection = Inspection("modal")
    spot = Spot((), inspection)
    action = answer.get("response_action")
    if action is None:
        for key in answer:
            spot.at(key).wrong("unknown_field", "the answer must be empty or have a response_action")
        return inspection.findings
    one_of("errors", "update", "push", "clear")(spot.at("response_action"), action)
    if action in {"update", "push"}:
        return [*inspection.findings, *view_findings(answer.get("view"))]
    if action == "errors" and not (isinstance(answer.get("errors"), dict) and answer["errors"]):
        spot.at("errors").wrong("missing_field", "must name at least one block and what is wrong with it")
    return inspection.findings
