"""The door of the Web API: arguments, token, scopes, faults, the method, the journal."""

import time
from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from sandbox.slack.arguments import Arguments, read_arguments
from sandbox.slack.faults import Fault
from sandbox.slack.hanging_up import NoAnswer
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.stage import Stage
from sandbox.slack.tokens import check_scopes, check_token
from sandbox.slack.web_api.apps import APPS
from sandbox.slack.web_api.chat import CHAT
from sandbox.slack.web_api.conversations import CONVERSATIONS
from sandbox.slack.web_api.files import FILES
from sandbox.slack.web_api.methods import Method
from sandbox.slack.web_api.users import USERS
from sandbox.slack.web_api.views import VIEWS

Json = dict[str, Any]

METHODS: Mapping[str, Method] = {**APPS, **CHAT, **CONVERSATIONS, **FILES, **USERS, **VIEWS}


def _json(body: Json, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(orjson.dumps(body), status, headers, media_type="application/json")


def _run(stage: Stage, name: str, arguments: Arguments, fault: Fault | None) -> Json:
    """What Slack answers to a call."""
    if fault is not None and fault.fault == "refuse":
        return SlackRefusal(fault.error).answer()
    found = METHODS.get(name)
    if found is None:
        return SlackRefusal("unknown_method", req_method=name).answer()
    try:
        if found.caller != "anyone":
            check_token(stage.options, arguments.token, is_app_level=found.caller == "app")
        check_scopes(stage.options, found.scopes)
        return {"ok": True, **found.run(stage, arguments)}
    except SlackRefusal as refusal:
        return refusal.answer()


async def call(stage: Stage, request: Request) -> Response:
    """One call of the Web API."""
    began = time.perf_counter()
    name = str(request.path_params["method"])
    fault = stage.faults.take(name)
    kind = fault.fault if fault else ""
    arguments = Arguments({})
    headers = {"x-oauth-scopes": ",".join(sorted(stage.options.scopes))}
    status = 200
    try:
        arguments = await read_arguments(request)
    except SlackRefusal as refusal:
        answer = refusal.answer()
    else:
        if fault is not None and kind == "ratelimited":
            status, answer = 429, {"ok": False, "error": "ratelimited"}
            headers["Retry-After"] = str(fault.retry_after)
        elif kind == "error500":
            status, answer = 500, {"ok": False, "error": "internal_error"}
        else:
            answer = _run(stage, name, arguments, fault)
    stage.journal.record(
        "from_bot",
        method=name,
        path=request.url.path,
        status=status,
        request=arguments.values,
        answer=answer,
        ms=(time.perf_counter() - began) * 1000,
        notes=(kind,) if kind else (),
    )
    if fault is not None and kind == "slow":
        await stage.clock.sleep(fault.delay)
    if kind == "lost_answer":
        return NoAnswer()
    return _json(answer, status, headers)
