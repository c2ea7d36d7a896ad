"""Facts that are told of, for stories whose facts nobody brings about yet."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from bot.domain.notices import Notice
from tests.scenarios.playhouse import TEAM, Playhouse


async def happens(
    house: Playhouse, key: str = "n1", topic: str = "jobs", *, ago: float = 0, **fields: Any
) -> Notice:
    """Something is told of, so many hours ago, in the transaction in which it happens; the house has settled then."""
    at = house.clock.now() - timedelta(hours=ago)
    text = f"{key} of {topic}"
    notice = Notice(key, TEAM, topic, at, **{"line": text, "text": text, **fields})
    program = house.program
    post = partial(program.services.notices.post, notice=notice, now=house.clock.now())
    await program.ground.database.transact(post)
    program.ground.sender.wake()
    await house.settle()
    return notice


async def is_revised(house: Playhouse, notice: Notice, **fields: Any) -> None:
    """A fact is told otherwise wherever it stands; the house has settled then."""
    program = house.program
    revised = replace(notice, **fields)
    revise = partial(program.services.notices.revise, notice=revised, now=house.clock.now())
    assert await program.ground.database.transact(revise)
    program.ground.sender.wake()
    await house.settle()
