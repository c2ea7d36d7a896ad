"""What is remembered is as old as the question, and what was forgotten does not come back."""

import asyncio
from datetime import timedelta

from bot.services.memory import Memory
from tests.delivery.stage import MovableClock


async def test_an_answer_is_as_old_as_its_question() -> None:
    clock = MovableClock()
    memory = Memory[str, str](timedelta(minutes=1), clock)

    async def slow() -> str:
        clock.advance(30)
        return "old"

    async def quick() -> str:
        return "new"

    assert await memory.get("key", slow) == "old"
    clock.advance(29)
    assert await memory.get("key", quick) == "old"
    clock.advance(1)
    assert await memory.get("key", quick) == "new"


async def test_an_answer_that_was_on_its_way_when_it_was_forgotten_serves_those_alone_who_waited_for_it() -> (
    None
):
    memory = Memory[str, str](timedelta(minutes=1), MovableClock())
    held = asyncio.Event()

    async def late() -> str:
        await held.wait()
        return "old"

    async def anew() -> str:
        return "new"

    early = asyncio.ensure_future(memory.get("key", late))
    await asyncio.sleep(0)
    memory.forget("key")
    assert await memory.get("key", anew) == "new"
    held.set()
    assert await early == "old"
    assert await memory.get("key", late) == "new"


async def test_those_who_ask_for_the_same_at_once_ask_once_also_after_a_failure() -> None:
    memory = Memory[str, int](timedelta(minutes=1), MovableClock())
    asked: list[int] = []

    async def fails_first() -> int:
        asked.append(len(asked))
        await asyncio.sleep(0)
        if len(asked) == 1:
            raise ValueError
        return len(asked)

    answers = await asyncio.gather(
        *(memory.get("key", fails_first) for _ in range(5)), return_exceptions=True
    )
    assert isinstance(answers[0], ValueError)
    assert answers[1:] == [2, 2, 2, 2]


async def test_who_waited_for_what_was_forgotten_asks_anew_and_that_is_kept() -> None:
    memory = Memory[str, int](timedelta(minutes=1), MovableClock())
    asked: list[int] = []
    held = asyncio.Event()

    async def numbered() -> int:
        asked.append(number := len(asked) + 1)
        await held.wait()
        return number

    first, waiting = (asyncio.ensure_future(memory.get("key", numbered)) for _ in range(2))
    await asyncio.sleep(0)
    memory.forget("key")
    held.set()
    assert (await first, await waiting) == (1, 2)
    assert await memory.get("key", numbered) == 2
