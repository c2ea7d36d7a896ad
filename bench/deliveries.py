"""What the generator sends: a slash command and a click as Slack sends them, each signed and with its own id."""

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from bot.domain.change_requests import ChangeRequest, State
from bot.views.change_requests import card

TEAM_ID = "T0CALLBOARD"
USER_ID = "U0MAYA"
CHANNEL_ID = "C0LAUNCHES"
SIGNING_SECRET = "bench-signing-secret-0123456789abcdef"
BARE_COMMAND = "/hello"
"""The command of bare Bolt."""
APPROVE = "run|callboard approvals approve|0"
"""The action id of the button that is clicked."""

_PLACE = "trigger-id-of-this-one-delivery-"
_ids = itertools.count(1)


@dataclass(frozen=True)
class Template:
    """A delivery that lacks its id and its signature."""

    before: bytes
    after: bytes

    def signed(self, count: int, port: int) -> Iterator[bytes]:
        """That many HTTP requests, each with a new `trigger_id` and a signature of this second."""
        now = b"%d" % int(time.time())
        unfinished = hmac.new(SIGNING_SECRET.encode(), b"v0:%b:%b" % (now, self.before), hashlib.sha256)
        length = len(self.before) + len(_PLACE) + len(self.after)
        head = _HEAD % (port, length, now)
        for number in itertools.islice(_ids, count):
            id = b"%032x" % number
            mac = unfinished.copy()
            mac.update(id + self.after)
            yield b"%bX-Slack-Signature: v0=%b\r\n\r\n%b%b%b" % (
                head,
                mac.hexdigest().encode(),
                self.before,
                id,
                self.after,
            )


_HEAD = (
    b"POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
    b"User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
    b"Accept-Encoding: gzip,deflate\r\nAccept: application/json,*/*\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n"
    b"X-Slack-Request-Timestamp: %b\r\n"
)


def command(name: str, text: str, slack_url: str) -> Template:
    """A slash command."""
    return _template(
        {
            "token": "legacy-verification-token",
            "team_id": TEAM_ID,
            "team_domain": "northwind-theatre",
            "channel_id": CHANNEL_ID,
            "channel_name": "launches",
            "user_id": USER_ID,
            "user_name": "maya",
            "command": name,
            "text": text,
            "api_app_id": "A0CALLBOARD",
            "is_enterprise_install": "false",
            "response_url": f"{slack_url}/respond/1",
            "trigger_id": _PLACE,
        }
    )


def click(slack_url: str) -> Template:
    """A press of Approve on the card of a change request, with the message as Slack repeats it."""
    payload: dict[str, Any] = {
        "type": "block_actions",
        "user": {"id": USER_ID, "username": "maya", "name": "maya", "team_id": TEAM_ID},
        "api_app_id": "A0CALLBOARD",
        "token": "legacy-verification-token",
        "container": {
            "type": "message",
            "message_ts": "1795312800.000100",
            "channel_id": CHANNEL_ID,
            "is_ephemeral": False,
        },
        "trigger_id": _PLACE,
        "team": {"id": TEAM_ID, "domain": "northwind-theatre"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": CHANNEL_ID, "name": "launches"},
        "message": _message(),
        "state": {"values": {}},
        "response_url": f"{slack_url}/respond/1",
        "actions": [
            {
                "action_id": APPROVE,
                "block_id": "b3",
                "text": {"type": "plain_text", "text": "Approve", "emoji": True},
                "value": '{"request": "k7m2p9qa"}',
                "style": "primary",
                "type": "button",
                "action_ts": "1795312860.123456",
            }
        ],
    }
    return _template({"payload": json.dumps(payload)})


def _template(form: dict[str, Any]) -> Template:
    before, _, after = urlencode(form).encode().partition(_PLACE.encode())
    return Template(before, after)


def _message() -> dict[str, Any]:
    reply = card(_request())
    return {
        "user": "U0CALLBOT",
        "type": "message",
        "ts": "1795312800.000100",
        "bot_id": "B0CALLBOARD",
        "app_id": "A0CALLBOARD",
        "text": reply.text,
        "team": TEAM_ID,
        "blocks": list(reply.blocks),
    }


def _request() -> ChangeRequest:
    asked_at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    return ChangeRequest(
        id="k7m2p9qa",
        team_id=TEAM_ID,
        command_path="appcues flows publish",
        arguments={"item": "5f0c6c9e-2b1d-4b7e-9d7e-1f1f6a0b8f11", "reason": "spring launch"},
        item_kind="flows",
        item_id="5f0c6c9e-2b1d-4b7e-9d7e-1f1f6a0b8f11",
        item_name="Welcome tour",
        summary="Publish the flow “Welcome tour”",
        state_before="draft",
        effect_words="The flow goes live for everyone it is targeted at.",
        link="https://studio.appcues.com/flow/5f0c6c9e-2b1d-4b7e-9d7e-1f1f6a0b8f11",
        before={},
        fingerprint="",
        requester_id=USER_ID,
        reason="spring launch",
        channel_id="C0APPROVALS",
        state=State.WAITING,
        created_at=asked_at,
        expires_at=asked_at + timedelta(days=7),
    )
