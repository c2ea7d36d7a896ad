"""The bulk export of events."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.clients.appcues.exports import Exports
from bot.clock import Clock
from bot.domain.changes import Done, Sight, Subject
from bot.domain.exports import EventExport, export_json
from bot.domain.job_traces import Trace
from bot.errors import ApiError
from bot.services.job_traces import JobTraces


class ExportsService:
    """What people can export. Every method raises ApiError when Appcues fails."""

    def __init__(self, exports: Exports, traces: JobTraces, clock: Clock) -> None:
        self._exports = exports
        self._traces = traces
        self._clock = clock

    async def start(self, export: EventExport) -> str:
        """Asks for the export; the id of its job, empty where there is none to be found."""
        began = self._clock.now()
        started = await self._exports.events(export)
        return started.id or await self._unnamed_job(began)

    async def trace(self, since: datetime) -> Trace:
        """The trace of an export whose answer was lost."""
        return await self._traces.find(("export",), since)

    async def _unnamed_job(self, began: datetime) -> str:
        try:
            return (await self.trace(began)).job_id
        except ApiError:
            return ""


@dataclass(frozen=True)
class Exporting:
    """The change of exporting events: a link is mailed. Asked for twice, two links are."""

    service: ExportsService
    export: EventExport
    arguments: Mapping[str, Any]
    range_words: str
    """From when to when, as the person says it."""
    reason: str = ""
    repeatable: bool = False

    @property
    def subject(self) -> Subject:
        """What it is about; the same export asked for twice at a time is one."""
        export = self.export
        digest = hashlib.sha256(json.dumps(export_json(export), sort_keys=True).encode()).hexdigest()
        return Subject(
            item_kind="export of events",
            item_id=digest[:32],
            item_name=f"export of events {self.range_words}",
            summary=f"Export events for {', '.join(export.emails)}",
            state_before="not exported",
            effect_words="The events are collected, and a link to them is mailed; it lives one week.",
            done_words="under way",
        )

    async def look(self, since: datetime | None) -> Sight:
        """Whether a job came of an earlier try."""
        if since is None:
            return Sight({}, in_effect=False)
        trace = await self.service.trace(since)
        return Sight({}, in_effect=trace.was_heard, job_id=trace.job_id)

    async def apply(self) -> Done:
        """Asks for it; the answer names the job."""
        job_id = await self.service.start(self.export)
        return Done(
            self.subject.done_words + ("" if job_id else "; no job tells how far it is"), job_id=job_id
        )
