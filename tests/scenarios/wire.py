"""Requests to the bot as they come over the wire: signed as Slack does it, or not."""

import time
from typing import Any

import httpx

from sandbox.slack.delivery import signature
from sandbox.slack.parcels import Parcel
from tests.scenarios.playhouse import SLACK

Json = dict[str, Any]


def signed(body: bytes, *, secret: str = SLACK.signing_secret, age: int = 0) -> dict[str, str]:
    """The headers of a form, signed so many seconds ago."""
    timestamp = int(time.time()) - age
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": str(timestamp),
        "X-Slack-Signature": signature(secret, timestamp, body),
    }


def form_of(payload: Json) -> bytes:
    """The body of a command or of an interaction."""
    body, _ = Parcel("slash_commands" if "command" in payload else "interactive", "", payload).body()
    return body


async def send(address: str | None, body: bytes, headers: dict[str, str]) -> int:
    """Posts a body to the bot at that address; the status of the answer."""
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        answer = await client.post(f"{address}/slack/events", content=body, headers=headers)
    return answer.status_code
