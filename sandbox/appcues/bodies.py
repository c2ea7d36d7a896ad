"""In which format a body comes, how large it may be, and JSON bodies (Appcues 0.1)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

import orjson
from starlette.requests import Request

from sandbox.appcues.answers import Problem
from sandbox.appcues.multipart import Part, uploaded_file

INLINE_LIMIT = 20 * 1024 * 1024
FILE_LIMIT = 200 * 1024 * 1024
_ENVELOPE = 64 * 1024  # what a multipart body may add around its file


class Format(Enum):
    """What the rows of a body are written in."""

    JSON = "application/json"
    NDJSON = "application/ndjson"
    CSV = "text/csv"


_FORMAT_BY_SUFFIX = {"csv": Format.CSV, "ndjson": Format.NDJSON, "json": Format.NDJSON}
_FORMAT_BY_PART_TYPE = {
    "text/csv": Format.CSV,
    "application/ndjson": Format.NDJSON,
    "application/x-ndjson": Format.NDJSON,
    "application/json": Format.NDJSON,
}
_MULTIPART = frozenset({"multipart/form-data", "multipart/mixed"})  # the first is what `curl -F` sends (D)


@dataclass(frozen=True)
class Payload:
    """A body on its way in."""

    format: Format
    chunks: AsyncIterator[bytes]


async def open_payload(request: Request, accepted: frozenset[Format]) -> Payload:
    """The body as one of the accepted formats; a file may be NDJSON or CSV. Raises Problem."""
    content_type = request.headers.get("content-type", "")
    media_type = _media_type(content_type)
    if _is_multipart(content_type, accepted):
        part, content = await uploaded_file(content_type, _limited(request, FILE_LIMIT + _ENVELOPE))
        return await _file_payload(part, content)
    for format_ in accepted:
        if format_.value == media_type:
            return Payload(format_, _limited(request, INLINE_LIMIT))
    raise Problem(415)


async def json_object(request: Request) -> dict[str, Any]:
    """A JSON object declared as such. Raises Problem."""
    if _media_type(request.headers.get("content-type", "")) != Format.JSON.value:
        raise Problem(415)
    value = await whole_json(_limited(request, INLINE_LIMIT))
    if not isinstance(value, dict):
        raise Problem(400, "The request body must be a JSON object.")
    return value


async def json_or_nothing(request: Request) -> Any:
    """JSON that may be missing, declared as such, as a form, or not at all (D by the SDK key examples)."""
    media_type = _media_type(request.headers.get("content-type", ""))
    if media_type not in {"", Format.JSON.value, "application/x-www-form-urlencoded"}:
        raise Problem(415)
    content = b"".join([chunk async for chunk in _limited(request, INLINE_LIMIT)])
    return _parsed(content) if content.strip() else {}


async def whole_json(chunks: AsyncIterator[bytes]) -> Any:
    """One JSON value. Raises Problem."""
    return _parsed(b"".join([chunk async for chunk in chunks]))


def _parsed(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        raise Problem(400, "The request body could not be parsed as JSON.") from None


def _is_multipart(content_type: str, accepted: frozenset[Format]) -> bool:
    """By its name, or by a boundary beside the name of an accepted format.

    The second is what curl makes of `-H "Content-Type: application/ndjson"` together with `-F` (D, by example).
    """
    media_type, _, parameters = content_type.partition(";")
    named = media_type.strip().lower()
    has_boundary = parameters.strip().lower().startswith("boundary=")
    return named in _MULTIPART or (has_boundary and named in {format_.value for format_ in accepted})


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


async def _limited(request: Request, limit: int) -> AsyncIterator[bytes]:
    # I: the status for a body over the documented size is not documented.
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise Problem(413, f"The request body is larger than {limit // 1024 // 1024} MB.")
        if chunk:
            yield chunk


async def _file_payload(part: Part, content: AsyncIterator[bytes]) -> Payload:
    """Decides by the file's name, then by the part's content type, then by its first character (I)."""
    suffix = part.file_name.rpartition(".")[2].lower()
    by_name = _FORMAT_BY_SUFFIX.get(suffix) or _FORMAT_BY_PART_TYPE.get(part.content_type)
    if by_name is not None:
        return Payload(by_name, content)
    head = b""
    async for chunk in content:
        head += chunk
        if head.strip():
            break
    is_json = head.lstrip().startswith((b"{", b'"', b"["))
    return Payload(Format.NDJSON if is_json else Format.CSV, _joined(head, content))


async def _joined(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    if head:
        yield head
    async for chunk in rest:
        yield chunk
