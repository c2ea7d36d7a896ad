"""The two addresses by which a workspace installs Callboard: to Slack's consent page, and back from it."""

from collections.abc import Awaitable, Callable
from secrets import token_urlsafe

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.errors import PersonError
from bot.log_setup import error_report, new_error_id
from bot.services.installations import GOOD_FOR, InstallationsService
from bot.setting_rules import is_loopback_url
from bot.views import installing as views

_LOG = structlog.get_logger(__name__)

COOKIE = "callboard_install"
"""Tells one browser from another, so that nobody finishes what somebody else began."""
_HEADERS = {
    "Content-Security-Policy": views.POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address holds the code and the state
    "X-Content-Type-Options": "nosniff",
}


def install_routes(installations: InstallationsService) -> tuple[Route, ...]:
    """Both addresses; `/slack/install` is the one to give to people."""

    async def begin(request: Request) -> Response:
        browser = request.cookies.get(COOKIE) or token_urlsafe(32)
        response = RedirectResponse(await installations.begin(browser), 302, headers=_HEADERS)
        response.set_cookie(
            COOKIE,
            browser,
            max_age=int(GOOD_FOR.total_seconds()),
            path="/slack",
            secure=not _is_tried_out(request),
            httponly=True,
            samesite="lax",  # Slack's page sends the browser back, which is another site's doing
        )
        return response

    async def finish(request: Request) -> Response:
        given = request.query_params
        try:
            installation = await installations.finish(
                request.cookies.get(COOKIE, ""),
                state=given.get("state", ""),
                code=given.get("code", ""),
                error=given.get("error", ""),
            )
        except PersonError as problem:
            return HTMLResponse(views.not_installed(problem.sentence, problem.hint), 400, _HEADERS)
        return HTMLResponse(views.installed(installation), headers=_HEADERS)

    return (
        Route(views.INSTALL_PATH, _in_words(begin), methods=["GET"]),
        Route(views.RETURN_PATH, _in_words(finish), methods=["GET"]),
    )


def _in_words(door: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def opened(request: Request) -> Response:
        try:
            return await door(request)
        except Exception:  # noqa: BLE001 - the person gets an id, the log the rest
            error_id = new_error_id()
            with error_report(error_id):
                _LOG.exception("unexpected_error")
            return HTMLResponse(views.failed(error_id), 500, _HEADERS)

    return opened


def _is_tried_out(request: Request) -> bool:
    """Whether this is http on one's own machine; anywhere else Slack demands https, if only before a proxy."""
    is_http = request.url.scheme == "http" and request.headers.get("x-forwarded-proto", "http") == "http"
    return is_http and is_loopback_url(str(request.base_url))
