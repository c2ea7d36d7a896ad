"""What a submitted modal means: which command, from which channel, with a form or with a draft."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commands.modals.form import form_context


@dataclass(frozen=True)
class Submission:
    """One submitted modal."""

    verb: str
    """`form`, `review`, or something that is not ours."""
    path: str
    view_id: str
    channel_id: str
    """Where the modal was opened from; empty when from nowhere."""
    draft_id: str = ""
    """What a review is about."""


def read_submission(payload: Mapping[str, Any]) -> Submission:
    """The submission in a view_submission payload."""
    view = payload["view"]
    verb, _, path = str(view.get("callback_id", "")).partition("|")
    place = _json(form_context(view) if verb == "form" else str(view.get("private_metadata") or ""))
    return Submission(
        verb, path, str(view.get("id", "")), str(place.get("channel", "")), str(place.get("draft", ""))
    )


def _json(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
