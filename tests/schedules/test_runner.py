"""APScheduler wakes the tasks: on whole seconds, again after a failure, and not after the end."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest
from structlog.typing import EventDict

from bot.clock import SystemClock
from bot.domain.recurrences import once
from bot.domain.schedules import Work
from bot.schedule.runner import ScheduleRunner
from bot.schedule.spec import Task
from bot.schedule.tasks.begin_what_is_due import begin_what_is_due
from storage.database import Database
from tests.pace import PATIENCE
from tests.schedules.stage import PARIS, Handler, scheduled, schedules_on, worker

OFTEN = timedelta(seconds=0.02)


async def test_a_task_that_fails_is_logged_and_woken_again(log: list[EventDict]) -> None:
    moments: list[datetime] = []
    enough = asyncio.Event()

    async def run() -> None:
        moments.append(datetime.now(UTC))
        if len(moments) == 3:
            enough.set()
        raise RuntimeError

    runner = ScheduleRunner((Task("unlucky", OFTEN, run),))
    runner.start()
    async with asyncio.timeout(PATIENCE):
        await enough.wait()
    runner.stop()
    assert [line["event"] for line in log] == ["task_failed"] * 3


async def test_what_runs_is_broken_off_at_the_end_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def run() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    runner = ScheduleRunner((Task("endless", OFTEN, run),))
    runner.start()
    async with asyncio.timeout(PATIENCE):
        await begun.wait()
        runner.stop()
        await ended.wait()
    await asyncio.sleep(0)
    assert not runner.is_running
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_what_comes_due_while_the_program_runs_is_begun_at_once(database: Database) -> None:
    clock, begun = SystemClock(), asyncio.Event()

    class Bell(Handler):
        async def __call__(self, work: Work) -> str:
            begun.set()
            return await super().__call__(work)

    bell = Bell()
    runner = ScheduleRunner((begin_what_is_due(worker(database, clock, bell).ticker),))
    runner.start()
    due = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
    await scheduled(schedules_on(database, clock), once(due, PARIS).text)
    async with asyncio.timeout(PATIENCE):
        await begun.wait()
    late = datetime.now(UTC) - due
    runner.stop()
    assert timedelta() <= late < timedelta(seconds=1.5)
    assert [work.due_at for work in bell.begun] == [due]
