"""Answers that are kept for a while: which of them are given again."""

import asyncio
from datetime import timedelta

import pytest

from bot.services.memory import Memory
from tests.delivery.stage import MovableClock

KEPT_FOR = timedelta(minutes=1)


class Oracle:
    """Answers with how often it was asked, as soon as it may."""

    def __init__(self) -> None:
        self.asked = 0
        self.may_speak = asyncio.Event()

    async def __call__(self) -> int:
        self.asked += 1
        answer = self.asked
        await self.may_speak.wait()
        if answer == 0:
            raise ValueError("no answer")
        return answer


async def test_who_asks_while_an_answer_is_on_its_way_gets_the_same_one() -> None:
    memory, oracle = Memory[str, int](KEPT_FOR, MovableClock()), Oracle()
    asking = [asyncio.create_task(memory.get("a", oracle)) for _ in range(3)]
    await asyncio.sleep(0)
    oracle.may_speak.set()
    assert await asyncio.gather(*asking) == [1, 1, 1]


async def test_an_answer_that_was_on_its_way_when_it_was_forgotten_is_not_kept() -> None:
    memory, oracle = Memory[str, int](KEPT_FOR, MovableClock()), Oracle()
    first, waiting = (asyncio.create_task(memory.get("a", oracle)) for _ in range(2))
    await asyncio.sleep(0)
    memory.forget("a")
    oracle.may_speak.set()
    assert await first == 1
    assert await waiting == 2
    assert await memory.get("a", oracle) == 2, "and what was asked since then is"


async def test_a_question_that_failed_is_asked_again_by_who_waited() -> None:
    memory, oracle = Memory[str, int](KEPT_FOR, MovableClock()), Oracle()
    oracle.asked = -1
    failing, waiting, late = (asyncio.create_task(memory.get("a", oracle)) for _ in range(3))
    await asyncio.sleep(0)
    oracle.may_speak.set()
    with pytest.raises(ValueError, match="no answer"):
        await failing
    assert (await waiting, await late) == (1, 1)
