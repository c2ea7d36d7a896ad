"""Type-ahead menus: asks the bot for options."""

from typing import Any

from sandbox.slack.acts.people import channel_seen, message_seen, person_acting, view_seen
from sandbox.slack.inputs import find_element
from sandbox.slack.interactions import block_suggestion, message_place, view_place
from sandbox.slack.parcels import Parcel
from sandbox.slack.refusals import BoardRefusal
from sandbox.slack.rules.payloads import options_findings
from sandbox.slack.stage import Stage

Json = dict[str, Any]
MIN_QUERY_LENGTH = 3
_EXTERNAL = frozenset({"external_select", "multi_external_select"})


async def suggest(stage: Stage, asked: Json) -> Json:
    """The options for what has been typed so far; none when the bot fails or answers wrongly."""
    person = person_acting(stage, str(asked.get("user", "")))
    if view_id := asked.get("view_id"):
        view = view_seen(stage, person, str(view_id))
        blocks, place = view["blocks"], view_place(view, {})
    else:
        channel = channel_seen(stage, person, str(asked.get("channel", "")))
        message = message_seen(stage, person, channel, str(asked.get("ts", "")))
        blocks, place = message.blocks, message_place(stage, message, channel)
    placed = find_element(blocks, str(asked.get("block_id", "")), str(asked.get("action_id", "")))
    if placed is None or placed.element["type"] not in _EXTERNAL:
        raise BoardRefusal(f"There is no type-ahead menu {asked.get('action_id')!r} here.")
    value = str(asked.get("value", ""))
    if len(value) < placed.element.get("min_query_length", MIN_QUERY_LENGTH):
        return {"options": [], "option_groups": []}
    payload = block_suggestion(stage, person, placed.block_id, placed.action_id, value, place)
    answer = await stage.delivery.deliver(
        Parcel("interactive", f"block_suggestion {placed.action_id}", payload)
    )
    findings = options_findings(answer.body) if answer.is_good else []
    if not answer.is_good or (findings and stage.options.strict):
        notes = tuple(map(str, findings))
        if notes:
            stage.journal.record(
                "to_bot",
                method=f"options for {placed.action_id}",
                path="",
                status=200,
                request=answer.body,
                answer={"ok": False, "error": "invalid_arguments", "errors": list(notes)},
                ms=0.0,
                notes=notes,
            )
        stage.notify(person.id, "No options could be loaded.")
        return {"options": [], "option_groups": []}
    return {key: answer.body.get(key) or [] for key in ("options", "option_groups")}
