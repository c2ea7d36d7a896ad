"""Change requests as rows, and rows as change requests."""

import json
from dataclasses import asdict
from typing import Any

from bot.domain.change_requests import ChangeRequest, State
from bot.domain.changes import Counterpart
from storage.models.change_requests import ChangeRequestRow

_SAME = (
    *("id", "team_id", "command_path", "item_kind", "item_id", "item_name", "summary", "state_before"),
    *(
        "effect_words",
        "link",
        "fingerprint",
        "requester_id",
        "reason",
        "channel_id",
        "created_at",
        "expires_at",
    ),
    *("needed", "decided_by", "decided_at", "decision_note", "started_at", "finished_at", "outcome_note"),
    *("checks", "next_check_at", "account_id", "account", "is_removal", "job_id", "has_secret"),
    *("rule", "reminders", "not_before", "until", "zone", "follows"),
)
"""What is called and kept alike in both."""


def request_from(row: ChangeRequestRow) -> ChangeRequest:
    """The value of a stored request."""
    same: dict[str, Any] = {name: getattr(row, name) for name in _SAME}
    return ChangeRequest(
        **same,
        arguments=row.args,
        before=row.before,
        state=State(row.state),
        changed=tuple(row.changed or ()),
        secrets=json.loads(row.secret_args) if row.secret_args else {},
        tags=tuple(row.tags or ()),
        counterpart=Counterpart(**row.counterpart) if row.counterpart else None,
        names={row.requester_id: row.requester_name},
    )


def row_from(request: ChangeRequest) -> ChangeRequestRow:
    """A new row for a request."""
    same: dict[str, Any] = {name: getattr(request, name) for name in _SAME}
    return ChangeRequestRow(
        **same,
        args=dict(request.arguments),
        before=dict(request.before),
        state=request.state.value,
        card_key=request.card_key,
        secret_args=json.dumps(dict(request.secrets)) if request.secrets else None,
        tags=list(request.tags),
        counterpart=asdict(request.counterpart) if request.counterpart else None,
        requester_name=request.requester_name,
    )
