"""Keeps what somebody typed or filled in until they go on with it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.clock import Clock
from bot.errors import NoSuchItem
from storage.database import Database
from storage.models.drafts import DraftRow
from storage.unit_of_work import UnitOfWork

KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Draft:
    """The arguments of one command as values of JSON; secret ones among them."""

    id: str
    command_path: str
    arguments: Mapping[str, Any]
    is_reviewed: bool = False
    """Whether the person has seen what would be done."""


class DraftsService:
    """Drafts, each of one person; nobody else gets to see them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def keep(self, team_id: str, user_id: str, draft: Draft) -> None:
        """Keeps a draft for a day; one that is kept already under its id stays as it is."""
        row = DraftRow(
            id=draft.id,
            team_id=team_id,
            user_id=user_id,
            command_path=draft.command_path,
            arguments=json.dumps(dict(draft.arguments)),
            is_reviewed=draft.is_reviewed,
            created_at=self._clock.now(),
        )
        await self._database.transact(lambda work: work.drafts.keep(row))

    async def get(self, team_id: str, user_id: str, id: str) -> Draft:
        """This person's draft. Raises NoSuchItem."""

        def read(work: UnitOfWork) -> Draft | None:
            row = work.drafts.get(team_id, user_id, id)
            return (
                Draft(row.id, row.command_path, json.loads(row.arguments), row.is_reviewed) if row else None
            )

        draft = await self._database.read(read)
        if draft is None:
            raise NoSuchItem(
                "What was filled in here is not kept any more: drafts are kept for a day, for their author alone.",
                "Start again, please.",
            )
        return draft

    async def forget_old(self) -> int:
        """Deletes what nobody went on with; how many."""
        before = self._clock.now() - KEPT_FOR
        return await self._database.transact(lambda work: work.drafts.forget(before))
