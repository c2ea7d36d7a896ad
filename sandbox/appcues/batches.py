"""Many rows in one request: the good ones are kept, the bad ones counted (Appcues 2, 6)."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from sandbox.appcues.answers import Problem
from sandbox.appcues.bodies import Format, Payload, open_payload, whole_json
from sandbox.appcues.piles import Pile
from sandbox.appcues.records import csv_records, csv_rows, ndjson_values, typed
from sandbox.appcues.routing import BodyReader

_ID_FORMATS = frozenset(Format)
_ROW_FORMATS = frozenset({Format.NDJSON, Format.CSV})  # JSON is not named for rows: 415
_TEXT_COLUMNS = frozenset({"user_id", "userId", "group_id", "groupId", "name", "timestamp"})


@dataclass
class Batch:
    """The rows that could be read, and how many could not."""

    good: Pile = field(default_factory=Pile)
    failed: int = 0

    def add(self, rows: Sequence[Any]) -> None:
        """Takes rows; each None counts as a failure."""
        readable = [row for row in rows if row is not None]
        self.good.extend(readable)
        self.failed += len(rows) - len(readable)

    @property
    def is_empty(self) -> bool:
        """Whether there was no row at all."""
        return not len(self.good) and not self.failed


async def user_ids(request: Request) -> Batch:
    """User ids as JSON, NDJSON, CSV or a file. An empty list is a 400 (I)."""
    payload = await open_payload(request, _ID_FORMATS)
    batch = Batch()
    async for block in _id_blocks(payload):
        batch.add([_user_id(value) for value in block])
    if batch.is_empty:
        raise Problem(400, "`user_ids` must not be empty")
    return batch


async def _id_blocks(payload: Payload) -> AsyncIterator[list[Any]]:
    if payload.format is Format.JSON:
        yield _listed_ids(await whole_json(payload.chunks))
    elif payload.format is Format.NDJSON:
        async for block in ndjson_values(payload.chunks):
            yield block
    else:
        may_be_header = True
        async for records in csv_records(payload.chunks):
            if may_be_header and records:
                may_be_header = False
                if records[0] in (["user_id"], ["userId"]):
                    records.pop(0)
            yield [cells[0] if cells and not any(cells[1:]) else None for cells in records]


def rows(check: Callable[[dict[str, Any]], Any]) -> BodyReader:
    """A reader of rows as NDJSON, CSV or a file; `check` turns a row into its value, or None for a bad one.

    Only the content type, the size and emptiness are checked at once; bad rows show in the job (I).
    """

    async def read(request: Request) -> Batch:
        payload = await open_payload(request, _ROW_FORMATS)
        batch = Batch()
        async for block in _row_blocks(payload):
            batch.add([None if row is None else check(row) for row in block])
        if batch.is_empty:
            raise Problem(400, "The request body holds no rows.")
        return batch

    return read


async def _row_blocks(payload: Payload) -> AsyncIterator[list[dict[str, Any] | None]]:
    if payload.format is Format.NDJSON:
        async for values in ndjson_values(payload.chunks):
            yield [value if isinstance(value, dict) else None for value in values]
    else:
        async for rows_ in csv_rows(payload.chunks):
            yield [None if row is None else _typed_row(row) for row in rows_]


def _typed_row(row: dict[str, str]) -> dict[str, Any]:
    return {name: cell if name in _TEXT_COLUMNS else typed(cell) for name, cell in row.items()}


def _listed_ids(value: Any) -> list[Any]:
    ids = value.get("user_ids") if isinstance(value, dict) else None
    if ids is None:
        raise Problem(400, "`user_ids` is required but missing")
    if not isinstance(ids, list):
        raise Problem(400, "`user_ids` must be an array of strings")
    return ids


def _user_id(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
