"""Several workspaces behind one address, as in Slack: a call belongs to the workspace of its token, or of its code."""

from collections.abc import Sequence
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.slack.app import SlackStandIn

_PREFIX = "/workspace/"
_EXCHANGE = "/api/oauth.v2.access"


def address_of(team_id: str, base_url: str) -> str:
    """Where a workspace other than the first is reached: the `public_url` of its stand-in."""
    return f"{base_url}{_PREFIX}{team_id}"


def several_workspaces(stand_ins: Sequence[SlackStandIn]) -> ASGIApp:
    """All of them as one application; what names no other is for the first."""
    others = {each.workspace.id: each for each in stand_ins[1:]}

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope["path"])
        team_id, slash, rest = path.removeprefix(_PREFIX).partition("/")
        if path.startswith(_PREFIX) and team_id in others:
            own = {**scope, "path": slash + rest, "raw_path": (slash + rest).encode()}
            await others[team_id].asgi(own, receive, send)
            return
        body = await _read(receive) if path == _EXCHANGE else []
        meant = _by_code(stand_ins, body) if body else _by_token(stand_ins, scope)

        async def receive_again() -> Message:
            return body.pop(0) if body else await receive()

        await (meant or stand_ins[0]).asgi(scope, receive_again, send)

    return application


def _by_token(stand_ins: Sequence[SlackStandIn], scope: Scope) -> SlackStandIn | None:
    token = Headers(scope=scope).get("authorization", "").removeprefix("Bearer ").strip()
    return next((each for each in stand_ins if each.stage.installation.gave(token)), None)


def _by_code(stand_ins: Sequence[SlackStandIn], body: Sequence[Message]) -> SlackStandIn | None:
    form = parse_qs(b"".join(each.get("body", b"") for each in body).decode())
    codes = form.get("code", [])
    return next((each for each in stand_ins for code in codes if each.stage.consents.issued(code)), None)


async def _read(receive: Receive) -> list[Message]:
    messages = [await receive()]
    while messages[-1].get("more_body"):
        messages.append(await receive())
    return messages
