"""Hands the audit over as a file: read a batch at a time, so that its length costs no memory."""

import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import IO

from bot.clock import Clock
from bot.domain.audit import AuditSearch, Entry
from bot.services.audit import AuditService
from bot.views.audit_files import CSV_HEAD, csv_of
from storage.audit_chain import as_json
from storage.database import Database
from storage.models.audit import AuditRow
from storage.repositories.audit import AuditFilter

BATCH = 1000
KEPT_IN_MEMORY = 1024 * 1024
"""Bytes of a file before it goes to the disk."""


class ExportFormat(StrEnum):
    """The forms of an export, each by the ending of its file."""

    CSV = "csv"
    JSONL = "jsonl"


@dataclass(frozen=True)
class Exported:
    """A file of records; whoever closes it removes it."""

    name: str
    content: IO[bytes]
    records: int


class AuditExportsService:
    """Writes exports. That there was one stands in the audit before anybody gets it."""

    def __init__(self, database: Database, audit: AuditService, clock: Clock) -> None:
        self._database = database
        self._audit = audit
        self._clock = clock

    async def export(self, search: AuditSearch, form: ExportFormat, entry: Entry) -> Exported:
        """The records that are looked for, oldest first, as they stand now; `entry` is written with their number."""
        team_id = entry.team_id
        last = await self._database.read(lambda work: work.audit.last_seq(team_id))
        only = AuditFilter(**vars(replace(search, up_to_seq=last)))
        file = tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115 - who sends it closes it
        try:
            count = await self._write(team_id, only, form, file)
            await self._audit.record(replace(entry, detail=f"{count:,} records as {form.value}"))
        except BaseException:
            file.close()
            raise
        return Exported(f"audit-{self._clock.now():%Y-%m-%d-%H%M}.{form.value}", file, count)

    async def _write(self, team_id: str, only: AuditFilter, form: ExportFormat, file: IO[bytes]) -> int:
        count = 0
        if form is ExportFormat.CSV:
            file.write(CSV_HEAD.encode("utf-8-sig"))
        async for lines in self._lines(team_id, only, _LINES[form]):
            file.write("".join(lines).encode())
            count += len(lines)
        return count

    async def _lines(
        self, team_id: str, only: AuditFilter, line: Callable[[AuditRow], str]
    ) -> AsyncIterator[Sequence[str]]:
        """The lines of a batch of records, made where they are read: away from the event loop."""
        after = 0
        while True:
            rows = await self._database.read(
                lambda work, after=after: [  # type: ignore[misc] # its default is the number it is called with
                    (row.seq, line(row)) for row in work.audit.in_order(team_id, after, BATCH, only)
                ]
            )
            if not rows:
                return
            yield [text for _, text in rows]
            after = rows[-1][0]


def _json_line(row: AuditRow) -> str:
    return as_json(row) + "\n"


def _csv_line(row: AuditRow) -> str:
    return csv_of(row.model_dump())


_LINES: dict[ExportFormat, Callable[[AuditRow], str]] = {
    ExportFormat.CSV: _csv_line,
    ExportFormat.JSONL: _json_line,
}
