"""Records of the audit as lines of a CSV file: every column of theirs, their place in the chain included."""

import json
from collections.abc import Mapping
from typing import Any

from bot.views.csv_files import csv_lines

COLUMNS = (
    *("seq", "id", "at", "team_id", "actor_id", "source", "action", "effect", "verdict"),
    *("item_kind", "item_id", "item_name", "arguments", "rule", "detail", "request_id"),
    *("channel_id", "message_ts", "account", "api", "prev_hash", "hash"),
)

CSV_HEAD = csv_lines([COLUMNS])


def csv_of(record: Mapping[str, Any]) -> str:
    """The line of one record, by the names of its columns."""
    return csv_lines([[_value(record[name]) for name in COLUMNS]])


def _value(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
