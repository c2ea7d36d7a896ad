"""What protects the page and the machine: content policy, and no callers from other sites."""

import ipaddress

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.slack.stage import Stage

POLICY = (
    "default-src 'self'; img-src 'self' data: https:; object-src 'none'; base-uri 'none'; "
    "form-action {form_action}; frame-ancestors 'none'"
)


def policy(*, form_action: str = "'none'") -> str:
    """No inline script or style, nothing from elsewhere but pictures."""
    return POLICY.format(form_action=form_action)


_POLICY = policy()
_LOCAL = frozenset({"127.0.0.1", "localhost", "[::1]"})
_PAGES = frozenset({"/", "/oauth/v2/authorize"})


class Guards:
    """Adds the security headers, learns the public address, and turns foreign callers away.

    A page of another site could otherwise send commands to the board (it listens on the person's own
    machine): requests with a foreign `Host` or `Origin`, or that a browser calls foreign, are refused.
    """

    def __init__(self, app: ASGIApp, stage: Stage) -> None:
        self._app = app
        self._stage = stage

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._is_ours(host, headers.get("origin")) or _comes_from_elsewhere(headers, scope["path"]):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
                return
            refusal = PlainTextResponse("This address is only for the board itself.", 403)
            await refusal(scope, receive, send)
            return
        if self._stage.options.public_url is None and ":" in host:
            self._stage.public_url = f"http://{host}"

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                answer.setdefault("Content-Security-Policy", _POLICY)
                answer.update({"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"})
            await send(message)

        await self._app(scope, receive, send_guarded)

    def _is_ours(self, host: str, origin: str | None) -> bool:
        name = host.rsplit(":", 1)[0]
        options = self._stage.options
        is_known = name in _LOCAL or (options.public_url or "").endswith(f"//{host}")
        if not is_known and options.is_open:
            is_known = _is_address(name)
        return is_known and (origin is None or origin.split("//")[-1] == host)


def _is_address(name: str) -> bool:
    """Whether a host is named by its number: a page elsewhere can bend a name to this machine, no number."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _comes_from_elsewhere(headers: Headers, path: str) -> bool:
    """Whether a browser says that a page of another site asks; it may only lead people here."""
    is_foreign = headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}
    is_visit = headers.get("sec-fetch-mode") == "navigate" and path in _PAGES
    return is_foreign and not is_visit
