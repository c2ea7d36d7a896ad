"""Keeps answers for some seconds, so that a busy channel does not ask a vendor the same thing again and again."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.clock import Clock

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

MOST_KEPT = 10_000


class Memory(Generic[K, V]):
    """Answers by key, each kept for a while. Who asks while an answer is on its way waits for the same one."""

    def __init__(self, kept_for: timedelta, clock: Clock, *, most: int = MOST_KEPT) -> None:
        self._kept_for = kept_for
        self._clock = clock
        self._most = most
        self._answers: dict[K, tuple[datetime, V]] = {}
        self._asking: dict[K, asyncio.Lock] = {}

    async def get(self, key: K, ask: Callable[[], Awaitable[V]]) -> V:
        """The kept answer, or a new one. What `ask` raises is raised, and nothing is kept."""
        if (kept := self._fresh(key)) is not None:
            return kept[1]
        lock = self._asking.setdefault(key, asyncio.Lock())
        async with lock:
            if (kept := self._fresh(key)) is not None:
                return kept[1]
            self._asking[key], asked_at = lock, self._clock.now()
            try:
                answer = await ask()
            finally:
                is_current = self._asking.get(key) is lock
                if is_current:
                    del self._asking[key]
            if is_current:
                self._make_room()
                self._answers[key] = (asked_at, answer)
            return answer

    def kept(self, key: K) -> V | None:
        """The kept answer, if there is one; nobody is asked."""
        kept = self._fresh(key)
        return kept[1] if kept else None

    def forget(self, key: K) -> None:
        """Drops one answer, because it is known to be out of date; one that is on its way is not kept either.

        Who asks from now on does not wait for that one.
        """
        self._answers.pop(key, None)
        self._asking.pop(key, None)

    def _fresh(self, key: K) -> tuple[datetime, V] | None:
        kept = self._answers.get(key)
        return kept if kept and self._clock.now() - kept[0] < self._kept_for else None

    def _make_room(self) -> None:
        if len(self._answers) >= self._most:
            self._answers.clear()
