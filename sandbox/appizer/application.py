"""The HTTP side of the stand-in: the key, the routes, and the two shapes of answers (Appizer 0)."""

from collections.abc import Awaitable, Callable, Sequence
from hmac import compare_digest
from typing import Any
from urllib.parse import unquote

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.appizer.apps import Organization, Refusal
from sandbox.journal import SCOPE_KEY

_ERROR_TEXTS = {
    400: "Bad request",
    401: "Invalid or revoked API key",
    403: "API key is disabled",
    404: "App not found",
    429: "Too many requests",
    500: "Internal server error",
}
_METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS"]
_Endpoint = Callable[[Request], Awaitable[Response]]
_Operation = Callable[[Organization, Request], Awaitable[Response]]


def error_body(status: int) -> bytes:
    """The JSON of an error that no operation explains further."""
    return orjson.dumps({"error": _ERROR_TEXTS.get(status, "Something went wrong")})


def appizer_routes(organizations: Sequence[Organization]) -> list[BaseRoute]:
    """Everything below `/v1`; what serves them leaves the path as it was sent, still percent-encoded."""
    api = _Api(organizations)
    return [
        Route("/v1/apps", api.guarded({"POST": api.create, "GET": api.list_all}), methods=_METHODS),
        Route(
            "/v1/apps/{id}",
            api.guarded({"GET": api.get, "PATCH": api.update, "DELETE": api.delete}),
            methods=_METHODS,
        ),
        Route("/v1/{rest:path}", api.guarded({}), methods=_METHODS),
    ]


class _Api:
    def __init__(self, organizations: Sequence[Organization]) -> None:
        self._organizations = organizations

    def guarded(self, by_method: dict[str, _Operation]) -> _Endpoint:
        """An endpoint for the organisation that the key opens; answers refusals in the vendor's form."""

        async def endpoint(request: Request) -> Response:
            try:
                organization = self._opened_by(request.headers.get("x-api-key", ""))
                return await by_method.get(request.method, _not_found)(organization, request)
            except Refusal as refusal:
                return _json({"error": refusal.text}, refusal.status)

        return endpoint

    def _opened_by(self, key: str) -> Organization:
        if not key:
            raise Refusal(401, "API key required")
        for each in self._organizations:
            if compare_digest(key.encode(), each.key.encode()):
                return each
        raise Refusal(401, _ERROR_TEXTS[401])

    async def create(self, organization: Organization, request: Request) -> Response:
        app = organization.create(await _object(request))
        return _changed(request, {"success": True, "app": app}, 201)

    async def list_all(self, organization: Organization, request: Request) -> Response:
        return _json(organization.page(request.query_params))

    async def get(self, organization: Organization, request: Request) -> Response:
        return _json({"success": True, "app": organization.get(_id(request))})

    async def update(self, organization: Organization, request: Request) -> Response:
        body = await _object(request)
        app, has_changed = organization.update(_id(request), body)
        answer = {"success": True, "app": app}
        return _changed(request, answer) if has_changed else _json(answer)

    async def delete(self, organization: Organization, request: Request) -> Response:
        organization.delete(_id(request))
        return _changed(request, {"success": True, "message": "App deleted successfully"})


async def _not_found(_organization: Organization, _request: Request) -> Response:
    return _json({"error": "Not found"}, 404)


def _id(request: Request) -> str:
    return unquote(request.path_params["id"])


async def _object(request: Request) -> dict[str, Any]:
    """The body as a JSON object, whatever its declared type (I). Raises Refusal."""
    try:
        body = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        raise Refusal(400, "Request body must be valid JSON") from None
    if not isinstance(body, dict):
        raise Refusal(400, "Request body must be a JSON object")
    return body


def _changed(request: Request, body: Any, status: int = 200) -> Response:
    request.scope[SCOPE_KEY].happened = True
    return _json(body, status)


def _json(body: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status_code=status, media_type="application/json")
