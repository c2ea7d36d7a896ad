"""Recognises a line that the same person typed a moment ago, so that it has one effect."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.clock import Clock
from bot.views.reply import Reply
from storage.database import Database
from storage.unit_of_work import UnitOfWork

WITHIN = timedelta(minutes=1)


@dataclass(frozen=True)
class Line:
    """What one person typed: a command with all that it depends on, and the delivery that brought it."""

    person: str
    digest: str
    delivery_key: str


@dataclass(frozen=True)
class Earlier:
    """The same line, typed just before; `answer` is None while it is still being worked on."""

    delivery_key: str
    answer: Reply | None


def line_of(
    team_id: str,
    user_id: str,
    channel_id: str,
    account_key: str,
    command_path: str,
    arguments: Mapping[str, Any],
    delivery_key: str,
) -> Line:
    """The line; its digest is the same for the same command and arguments, about the same account, in one channel."""
    canonical = json.dumps([channel_id, account_key, command_path, dict(arguments)], sort_keys=True)
    return Line(_person(team_id, user_id), hashlib.sha256(canonical.encode()).hexdigest(), delivery_key)


class RecentAnswersService:
    """What each person typed last, within a minute, and what it was answered with."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def begin(self, line: Line) -> Earlier | None:
        """Takes a line; what the person's last one came to, if it is the same and less than a minute old."""
        now = self._clock.now()

        def take(work: UnitOfWork) -> Earlier | None:
            row = work.recent_answers.begin(line.person, line.digest, line.delivery_key, now, now - WITHIN)
            return Earlier(row.delivery_key, _reply_from(row.answer)) if row else None

        return await self._database.transact(take)

    async def finish(self, line: Line, reply: Reply) -> None:
        """Keeps the answer. What others were answered may not be so any more: typed again, it is meant anew."""
        answer = json.dumps({"text": reply.text, "blocks": [dict(block) for block in reply.blocks]})

        def keep(work: UnitOfWork) -> None:
            work.recent_answers.finish(line.person, line.delivery_key, answer)
            _outdate_others(work, line.person)

        await self._database.transact(keep)

    async def take_back(self, line: Line) -> None:
        """Forgets a line that came to nothing, so that it may be typed again at once."""
        await self._database.transact(
            lambda work: work.recent_answers.take_back(line.person, line.delivery_key)
        )

    async def did_something_else(self, team_id: str, user_id: str) -> None:
        """Forgets the person's last line, and what others were answered: typed again now, it is meant anew."""
        person = _person(team_id, user_id)

        def forget(work: UnitOfWork) -> None:
            work.recent_answers.forget_person(person)
            _outdate_others(work, person)

        await self._database.transact(forget)

    async def forget_old(self) -> int:
        """Deletes lines that are no longer recent; how many."""
        before = self._clock.now() - WITHIN
        return await self._database.transact(lambda work: work.recent_answers.forget(before))


def _person(team_id: str, user_id: str) -> str:
    return f"{team_id}:{user_id}"


def _outdate_others(work: UnitOfWork, person: str) -> None:
    team_id, _, _ = person.rpartition(":")
    work.recent_answers.forget_answered(_person(team_id, ""), besides=person)


def _reply_from(answer: str | None) -> Reply | None:
    if answer is None:
        return None
    stored = json.loads(answer)
    return Reply(stored["text"], tuple(stored["blocks"]))
