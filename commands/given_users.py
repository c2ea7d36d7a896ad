"""Users that a command is about, as somebody gave them: pasted, or in a file that is shared in Slack."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.domain.user_ids import GivenIds, read_user_ids, read_user_ids_file
from bot.errors import BadInput

if TYPE_CHECKING:
    from commands.context import Context

IDS_HELP = "user ids: one a line, or with commas or blanks between; quotes around ids that hold such; also CSV or JSON"
FILE_HELP = "or a file of user ids, of up to 10 MB: CSV, NDJSON or JSON"
MOST_BYTES = 10 * 1024 * 1024
"""As much as a form takes (Slack 3.2). All ids of a file are in memory at once, to find those given twice."""


@dataclass(frozen=True)
class Given:
    """The users, and the arguments by which they were given."""

    ids: GivenIds
    arguments: Mapping[str, Any]


def check_given(ids: str, file: str) -> None:
    """Raises BadInput for none of the two, for both, and for ids that cannot be read."""
    if ids and file:
        raise BadInput("Give user ids or a file of them, not both at once.", field="ids")
    if not ids and not file:
        raise BadInput("Give user ids, or a file of them.", field="ids")
    if ids:
        read_user_ids(ids)


async def users_given(ids: str, file: str, context: Context) -> Given:
    """The users that were given. Raises BadInput for what cannot be read, PersonError for a file out of reach."""
    if ids:
        return Given(read_user_ids(ids), {"ids": ids})
    incoming = await context.services.slack_files.find(context.person, file)
    if incoming.size > MOST_BYTES:
        raise BadInput(
            f"“{incoming.name}” has {incoming.size / 1e6:,.1f} MB; a file of user ids has at most 10 MB.",
            "Split it into smaller files. Nothing was sent.",
            field="file",
        )
    async with aclosing(incoming.chunks()) as chunks:
        content = b"".join([chunk async for chunk in chunks])
    found = await asyncio.to_thread(read_user_ids_file, content)  # a million of them take a second or two
    return Given(found, {"file": file})
