"""Change requests between the table and the domain: the same names on both sides, but for what is named here."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from bot.domain.change_requests import ChangeRequest, State
from bot.domain.changes import Counterpart
from storage.models.change_requests import ChangeRequestRow

_ALIKE = {field.name for field in fields(ChangeRequest)} & set(ChangeRequestRow.model_fields)


def request_from(row: ChangeRequestRow) -> ChangeRequest:
    """The value of a stored request; who approved stands in the votes."""
    stored: dict[str, Any] = {name: getattr(row, name) for name in _ALIKE}
    unlike: Mapping[str, Any] = {
        "arguments": row.args,
        "secrets": json.loads(row.secret_args) if row.secret_args else {},
        "state": State(row.state),
        "changed": tuple(row.changed or ()),
        "tags": tuple(row.tags or ()),
        "counterpart": Counterpart(**row.counterpart) if row.counterpart else None,
    }
    return ChangeRequest(**{**stored, **unlike})


def row_from(request: ChangeRequest) -> ChangeRequestRow:
    """A new row for a request."""
    alike: dict[str, Any] = {name: getattr(request, name) for name in _ALIKE}
    unlike: Mapping[str, Any] = {
        "args": dict(request.arguments),
        "secret_args": json.dumps(dict(request.secrets)) if request.secrets else None,
        "before": dict(request.before),
        "state": request.state.value,
        "changed": list(request.changed) or None,
        "tags": list(request.tags),
        "counterpart": asdict(request.counterpart) if request.counterpart else None,
        "card_key": request.card_key,
    }
    return ChangeRequestRow(**{**alike, **unlike})
