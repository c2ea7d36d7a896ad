"""Where the answer to a payload goes: back to whom, and to which message."""

from collections.abc import Mapping
from typing import Any

from bot.services.replies import Return
from commands.presses import stands_privately


def way_back(payload: Mapping[str, Any], key: str) -> Return:
    """The way back of a press, a submitted form or a shortcut."""
    container = payload.get("container") or {}
    channel = (payload.get("channel") or {}).get("id") or container.get("channel_id") or ""
    team = payload.get("team") or {}
    user = payload["user"]
    message_ts = container.get("message_ts") or payload.get("message_ts") or ""
    return Return(
        team_id=team.get("id") or user.get("team_id") or "",
        user_id=user["id"],
        channel_id=channel,
        response_url=payload.get("response_url") or "",
        key=key,
        message_ts="" if stands_privately(payload) else str(message_ts),
    )
