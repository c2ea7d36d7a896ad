"""The way back to whoever did something, read from what Slack delivered of it."""

from collections.abc import Mapping
from typing import Any

from bot.inbox.delivery import team_of
from bot.services.replies import Return
from commands.presses import stands_privately


def way_to_typist(body: Mapping[str, Any], key: str) -> Return:
    """The way back to whoever typed a slash command."""
    return Return(
        team_id=team_of(body),
        user_id=body["user_id"],
        channel_id=body["channel_id"],
        response_url=body.get("response_url", ""),
        key=key,
    )


def way_to_clicker(payload: Mapping[str, Any], key: str) -> Return:
    """The way back to whoever pressed, submitted or picked something; for a view there is no channel."""
    container = payload.get("container") or {}
    channel = (payload.get("channel") or {}).get("id") or container.get("channel_id") or ""
    message_ts = container.get("message_ts") or payload.get("message_ts") or ""
    return Return(
        team_id=team_of(payload),
        user_id=payload["user"]["id"],
        channel_id=channel,
        response_url=payload.get("response_url") or "",
        key=key,
        message_ts="" if stands_privately(payload) else str(message_ts),
    )
