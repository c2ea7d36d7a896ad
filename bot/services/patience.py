"""Waits for answers of others so long and no longer: a page is drawn without what comes late."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog

from bot.errors import CallboardError

_LOG = structlog.get_logger(__name__)

T = TypeVar("T")


class Patience:
    """What comes too late is let come all the same: whoever remembers answers has it for the next time."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._asking: set[asyncio.Task[Any]] = set()

    async def wait(self, ask: Coroutine[Any, Any, T]) -> T | None:
        """The answer, or None where it fails or does not come in time."""
        task = asyncio.create_task(self._quiet(ask))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)
        done, _ = await asyncio.wait({task}, timeout=self.seconds)
        return task.result() if done else None

    async def close(self) -> None:
        """Stops waiting for what has not come."""
        for task in [*self._asking]:
            task.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)

    @staticmethod
    async def _quiet(ask: Coroutine[Any, Any, T]) -> T | None:
        try:
            return await ask
        except CallboardError as error:
            _LOG.info("left_out", reason=error.sentence)
            return None
