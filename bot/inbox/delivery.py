"""One thing that Slack told us, and the key by which it is known when it comes twice (Slack 3.3, 3.4)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

COMMAND, ACTION, VIEW, SHORTCUT, EVENT = "command", "action", "view", "shortcut", "event"


@dataclass(frozen=True)
class Delivery:
    """A payload of Slack as it came; `kind` is one of the words above."""

    key: str
    kind: str
    body: Mapping[str, Any]
    received_at: datetime

    @property
    def team_id(self) -> str:
        """The workspace whose installation of Callboard was spoken to."""
        return team_of(self.body)


def team_of(payload: Mapping[str, Any]) -> str:
    """The workspace whose installation a payload is for; empty when it does not say.

    It is the one that Bolt asks for when it lets a payload in: in a channel that workspaces share, others are
    named beside it.
    """
    view, team, user = (payload.get(name) for name in ("view", "team", "user"))
    if isinstance(view, Mapping) and view.get("app_installed_team_id"):
        return str(view["app_installed_team_id"])
    if isinstance(team, str) or (isinstance(team, Mapping) and "id" in team):
        return str((team if isinstance(team, str) else team["id"]) or "")
    if authorizations := payload.get("authorizations"):
        return team_of(authorizations[0])
    if "team_id" in payload:
        return str(payload["team_id"] or "")
    if isinstance(event := payload.get("event"), Mapping):
        return team_of(event)
    told = next((part for part in (user, view) if isinstance(part, Mapping)), {})
    return str(told.get("team_id") or "")


def key_for(kind: str, payload: Mapping[str, Any]) -> str:
    """The same for the same delivery, however often Slack sends it; different for any other.

    What Slack gives us to tell them apart by differs from kind to kind; where it is missing, the whole
    payload is the key. A modal keeps its hash when a submission is answered with errors, so record a
    submission only once it is known to be accepted: the mended one has the same key.
    """
    match kind, payload:
        case "event", {"event_id": str(event_id)} if event_id:
            return event_id
        case "command", {"trigger_id": str(trigger_id)} if trigger_id:
            return f"cmd:{payload.get('team_id', '')}:{trigger_id}"
        case "view", {"view": {"id": str(id), "hash": str(hash)}} if id and hash:
            return f"view:{id}:{hash}"
        case (("action" | "shortcut"), {"trigger_id": str(trigger_id)}) if trigger_id:
            return f"act:{trigger_id}"
    return f"{kind}:sha256:{_digest(payload)}"


def _digest(payload: Mapping[str, Any]) -> str:
    canonical = json.dumps(payload, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
