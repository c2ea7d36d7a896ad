"""`views.*`: modals and the Home tab."""

from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.contents import read_view
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.stage import Stage
from sandbox.slack.tickets import Trigger
from sandbox.slack.web_api.methods import Methods, method

Json = dict[str, Any]


def _trigger(stage: Stage, arguments: Arguments) -> Trigger:
    return stage.triggers.find(arguments.needed("trigger_id"))


def _view(stage: Stage, arguments: Arguments, kind: str = "modal") -> Json:
    return read_view(arguments.structure("view"), strict=stage.options.strict, kind=kind)


def open_view(stage: Stage, arguments: Arguments) -> Json:
    """views.open: begins a stack of modals."""
    trigger = _trigger(stage, arguments)
    view = stage.views.open(trigger.user_id, _view(stage, arguments))
    trigger.is_used = True
    stage.show_views("view_opened", trigger.user_id, view)
    return {"view": view}


def push(stage: Stage, arguments: Arguments) -> Json:
    """views.push: lays a modal on the one in which the trigger was pressed."""
    trigger = _trigger(stage, arguments)
    stack_ids = {view["id"] for view in stage.views.stack(trigger.user_id)}
    if trigger.view_id not in stack_ids:
        raise SlackRefusal("invalid_trigger_id")
    view = stage.views.push(trigger.user_id, _view(stage, arguments))
    trigger.is_used = True
    stage.show_views("view_opened", trigger.user_id, view)
    return {"view": view}


def update(stage: Stage, arguments: Arguments) -> Json:
    """views.update by `view_id` or `external_id`, guarded by `hash`."""
    view_id, external_id = arguments.text("view_id"), arguments.text("external_id")
    if bool(view_id) == bool(external_id):
        raise SlackRefusal("invalid_arguments")
    user_id, current = stage.views.find(view_id, external_id)
    spec = _view(stage, arguments, current["type"])
    view = stage.views.update(current, spec, arguments.text("hash"))
    if view["type"] == "home":
        stage.broadcasts.publish("home", {"view": view}, lambda each: each == user_id)
    else:
        stage.show_views("view_updated", user_id, view)
    return {"view": view}


def publish(stage: Stage, arguments: Arguments) -> Json:
    """views.publish: the Home tab of one person."""
    user_id = arguments.needed("user_id")
    person = stage.workspace.people.get(user_id)
    if person is None or person.is_bot:
        raise SlackRefusal("user_not_found")
    view = stage.views.publish(user_id, _view(stage, arguments, "home"), arguments.text("hash"))
    stage.broadcasts.publish("home", {"view": view}, lambda each: each == user_id)
    return {"view": view}


VIEWS: Methods = {
    "views.open": method(open_view),
    "views.push": method(push),
    "views.update": method(update),
    "views.publish": method(publish),
}
