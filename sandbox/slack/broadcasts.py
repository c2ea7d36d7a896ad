"""Tells every open page, and every waiting test, that something has changed."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

Audience = Callable[[str], bool]


def everyone(_user_id: str) -> bool:
    """The audience of all."""
    return True


class Broadcasts:
    """One queue per open page; `version` counts the changes."""

    def __init__(self) -> None:
        self.version = 0
        self.is_closed = False
        self._pages: list[tuple[str, asyncio.Queue[dict[str, Any] | None]]] = []
        self._waiting: set[asyncio.Future[None]] = set()

    @property
    def has_pages(self) -> bool:
        """Whether anyone has the board open."""
        return bool(self._pages)

    @property
    def present(self) -> list[str]:
        """The ids of those who have the board open."""
        return sorted({user_id for user_id, _queue in self._pages})

    def publish(self, type: str, payload: dict[str, Any], audience: Audience = everyone) -> None:
        """Send an event to the pages of those in the audience, and wake whoever waits for a change."""
        self.version += 1
        event = {"type": type, **payload}
        for user_id, queue in self._pages:
            if audience(user_id):
                queue.put_nowait(event)
        self._wake()

    def _wake(self) -> None:
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        self._waiting.clear()

    async def changed_since(self, version: int) -> None:
        """Return as soon as anything has been published after `version`."""
        while self.version == version and not self.is_closed:
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.add(waiter)
            try:
                await waiter
            finally:
                self._waiting.discard(waiter)

    @contextmanager
    def _queue_of(self, user_id: str) -> Iterator[asyncio.Queue[dict[str, Any] | None]]:
        queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        page = (user_id, queue)
        self._pages.append(page)
        self.publish("presence", {"present": self.present})
        try:
            yield queue
        finally:
            self._pages.remove(page)
            self.publish("presence", {"present": self.present})

    async def follow(
        self, user_id: str, heartbeat: float = 15.0
    ) -> AsyncGenerator[list[dict[str, Any]], None]:
        """Events for that person as they come, those that wait already together.

        An empty list comes first, when nothing can be missed any more, and again whenever nothing came for
        `heartbeat` seconds.
        """
        with self._queue_of(user_id) as queue:
            yield []
            while not self.is_closed:
                try:
                    async with asyncio.timeout(heartbeat):
                        waiting = [await queue.get()]
                except TimeoutError:
                    yield []
                    continue
                while not queue.empty():
                    waiting.append(queue.get_nowait())
                if events := [each for each in waiting if each is not None]:
                    yield events
                if None in waiting:
                    return

    def hang_up(self) -> None:
        """End every page's stream; pages come back by themselves."""
        for _user_id, queue in self._pages:
            queue.put_nowait(None)

    def close(self) -> None:
        """End every page's stream for good."""
        self.is_closed = True
        self.hang_up()
        self._wake()
