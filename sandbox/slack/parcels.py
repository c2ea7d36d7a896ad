"""What the stand-in hands to the bot, in the form Slack gives it."""

import json
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

Json = dict[str, Any]
Kind = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True)
class Parcel:
    """One delivery; `label` names it in the journal, `retry_num` and `retry_reason` repeat an event."""

    kind: Kind
    label: str
    payload: Json
    retry_num: int = 0
    retry_reason: str = ""

    @property
    def takes_answer(self) -> bool:
        """Whether the acknowledgement may carry a payload."""
        return self.kind != "events_api"

    def body(self) -> tuple[bytes, str]:
        """The HTTP body and its content type."""
        if self.kind == "events_api":
            return json.dumps(self.payload).encode(), "application/json"
        form = self.payload if self.kind == "slash_commands" else {"payload": json.dumps(self.payload)}
        return urlencode(form).encode(), "application/x-www-form-urlencoded"

    def retry_headers(self) -> dict[str, str]:
        """The headers of a repeated event."""
        if not self.retry_num:
            return {}
        return {"X-Slack-Retry-Num": str(self.retry_num), "X-Slack-Retry-Reason": self.retry_reason}


@dataclass(frozen=True)
class Acknowledgement:
    """What the bot answered; `problem` is empty, `timeout`, `unreachable` or `bad_status`."""

    problem: Literal["", "timeout", "unreachable", "bad_status"] = ""
    status: int = 200
    body: Json = field(default_factory=dict)
    text: str = ""
    is_final: bool = False

    @property
    def is_good(self) -> bool:
        """Whether the bot took it, in time."""
        return not self.problem


def acknowledgement(status: int, text: str, *, is_final: bool = False) -> Acknowledgement:
    """Read an HTTP answer: an object as JSON, anything else as text for the person."""
    if not 200 <= status < 300:
        return Acknowledgement("bad_status", status, {}, text, is_final)
    try:
        body = json.loads(text) if text.lstrip().startswith("{") else {}
    except ValueError:
        body = {}
    if not body and text.strip() and not text.lstrip().startswith("{"):
        body = {"text": text}
    return Acknowledgement("", status, body if isinstance(body, dict) else {}, text, is_final)
