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
    account: str = ""
    """The id of the account that it is about, where there are several."""
    draft_id: str = ""
    """What a review is about."""
    is_from_home: bool = False
    """Whether it was opened from the person's Home tab."""


def read_submission(payload: Mapping[str, Any]) -> Submission:
    """The submission in a view_submission payload."""
    view = payload["view"]
    verb, _, path = str(view.get("callback_id", "")).partition("|")
    place = modal_place(view)
    return Submission(
        verb=verb,
        path=path,
        view_id=str(view.get("id", "")),
        channel_id=str(place.get("channel", "")),
        account=str(place.get("account", "")),
        draft_id=str(place.get("draft", "")),
        is_from_home=bool(place.get("home")),
    )


def modal_place(view: Mapping[str, Any]) -> dict[str, Any]:
    """From where, and about which account, a modal was opened."""
    is_form = str(view.get("callback_id", "")).startswith("form|")
    return _json(form_context(view) if is_form else str(view.get("private_metadata") or ""))


def _json(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
