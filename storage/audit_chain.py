"""The hash that ties an audit record to the one before it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from storage.models.audit import AuditRow

START = "0" * 64
"""What stands before the first record of a chain."""

_PLACE = frozenset({"prev_hash", "hash"})


def chain_hash(prev_hash: str, fields: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over the previous hash and all fields, in a form that is the same on every database."""
    return hashlib.sha256(f"{prev_hash}\n{_canonical(fields)}".encode()).hexdigest()


def hash_of(row: AuditRow) -> str:
    """What the hash of a record should be; fields that are None did not exist when it was written."""
    return chain_hash(row.prev_hash, _hashed_fields(row))


def as_json(row: AuditRow) -> str:
    """A record as one line: all that is hashed, in the form in which it is hashed, and its place in the chain."""
    return _canonical(_hashed_fields(row) | row.model_dump(include=set(_PLACE)))


def seal_words(team_id: str, seq: int, end: str) -> str:
    """What is sealed of the end of a chain: whose it is, the number of its last record, and the hash of that one."""
    return f"{team_id}:{seq}:{end}"


def _hashed_fields(row: AuditRow) -> dict[str, Any]:
    fields = row.model_dump(exclude=set(_PLACE)).items()
    return {name: value for name, value in fields if value is not None}  # what is None inside of one stays


def _canonical(fields: Mapping[str, Any]) -> str:
    return json.dumps(
        fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain, allow_nan=False
    )


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(f"An audit record cannot hold a {type(value).__name__}.")
