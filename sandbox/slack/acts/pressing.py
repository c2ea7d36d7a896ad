"""Pressing buttons and choosing from menus, in messages, modals and on the Home tab."""

from typing import Any

from sandbox.slack.acts.people import channel_seen, message_seen, person_acting, view_seen
from sandbox.slack.inputs import INPUT_KINDS, Placed, find_element
from sandbox.slack.interactions import message_actions, view_actions
from sandbox.slack.parcels import Acknowledgement, Parcel
from sandbox.slack.plain import text_of
from sandbox.slack.refusals import BoardRefusal
from sandbox.slack.stage import Stage
from sandbox.slack.workspace import Channel, Person

Json = dict[str, Any]

NO_ANSWER = "{app} did not respond ({error})"
"""What a person is told whose click came to nothing."""
ERRORS = {
    "timeout": "operation_timeout",
    "unreachable": "dispatch_failed",
    "bad_status": "dispatch_failed",
}
_BUTTONS = frozenset({"button", "workflow_button", "icon_button"})


async def press(stage: Stage, asked: Json) -> Json:
    """Use an interactive element: `block_id`, `action_id`, and in menus what was chosen."""
    person = person_acting(stage, str(asked.get("user", "")))
    state = _state(asked)
    if view_id := asked.get("view_id"):
        view = view_seen(stage, person, str(view_id))
        action = _action(stage, view["blocks"], asked)
        payload = view_actions(stage, person, view, [action], state)
        channel = None
    else:
        channel = channel_seen(stage, person, str(asked.get("channel", "")))
        message = message_seen(stage, person, channel, str(asked.get("ts", "")))
        action = _action(stage, message.blocks, asked)
        payload = message_actions(stage, person, message, channel, [action], state)
    parcel = Parcel("interactive", f"block_actions {action['action_id']}", payload)
    return _told(stage, person, channel, await stage.delivery.deliver(parcel))


def _told(stage: Stage, person: Person, channel: Channel | None, answer: Acknowledgement) -> Json:
    if answer.is_good:
        return {"result": "acknowledged"}
    app = stage.workspace.bot.real_name
    stage.notify(person.id, NO_ANSWER.format(app=app, error=ERRORS[answer.problem]), channel)
    return {"result": answer.problem}


def _state(asked: Json) -> Json:
    state = asked.get("state") or {}
    values = state.get("values", {}) if isinstance(state, dict) else {}
    return values if isinstance(values, dict) else {}


def _action(stage: Stage, blocks: list[Json], asked: Json) -> Json:
    placed = find_element(blocks, str(asked.get("block_id", "")), str(asked.get("action_id", "")))
    if placed is None:
        raise BoardRefusal(f"There is no element {asked.get('action_id')!r} here; it may have been replaced.")
    action: Json = {
        "type": placed.element["type"],
        "action_id": placed.action_id,
        "block_id": placed.block_id,
        "action_ts": f"{stage.clock.now():.6f}",
    }
    return action | _chosen(placed, asked)


def _chosen(placed: Placed, asked: Json) -> Json:
    element = placed.element
    kind = str(element["type"])
    if kind in _BUTTONS:
        return {key: element[key] for key in ("text", "value", "style", "url") if key in element}
    if kind == "feedback_buttons":
        return _feedback(element, str(asked.get("value", "")))
    if kind == "overflow":
        return {"selected_option": _offered(element, asked.get("selected_option"))}
    input_kind = INPUT_KINDS.get(kind)
    if input_kind is None or input_kind.chosen not in asked:
        needed = input_kind.chosen if input_kind else "another kind of element"
        raise BoardRefusal(f"Using a {kind} needs {needed}.")
    value = asked[input_kind.chosen]
    if "options" in element or "option_groups" in element:
        many = value if input_kind.is_many else [value]
        for each in many:
            if each is not None:
                _offered(element, each)
    initial = {input_kind.initial: element[input_kind.initial]} if input_kind.initial in element else {}
    return {input_kind.chosen: value, **initial}


def _feedback(element: Json, value: str) -> Json:
    for key in ("positive_button", "negative_button"):
        button = element.get(key, {})
        if button.get("value") == value:
            return {"text": button.get("text"), "value": value}
    raise BoardRefusal(f"No feedback button has the value {value!r}.")


def _offered(element: Json, chosen: Any) -> Json:
    """The option of the element that was chosen, by its value."""
    value = chosen.get("value") if isinstance(chosen, dict) else chosen
    offered: list[Json] = list(element.get("options", []))
    for group in element.get("option_groups", []):
        offered += group.get("options", [])
    for option in offered:
        if option.get("value") == value:
            return option
    labels = ", ".join(text_of(each) for each in offered)
    raise BoardRefusal(f"There is no option {value!r}; there are: {labels}.")
