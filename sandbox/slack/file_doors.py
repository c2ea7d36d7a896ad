"""Where the bytes of files come in and go out."""

import time
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.stage import Stage
from sandbox.slack.web_api.files import take_bytes

_SIGN_IN = "<html><body>Sign in to see this file.</body></html>"


def _record(stage: Stage, request: Request, began: float, status: int, asked: Any, said: str) -> None:
    stage.journal.record(
        "from_bot",
        method=request.url.path.split("/")[1],
        path=request.url.path,
        status=status,
        request=asked,
        answer=said,
        ms=(time.perf_counter() - began) * 1000,
    )


async def _upload(stage: Stage, request: Request) -> Response:
    """The second step of an upload."""
    began = time.perf_counter()
    data = await request.body()
    status, said = 200, f"OK - {len(data)}"
    try:
        take_bytes(stage, request.path_params["key"], data)
    except SlackRefusal as refusal:
        status, said = 400, refusal.code
    _record(stage, request, began, status, {"bytes": len(data)}, said)
    return PlainTextResponse(said, status)


def _is_bot(stage: Stage, request: Request) -> bool:
    authorization = request.headers.get("authorization", "").removeprefix("Bearer ")
    try:
        stage.installation.check_token(authorization)
        stage.installation.check_scopes(["files:read"])
    except SlackRefusal:
        return False
    return True


def _download(stage: Stage, request: Request) -> Response:
    """Files are handed out to the bot's token, and to the board's own page; others see a page to sign in."""
    began = time.perf_counter()
    is_page = urlsplit(request.headers.get("referer", "")).netloc == request.headers.get("host")
    if is_page:
        return _file(stage, request)
    answer = _file(stage, request) if _is_bot(stage, request) else HTMLResponse(_SIGN_IN)
    said = f"{len(bytes(answer.body))} bytes of {answer.media_type}"
    _record(stage, request, began, answer.status_code, {}, said)
    return answer


def _file(stage: Stage, request: Request) -> Response:
    stored = stage.files.find(request.path_params["file"])
    if stored is None or stored.data is None:
        return PlainTextResponse("There is no such file.", 404)
    headers = {"Content-Disposition": "attachment"}
    return Response(stored.data, media_type=stored.mimetype, headers=headers)


def file_routes(stage: Stage) -> list[Route]:
    """The address to upload to, and the one to download from."""

    async def upload(request: Request) -> Response:
        return await _upload(stage, request)

    async def download(request: Request) -> Response:
        return _download(stage, request)

    return [
        Route("/upload/{key}", upload, methods=["POST"]),
        Route("/files/{file}", download, methods=["GET"]),
    ]
