"""Wakes tasks by APScheduler, which only keeps the time: what is due stands in the database."""

import asyncio
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.schedule.spec import Task

_LOG = structlog.get_logger(__name__)


class ScheduleRunner:
    """Runs each task at its rhythm, never twice at a time in this process; a failed run is logged and repeated."""

    def __init__(self, tasks: tuple[Task, ...]) -> None:
        self._tasks = tasks
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    @property
    def is_running(self) -> bool:
        """Whether tasks are woken."""
        return bool(self._scheduler.running)

    def start(self) -> None:
        """Begins to wake the tasks, on the running event loop.

        They are woken on whole seconds: there due times lie, so that what is due is seen at once.
        """
        second = datetime.now(UTC).replace(microsecond=0)
        for task in self._tasks:
            self._scheduler.add_job(
                run_logged,
                "interval",
                args=[task],
                seconds=task.every.total_seconds(),
                start_date=second + task.every,
                id=task.name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Wakes nothing any more; what runs is cancelled and taken up again by the next process."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


async def run_logged(task: Task) -> None:
    """Runs a task once; a failure is logged, since nobody waits for it. Ends quietly when it is cancelled."""
    try:
        await task.run()
    except asyncio.CancelledError:
        return  # by `stop`; passed on, APScheduler would call it an error
    except Exception:  # noqa: BLE001 - nobody waits for it, and the next run comes
        _LOG.exception("task_failed", task=task.name)
