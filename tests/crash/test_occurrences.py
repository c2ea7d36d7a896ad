"""Killed at any boundary of something that came due, the bot leaves what the next one does once, to its end."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.crash.conftest import AT_A_TIME, OpenHouse
from tests.crash.occurrences import DUE_CASES, POINTS, DueCase, DueEnding, play

pytestmark = [
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.parametrize("due_case", DUE_CASES, ids=str),
]

Playing = dict[DueCase, asyncio.Task[DueEnding]]


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def playing() -> AsyncIterator[Playing]:
    """The stories that have begun."""
    tasks: Playing = {}
    yield tasks
    for task in tasks.values():
        task.cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)


@pytest_asyncio.fixture(loop_scope="package")
async def ending(
    request: pytest.FixtureRequest, playing: Playing, house_on: OpenHouse, due_case: DueCase
) -> DueEnding:
    """How the story of this test's case ends; with it, all on the same kind of database begin."""
    if due_case.database == "postgresql":
        request.getfixturevalue("new_schema")  # says, before anything begins, if there is no PostgreSQL
    callspecs = [getattr(item, "callspec", None) for item in request.session.items]
    chosen = [spec.params["due_case"] for spec in callspecs if spec and "due_case" in spec.params]
    stages = asyncio.Semaphore(AT_A_TIME)

    async def perform(case: DueCase) -> DueEnding:
        async with stages, house_on(case.database) as house:
            return await play(house, case.point)

    for each in chosen:
        if each.database == due_case.database and each not in playing:
            playing[each] = asyncio.create_task(perform(each))
    return await playing[due_case]


async def test_the_bot_dies_there_and_the_next_one_stops_when_asked(ending: DueEnding) -> None:
    assert (ending.death, ending.farewell) == (137, 0), ending.log


async def test_one_message_tells_of_it(ending: DueEnding) -> None:
    assert len(ending.messages) == 1, ending.messages
    assert "Nothing has happened" in ending.messages[0]
    assert ending.undelivered == []


async def test_it_is_done_once_and_never_due_again(due_case: DueCase, ending: DueEnding) -> None:
    [(state, attempts)] = ending.occurrences
    assert state == "done"
    assert ending.next_due_at is None
    begun_twice = due_case.point in POINTS[1:3]
    if due_case.point in POINTS:
        assert attempts == (2 if begun_twice else 1)
