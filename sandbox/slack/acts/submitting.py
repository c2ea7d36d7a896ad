"""Submitting and closing modals: what Slack checks itself, and what the bot answers."""

from typing import Any

from sandbox.slack.acts.people import person_acting, view_seen
from sandbox.slack.acts.required import own_errors
from sandbox.slack.contents import read_view, refuse_findings
from sandbox.slack.interactions import view_closed, view_submission, with_state
from sandbox.slack.parcels import Acknowledgement, Parcel
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.rules.payloads import response_action_findings
from sandbox.slack.stage import Stage
from sandbox.slack.workspace import Person

Json = dict[str, Any]

TROUBLE = "We had some trouble connecting. Try again?"
"""What a modal shows when the bot did not take it."""


async def submit(stage: Stage, user_id: str, view_id: str, state: Json) -> Json:
    """Submit a modal; answers the result and the stack as it is then."""
    person = person_acting(stage, user_id)
    view = view_seen(stage, person, view_id)
    given = state.get("values") or {}
    filled = with_state(view, given)
    if errors := own_errors(filled):
        return _answer(stage, person, "errors", errors)
    payload = view_submission(stage, person, view, given)
    label = f"view_submission {view['callback_id']}".strip()
    answer = await stage.delivery.deliver(Parcel("interactive", label, payload))
    if not answer.is_good:
        return _trouble(stage, person)
    try:
        return _follow(stage, person, view, answer)
    except SlackRefusal as refusal:
        stage.journal.record(
            "to_bot",
            method=f"acknowledgement of {label}",
            path="",
            status=200,
            request=answer.body,
            answer=refusal.answer(),
            ms=0.0,
            notes=(refusal.code,),
        )
        return _trouble(stage, person)


def _answer(stage: Stage, person: Person, result: str, errors: dict[str, str] | None = None) -> Json:
    return {"result": result, "errors": errors or {}, "views": stage.views.stack(person.id)}


def _trouble(stage: Stage, person: Person) -> Json:
    """The bot did not take it: the modal stays, and says so."""
    stage.notify(person.id, TROUBLE)
    return {**_answer(stage, person, "timeout"), "error": TROUBLE}


def _follow(stage: Stage, person: Person, view: Json, answer: Acknowledgement) -> Json:
    """Do what the acknowledgement of a submission asks for."""
    body = answer.body
    findings = response_action_findings(body)
    if stage.options.strict:
        refuse_findings("invalid_arguments", findings)
    match body.get("response_action"):
        case "errors":
            return _answer(stage, person, "errors", _known_errors(view, body.get("errors", {})))
        case "update":
            fresh = stage.views.update(view, read_view(body.get("view"), strict=stage.options.strict))
            stage.show_views("view_updated", person.id, fresh)
            return _answer(stage, person, "updated")
        case "push":
            pushed = stage.views.push(person.id, read_view(body.get("view"), strict=stage.options.strict))
            stage.show_views("view_opened", person.id, pushed)
            return _answer(stage, person, "pushed")
        case "clear":
            stage.views.close_all(person.id)
        case _:
            stage.views.close(person.id, view["id"])
    stage.show_views("view_closed", person.id, view)
    return _answer(stage, person, "closed")


def _known_errors(view: Json, errors: dict[str, str]) -> dict[str, str]:
    """Errors may only stand at input blocks.

    Raises:
        SlackRefusal: invalid_arguments.
    """
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if unknown := set(errors) - inputs:
        raise SlackRefusal(
            "invalid_arguments", errors=[f"no input block: {each}" for each in sorted(unknown)]
        )
    return {key: str(value) for key, value in errors.items()}


async def close(stage: Stage, user_id: str, view_id: str, *, clear: bool) -> Json:
    """Close a modal by Cancel, or with `clear` the whole stack by the x."""
    person = person_acting(stage, user_id)
    view = view_seen(stage, person, view_id)
    clears = clear or view["clear_on_close"]
    closed = stage.views.close_all(person.id) if clears else stage.views.close(person.id, view_id)
    stage.show_views("view_closed", person.id, view)
    for each in closed:
        if each["notify_on_close"]:
            payload = view_closed(stage, person, each, is_cleared=clears)
            label = f"view_closed {each['callback_id']}".strip()
            await stage.delivery.deliver(Parcel("interactive", label, payload))
    return _answer(stage, person, "closed")
