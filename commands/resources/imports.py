"""Bulk imports of profiles, groups and events, from a file or from pasted rows."""

from dataclasses import dataclass
from functools import partial

from bot.domain.import_kinds import EVENTS, GROUPS, KINDS, PROFILES, ImportKind
from bot.domain.incoming import Incoming, pasted
from bot.domain.people import Role
from bot.errors import BadInput, PersonError
from bot.services.changes import Change
from bot.services.imports import Importing
from bot.views import imports as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, Effect, Modal, Shape, option


@dataclass(frozen=True)
class ImportRows:
    """Where the rows are: in a file, or in the text itself."""

    file: str = option(
        "a CSV or NDJSON file of up to 10 MB; for up to 200 MB, share it and use the shortcut on its message",
        default="",
        shape=Shape.FILE,
    )
    rows: str = option(
        "rows as CSV with a header, or NDJSON: one JSON object a line",
        default="",
        shape=Shape.LONG_WORDS,
        private=True,
    )

    def __post_init__(self) -> None:
        """Raises BadInput for none of the two, and for both."""
        if self.file and self.rows:
            raise BadInput("Give a file or rows, not both at once.", field="rows")
        if not self.file and not self.rows:
            raise BadInput("Give a file, or paste some rows.", field="file")


async def _incoming(args: ImportRows, context: Context) -> Incoming:
    if args.rows:
        return pasted(args.rows)
    return await context.services.slack_files.find(context.person, args.file)


async def review(kind: ImportKind, args: ImportRows, context: Context) -> Reply:
    """Shows how the file begins, and what will be made of it."""
    reviewed = await context.appcues.imports.review(kind, await _incoming(args, context))
    return views.review(kind, reviewed.incoming, reviewed.preview)


async def start(kind: ImportKind, args: ImportRows, context: Context) -> Change:
    """The change that imports."""
    arguments = {"rows": args.rows} if args.rows else {"file": args.file}
    try:
        incoming: Incoming | PersonError = await _incoming(args, context)
    except PersonError as trouble:
        incoming = trouble
    return Importing(context.appcues.imports, kind, incoming, arguments)


_SUMMARIES = {
    PROFILES: "Import attributes of many users from a CSV or NDJSON file",
    GROUPS: "Import attributes of many groups from a CSV or NDJSON file",
    EVENTS: "Import many events of users and groups from a CSV or NDJSON file",
}
_ROWS = {
    PROFILES: '{"user_id":"u-1","plan":"PRO"}',
    GROUPS: '{"group_id":"stalls","seats":240}',
    EVENTS: '{"user_id":"u-1","name":"Booked","timestamp":"2026-11-01T09:00:00Z"}',
}

COMMANDS = tuple(
    Command(
        path=f"appcues imports {kind.plural}",
        summary=_SUMMARIES[kind],
        args=ImportRows,
        run=partial(start, kind),
        allow=Role.EDITOR,
        effect=Effect.GUARDED,
        examples=(
            f"appcues imports {kind.plural} --file F0123ABCD",
            f"appcues imports {kind.plural} --rows {_ROWS[kind]}",
        ),
        modal=Modal(
            wants=("file", "rows"), review=partial(review, kind), title=f"Import {kind.plural}", go="Import"
        ),
    )
    for kind in KINDS
)
