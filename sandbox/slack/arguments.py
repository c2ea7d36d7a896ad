"""Arguments of a Web API call, wherever they stand: query, form, JSON or multipart."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request

from sandbox.slack.refusals import SlackRefusal

Json = dict[str, Any]


@dataclass(frozen=True)
class Arguments:
    """The merged arguments, and the token that came with them."""

    values: Json
    token: str = ""
    uploads: dict[str, bytes] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """The argument as a string."""
        value = self.values.get(name)
        return default if value is None else str(value)

    def needed(self, name: str, refusal: str = "invalid_arguments") -> str:
        """The argument as a string.

        Raises:
            SlackRefusal: it is missing.
        """
        value = self.text(name)
        if not value:
            messages = [f"[ERROR] missing required field: {name}"]
            raise SlackRefusal(refusal, response_metadata={"messages": messages})
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """The argument as true or false, in any of the forms that clients send."""
        value = self.values.get(name)
        return default if value is None else str(value).lower() in {"1", "true"}

    def number(self, name: str, default: int) -> int:
        """The argument as a whole number.

        Raises:
            SlackRefusal: it is no number.
        """
        try:
            return int(self.values.get(name) or default)
        except (TypeError, ValueError) as error:
            raise SlackRefusal("invalid_arguments") from error

    def words(self, name: str) -> list[str]:
        """The argument as a list, from JSON or from words with commas between."""
        value = self.values.get(name)
        if isinstance(value, list):
            return [str(each) for each in value]
        return [word.strip() for word in str(value or "").split(",") if word.strip()]

    def structure(self, name: str) -> Any:
        """The argument as JSON, whether it came as JSON or as a string of it.

        Raises:
            SlackRefusal: it is no JSON.
        """
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value.strip() else None
        except ValueError as error:
            raise SlackRefusal("invalid_arguments") from error


async def read_arguments(request: Request) -> Arguments:
    """All arguments of a request; the body wins over the query.

    Raises:
        SlackRefusal: invalid_json, invalid_form_data or invalid_post_type.
    """
    values: Json = dict(request.query_params)
    uploads: dict[str, bytes] = {}
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type == "multipart/form-data":
        async with request.form() as form:
            for key, value in form.multi_items():
                if isinstance(value, str):
                    values[key] = value
                else:
                    uploads[key] = await value.read()
    elif body := await request.body():
        values |= _read_body(body, content_type)
    token = str(values.pop("token", "") or "")
    authorization = request.headers.get("authorization", "")
    kind, _, credentials = authorization.partition(" ")
    if kind.lower() == "bearer":
        token = credentials.strip()
    elif kind.lower() == "basic":
        values |= _client(credentials)
    return Arguments(values, token, uploads)


def _client(credentials: str) -> Json:
    """Client id and secret of an app, as HTTP's basic authentication carries them."""
    try:
        client_id, _, client_secret = (
            base64.b64decode(credentials.strip(), validate=True).decode().partition(":")
        )
    except ValueError as error:
        raise SlackRefusal("invalid_auth") from error
    return {"client_id": client_id, "client_secret": client_secret}


def _read_body(body: bytes, content_type: str) -> Json:
    if content_type == "application/json":
        try:
            values = orjson.loads(body)
        except ValueError as error:
            raise SlackRefusal("invalid_json") from error
        if not isinstance(values, dict):
            raise SlackRefusal("json_not_object")
        return values
    if content_type in {"application/x-www-form-urlencoded", ""}:
        try:
            return dict(parse_qsl(body.decode(), keep_blank_values=True))
        except ValueError as error:
            raise SlackRefusal("invalid_form_data") from error
    raise SlackRefusal("invalid_post_type")
