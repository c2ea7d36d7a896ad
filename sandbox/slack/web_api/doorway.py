"""The door of the Web API: arguments, token, scopes, faults, the method, the journal."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from sandbox.slack.arguments import Arguments, read_arguments
from sandbox.slack.faults import Fault
from sandbox.slack.hanging_up import NoAnswer
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.stage import Stage
from sandbox.slack.web_api.apps import APPS
from sandbox.slack.web_api.chat import CHAT
from sandbox.slack.web_api.conversation_changes import CONVERSATION_CHANGES
from sandbox.slack.web_api.conversations import CONVERSATIONS
from sandbox.slack.web_api.files import FILES
from sandbox.slack.web_api.methods import Method
from sandbox.slack.web_api.oauth import OAUTH
from sandbox.slack.web_api.usergroups import USERGROUPS
from sandbox.slack.web_api.users import USERS
from sandbox.slack.web_api.views import VIEWS

Json = dict[str, Any]

METHODS: Mapping[str, Method] = {
    **APPS,
    **CHAT,
    **CONVERSATIONS,
    **CONVERSATION_CHANGES,
    **FILES,
    **OAUTH,
    **USERGROUPS,
    **USERS,
    **VIEWS,
}


@dataclass(frozen=True)
class _Reply:
    """What goes back, and what the journal notes beside it."""

    body: Json
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def _refused(refusal: SlackRefusal) -> _Reply:
    return _Reply(refusal.answer())


def _limited(seconds: float) -> _Reply:
    headers = {"Retry-After": str(math.ceil(seconds))}
    return _Reply({"ok": False, "error": "ratelimited"}, 429, headers)


def _reply(stage: Stage, name: str, arguments: Arguments, fault: Fault | None) -> _Reply:
    """What Slack answers to a call, with the trouble that was asked for."""
    match fault.fault if fault else "":
        case "ratelimited" if fault:
            return _limited(fault.retry_after)
        case "error500" if fault:
            return _Reply({"ok": False, "error": "internal_error"}, fault.status)
        case "refuse" if fault:
            return _refused(SlackRefusal(fault.error))
    found = METHODS.get(name)
    if found is None:
        return _refused(SlackRefusal("unknown_method", req_method=name))
    try:
        return _run(stage, name, found, arguments)
    except SlackRefusal as refusal:
        return _Reply(refusal.answer(), 200, _scope_headers(stage, found, arguments))


def _run(stage: Stage, name: str, found: Method, arguments: Arguments) -> _Reply:
    if found.caller != "anyone":
        stage.installation.check_token(arguments.token, is_app_level=found.caller == "app")
    posts_in = stage.workspace.find_channel(arguments.text("channel")) if name == "chat.postMessage" else None
    if seconds := stage.rates.wait(name, posts_in.id if posts_in else ""):
        return _limited(seconds)
    stage.installation.check_scopes(found.scopes)
    answer = {"ok": True, **found.run(stage, arguments)}
    return _Reply(answer, 200, _scope_headers(stage, found, arguments))


def _scope_headers(stage: Stage, found: Method, arguments: Arguments) -> dict[str, str]:
    """What the token may do and what the method asks for; nothing for those who have no token."""
    if found.caller != "bot" or not stage.installation.knows(arguments.token):
        return {}
    return {
        "x-oauth-scopes": ",".join(sorted(stage.installation.scopes)),
        "x-accepted-oauth-scopes": ",".join(sorted(found.scopes)),
    }


async def call(stage: Stage, request: Request) -> Response:
    """One call of the Web API."""
    began = time.perf_counter()
    name = str(request.path_params["method"])
    fault = stage.faults.take(name)
    kind = fault.fault if fault else ""
    arguments = Arguments({})
    try:
        arguments = await read_arguments(request)
        reply = _reply(stage, name, arguments, fault)
    except SlackRefusal as refusal:
        reply = _refused(refusal)
    stage.journal.record(
        "from_bot",
        method=name,
        path=request.url.path,
        status=reply.status,
        request=arguments.values,
        answer=reply.body,
        ms=(time.perf_counter() - began) * 1000,
        notes=(kind,) if kind else (),
    )
    if fault is not None and kind == "slow":
        await stage.clock.sleep(fault.delay)
    if kind == "lost_answer":
        return NoAnswer()
    body = orjson.dumps(reply.body)
    return Response(body, reply.status, reply.headers, media_type="application/json")
