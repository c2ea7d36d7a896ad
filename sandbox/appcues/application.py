"""The HTTP side: who may call, which operation is meant, and how its answer is written (Appcues 0)."""

import base64
import binascii
from collections.abc import Iterable
from hmac import compare_digest
from urllib.parse import quote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sandbox.appcues.account import Account
from sandbox.appcues.answers import Answer, Problem, problem_body, render, wants_csv
from sandbox.appcues.routing import Call, Operation, Router
from sandbox.journal import SCOPE_KEY


class AppcuesApi:
    """The ASGI application of one or several accounts, below `/v2`."""

    def __init__(self, accounts: Iterable[Account], operations: Iterable[Operation]) -> None:
        self._accounts = tuple(accounts)
        self._router = Router.of(operations)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        request = Request(scope, receive)
        try:
            answer = await self._answer(request)
        except Problem as problem:
            body = problem_body(problem.status, problem.detail)
            response = Response(body, status_code=problem.status, media_type="application/json")
        except ClientDisconnect:
            return
        else:
            scope[SCOPE_KEY].happened = answer.changed
            response = render(answer, as_csv=wants_csv(request.headers.get("accept", "")))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Answer:
        segments = _raw_path(request.scope).strip("/").split("/")
        if segments[:2] != ["v2", "accounts"] or len(segments) < 3:
            raise Problem(404)
        account = self._let_in(request, segments[2])
        found = self._router.find(request.method, segments[3:])
        if found is None:
            raise Problem(404)
        operation, ids = found
        body = await operation.read(request)
        root = f"{request.url.scheme}://{request.url.netloc}/v2/accounts/{account.id}"
        account.settle()
        return operation.run(account, Call(root, ids, request.query_params, body))

    def _let_in(self, request: Request, account_id: str) -> Account:
        """The account. Raises a 401 without right credentials, and 403 (I) when they belong to another account."""
        key, secret = _basic_credentials(request.headers.get("authorization", ""))
        opened = [account for account in self._accounts if _opens(account, key, secret)]
        if not opened:
            raise Problem(401)
        if account_id != opened[0].id:
            raise Problem(403)
        return opened[0]


def _opens(account: Account, key: str, secret: str) -> bool:
    right_key = compare_digest(key.encode(), account.key.encode())
    right_secret = compare_digest(secret.encode(), account.secret.encode())
    return right_key and right_secret


def _raw_path(scope: Scope) -> str:
    raw = scope.get("raw_path")
    return raw.decode("ascii", "replace") if raw else quote(scope["path"])


def _basic_credentials(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password
