"""Carries on with approved requests that nobody is at: after a crash, or after a lost answer."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.domain.change_requests import ChangeRequest
from bot.schedule.spec import Task
from bot.services.executions import ExecutionsService
from bot.services.installations import InstallationsService


def settle_change_requests(
    executions: ExecutionsService,
    installations: InstallationsService,
    carry_out: Callable[[ChangeRequest], Awaitable[ChangeRequest]],
) -> Task:
    """The task; `carry_out` is the pipeline's, so that permission and audit hold here too."""

    async def run() -> None:
        due = await executions.due(await installations.teams())
        await asyncio.gather(*(carry_out(request) for request in due))

    return Task("settle_change_requests", timedelta(seconds=2), run)
