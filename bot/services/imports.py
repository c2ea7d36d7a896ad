"""Bulk imports of profiles, groups and events."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.clients.appcues.imports import Imports
from bot.clock import Clock
from bot.domain.changes import Done, Sight, Subject
from bot.domain.import_files import HEAD_BYTES, Preview, preview
from bot.domain.import_kinds import EVENTS, GROUPS, PROFILES, ImportKind
from bot.domain.incoming import Incoming, head_of
from bot.domain.job_traces import Trace
from bot.domain.jobs import StartedJob
from bot.domain.uploads import MOST_FILE_BYTES, Upload
from bot.errors import ApiError, BadInput, PersonError
from bot.services.job_traces import JobTraces


@dataclass(frozen=True)
class Reviewed:
    """What would be imported, and how it begins."""

    kind: ImportKind
    incoming: Incoming
    preview: Preview


class ImportsService:
    """What people can import. Every method raises ApiError when Appcues fails."""

    def __init__(self, imports: Imports, traces: JobTraces, clock: Clock) -> None:
        self._calls: Mapping[ImportKind, Callable[[Upload], Awaitable[StartedJob]]] = {
            PROFILES: imports.profiles,
            GROUPS: imports.groups,
            EVENTS: imports.events,
        }
        self._traces = traces
        self._clock = clock

    async def review(self, kind: ImportKind, incoming: Incoming) -> Reviewed:
        """Looks at the beginning. Raises BadInput for what the import could not make anything of, PersonError."""
        _check_size(incoming)
        async with aclosing(incoming.chunks()) as chunks:
            head = await head_of(chunks, HEAD_BYTES)
        return Reviewed(kind, incoming, _previewed(kind, incoming, head))

    async def start(self, kind: ImportKind, incoming: Incoming) -> str:
        """Sends all of it, in constant memory, and tells the id of the job; empty where there is none to be found.

        Raises BadInput, PersonError: then the API did not get a whole file.
        """
        _check_size(incoming)
        began = self._clock.now()
        async with aclosing(incoming.chunks()) as chunks:
            head = await head_of(chunks, HEAD_BYTES)
            seen = _previewed(kind, incoming, head)
            content = _joined(head[seen.mark_bytes :], chunks)
            started = await self._calls[kind](Upload(seen.format, incoming.size - seen.mark_bytes, content))
        return started.id or await self._unnamed_job(kind, began)

    async def trace(self, kind: ImportKind, since: datetime) -> Trace:
        """The trace of an import whose answer was lost."""
        return await self._traces.find(("import", kind.plural.removesuffix("s")), since)

    async def _unnamed_job(self, kind: ImportKind, began: datetime) -> str:
        """The job of an import that was accepted by an answer that names none."""
        try:
            return (await self.trace(kind, began)).job_id
        except ApiError:
            return ""


class Importing:
    """The change of importing rows. What it is made of may be out of reach by then, and is asked for when needed."""

    reason = ""

    def __init__(
        self,
        service: ImportsService,
        kind: ImportKind,
        incoming: Incoming | PersonError,
        arguments: Mapping[str, Any],
    ) -> None:
        self._service = service
        self._kind = kind
        self._incoming = incoming
        self.arguments = arguments
        self.repeatable = kind.repeatable

    @property
    def subject(self) -> Subject:
        """What it is about."""
        name = self._incoming.name if isinstance(self._incoming, Incoming) else "the file"
        content = self._incoming.id if isinstance(self._incoming, Incoming) else ""
        return Subject(
            item_kind=f"import of {self._kind.plural}",
            item_id=content,
            item_name=name,
            summary=f"Import {self._kind.plural} from “{name}”",
            state_before="not imported",
            effect_words=self._kind.effect,
            done_words=f"being imported as {self._kind.plural}",
        )

    async def look(self, since: datetime | None) -> Sight:
        """Whether there is something to import; after a try, whether a job came of it."""
        if since is None:
            return Sight(self._fields(), in_effect=False)
        trace = await self._service.trace(self._kind, since)
        if trace.was_heard:
            return Sight({}, in_effect=True, job_id=trace.job_id)
        if self.repeatable:
            return Sight(self._fields(), in_effect=False)  # it is made again, and then its answer tells
        return Sight({}, in_effect=trace.was_heard)

    async def apply(self) -> Done:
        """Imports; the answer names the job."""
        job_id = await self._service.start(self._kind, self._reachable())
        return Done(
            self.subject.done_words + ("" if job_id else "; no job tells how far it is"), job_id=job_id
        )

    def _fields(self) -> Mapping[str, Any]:
        incoming = self._reachable()
        _check_size(incoming)
        return {"name": incoming.name, "size": incoming.size}

    def _reachable(self) -> Incoming:
        """Raises PersonError when it is not."""
        if isinstance(self._incoming, PersonError):
            raise self._incoming
        return self._incoming


def _check_size(incoming: Incoming) -> None:
    if not incoming.size:
        raise BadInput("The file is empty.", field="file")
    if incoming.size > MOST_FILE_BYTES:
        raise BadInput(
            f"The file has {incoming.size / 1e6:,.1f} MB; Appcues takes {MOST_FILE_BYTES / 1e6:.0f} MB at most.",
            "Split it into smaller files.",
            field="file",
        )


def _previewed(kind: ImportKind, incoming: Incoming, head: bytes) -> Preview:
    return preview(kind, incoming.name, head, is_whole=len(head) >= incoming.size)


async def _joined(head: bytes, rest: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    yield head
    async for chunk in rest:
        yield chunk
