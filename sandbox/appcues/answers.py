"""What the API says back: answers in JSON or CSV, and problem details (Appcues 0.2, 0.5)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import orjson
from starlette.responses import Response

# Python's own phrase for 422 differs between versions, so the titles are written out.
TITLES = {
    200: "OK",
    201: "Created",
    202: "Accepted",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    413: "Payload Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Entity",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
_DETAILS = {
    401: "Access credentials were missing or invalid.",
    403: "The given credentials do not grant access to the requested resource.",
    404: "The given endpoint or resource could not be located in our system.",
    415: "The content type specified in the Content-type header is not supported by this API.",
    429: "Requests from this API key are being throttled due to heavy traffic.",
    500: "Something went wrong and it's not your fault.",
}
OK_BODY = {"status": 200, "title": "OK"}
STATUS_COLUMNS = ("status", "title")


@dataclass(frozen=True)
class CsvForm:
    """How a resource is written as CSV: its columns (None: the keys met, sorted), the style of its cells.

    `flattens` names an object whose values stand in columns of their own, called `<name>.<key>`.
    """

    columns: Sequence[str] | None = None
    null: Literal["", "null"] = ""
    quotes_texts: bool = False
    flattens: str = ""


@dataclass(frozen=True)
class Answer:
    """A successful answer; `changed` tells the journal whether the request changed the state."""

    body: Any
    status: int = 200
    csv: CsvForm | None = None
    changed: bool = False


class Problem(Exception):
    """An error answer in the problem-details form."""

    def __init__(self, status: int, detail: str = "") -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail or _DETAILS.get(status, "")


def ok(*, changed: bool) -> Answer:
    """The answer of every synchronous change."""
    return Answer(OK_BODY, csv=CsvForm(STATUS_COLUMNS), changed=changed)


def problem_body(status: int, detail: str = "") -> bytes:
    """The JSON of a problem; always JSON, whatever the request accepts (D: "all error responses")."""
    title = TITLES.get(status, "Error")
    text = detail or _DETAILS.get(status, title)
    return orjson.dumps({"error": True, "status": status, "title": title, "detail": text})


def wants_csv(accept: str) -> bool:
    """Whether an Accept header asks for CSV before JSON; a wildcard means JSON (O: curl, axios)."""
    wishes = [_wish(item) for item in accept.split(",")]
    named = [wish for wish in wishes if wish[0] in {"text/csv", "application/json"} and wish[1] > 0]
    return bool(named) and max(named, key=lambda wish: wish[1])[0] == "text/csv"


def _wish(item: str) -> tuple[str, float]:
    kind, *parameters = (part.strip().lower() for part in item.split(";"))
    weight = next((part[2:] for part in parameters if part.startswith("q=")), "1")
    try:
        return kind, float(weight)
    except ValueError:
        return kind, 1.0


def render(answer: Answer, *, as_csv: bool) -> Response:
    """The answer on the wire. "Most" resources have a CSV form (D); the others answer JSON all the same."""
    if answer.status == 204:
        return Response(status_code=204)
    if as_csv and answer.csv is not None:
        text = csv_text(answer.body, answer.csv)
        return Response(text, status_code=answer.status, media_type="text/csv")
    return Response(orjson.dumps(answer.body), status_code=answer.status, media_type="application/json")


def csv_text(body: Mapping[str, Any] | Sequence[Mapping[str, Any]], form: CsvForm) -> str:
    """RFC 4180 with a header line; nested values are JSON in one cell.

    I: the samples of nested cells are Elixir maps or backslash escapes, neither of which is CSV.
    """
    rows = [body] if isinstance(body, Mapping) else body
    columns = form.columns
    if columns is None:
        columns = sorted({name for row in rows for name in row})
    lines = [",".join(_quoted(name, always=False) for name in columns)]
    lines += [",".join(_cell(_at(row, name, form), form) for name in columns) for row in rows]
    return "".join(line + "\r\n" for line in lines)


def _at(row: Mapping[str, Any], column: str, form: CsvForm) -> Any:
    prefix = f"{form.flattens}."
    if form.flattens and column.startswith(prefix):
        return (row.get(form.flattens) or {}).get(column.removeprefix(prefix))
    return row.get(column)


def _cell(value: Any, form: CsvForm) -> str:
    if value is None:
        return form.null
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return json.dumps(value)
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return _quoted(text, always=form.quotes_texts)


def _quoted(text: str, *, always: bool) -> str:
    if always or any(mark in text for mark in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
